import { useSignal } from '@preact/signals';
import { moneyToText } from '../../../model/money.ts';
import { ask, wordsOf } from '../api/client.ts';
import type { Held } from '../api/contract.ts';
import { say } from '../ui/announce.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { momentToText } from '../ui/format.ts';

type Props = { readonly held: readonly Held[]; readonly onClose: () => void; readonly onChange: () => void };

/** Submissions of which nobody knows whether they exist: what each choice costs, in plain words. */
export function HeldDialog({ held, onClose, onChange }: Props) {
  return (
    <Dialog title="Held submissions" size="large" onClose={onClose}>
      <p>
        The connection broke after a request had been sent and before an answer came back. The provider may have begun
        the work, and may charge for it, or may never have heard of it. longtake never sends such a request a second
        time by itself, because you could pay twice. You decide.
      </p>
      {held.length === 0 ? (
        <p class="soft">Nothing is held any more.</p>
      ) : (
        <ul class="held-list">
          {held.map((one) => (
            <HeldCard key={one.id} held={one} onChange={onChange} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

type Settle =
  | { readonly action: 'adopt'; readonly operation: string }
  | { readonly action: 'resubmit'; readonly yes: true }
  | { readonly action: 'abandon' };

function HeldCard({ held, onChange }: { readonly held: Held; readonly onChange: () => void }) {
  const choice = useSignal<Settle['action'] | null>(null);
  const operation = useSignal('');
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const price = held.reservedMicros === 0 ? 'nothing' : `up to ${moneyToText(held.reservedMicros)}`;
  const settle = async (body: Settle): Promise<void> => {
    isBusy.value = true;
    trouble.value = null;
    try {
      await ask(`/v1/held/${encodeURIComponent(held.id)}`, { method: 'POST', json: body });
      say(`${held.title} is settled`);
      onChange();
    } catch (thrown) {
      trouble.value = wordsOf(thrown);
    } finally {
      isBusy.value = false;
    }
  };
  const pick = (action: Settle['action'], title: string, words: string) => (
    <label class={`held-choice ${choice.value === action ? 'chosen' : ''}`}>
      <input
        type="radio"
        name={`held-${held.id}`}
        checked={choice.value === action}
        onChange={() => {
          choice.value = action;
        }}
      />
      <b>{title}</b>
      <span class="soft">{words}</span>
    </label>
  );
  return (
    <li class="held-card">
      <h3>
        {held.title}, take {held.take}
      </h3>
      <p class="soft">
        {held.model}
        {held.sentMs === null ? '' : ` · sent ${momentToText(held.sentMs)}`} · {price} reserved
      </p>
      <p>{held.reason}</p>
      <fieldset disabled={isBusy.value}>
        <legend class="unseen">What to do with {held.title}</legend>
        {pick(
          'adopt',
          'Adopt it',
          `You found the job at ${held.provider}: give its id, and the take is brought in. Nothing is paid again.`,
        )}
        {choice.value === 'adopt' && (
          <label class="field">
            Its id at {held.provider}
            <input
              type="text"
              value={operation.value}
              spellcheck={false}
              autocomplete="off"
              onInput={({ currentTarget }) => {
                operation.value = currentTarget.value;
              }}
            />
          </label>
        )}
        {pick(
          'resubmit',
          'Send it again',
          `You looked, and it is not there. If it is there after all, you pay twice: ${price} more.`,
        )}
        {pick(
          'abandon',
          'Give it up',
          `The shot goes without this take. If the provider did the work, it may still charge ${price}.`,
        )}
      </fieldset>
      {trouble.value !== null && (
        <p class="bad-words" role="alert">
          {trouble.value}
        </p>
      )}
      <div class="actions">
        <button
          type="button"
          class={choice.value === 'resubmit' ? 'danger' : 'primary'}
          disabled={
            isBusy.value || choice.value === null || (choice.value === 'adopt' && operation.value.trim() === '')
          }
          onClick={() => {
            if (choice.value === 'adopt') void settle({ action: 'adopt', operation: operation.value.trim() });
            if (choice.value === 'resubmit') void settle({ action: 'resubmit', yes: true });
            if (choice.value === 'abandon') void settle({ action: 'abandon' });
          }}
        >
          {choice.value === null ? 'Choose first' : SETTLE_WORDS[choice.value]}
        </button>
      </div>
    </li>
  );
}

const SETTLE_WORDS: Readonly<Record<Settle['action'], string>> = {
  adopt: 'Adopt it',
  resubmit: 'Send it again, I know it may cost twice',
  abandon: 'Give it up',
};
