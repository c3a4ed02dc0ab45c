import { useSignal } from '@preact/signals';
import { Fragment } from 'preact';
import { moneyToText } from '../../../model/money.ts';
import { api, once, wordsOf } from '../api/client.ts';
import type { Held, SettleAction } from '../api/contract.ts';
import { say } from '../ui/announce.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { momentToText } from '../ui/format.ts';

type Props = {
  readonly held: readonly Held[];
  readonly isRunning: boolean;
  readonly onClose: () => void;
  readonly onChange: () => void;
  /** Goes on with the film. */
  readonly onStart: () => Promise<void>;
};

/** Submissions of which nobody knows whether they exist: what each choice costs, in plain words. */
export function HeldDialog({ held, isRunning, onClose, onChange, onStart }: Props) {
  const isBusy = useSignal(false);
  const start = async (): Promise<void> => {
    isBusy.value = true;
    await onStart();
    isBusy.value = false;
  };
  return (
    <Dialog title="Held takes" size="medium" onClose={onClose}>
      <p>
        A held take may exist at its provider, and may have been charged, and nobody here knows. Its money stays set
        aside. longtake never sends such a request a second time by itself, because you could pay twice: you decide.
      </p>
      {held.length === 0 ? (
        <>
          <p>Nothing is held any more. {isRunning ? 'The film goes on.' : 'The film goes on when you say so.'}</p>
          <div class="actions">
            {isRunning ? (
              <button type="button" class="primary" onClick={onClose}>
                Back to the film
              </button>
            ) : (
              <button type="button" class="primary" disabled={isBusy.value} onClick={() => void start()}>
                Go on with the film
              </button>
            )}
          </div>
        </>
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
type CardProps = { readonly held: Held; readonly onChange: () => void };

function HeldCard({ held, onChange }: CardProps) {
  const choice = useSignal<SettleAction | null>(null);
  const operation = useSignal('');
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const title = `${held.shot ?? held.task}, take ${held.number}`;
  const settle = async (action: SettleAction): Promise<void> => {
    isBusy.value = true;
    trouble.value = null;
    try {
      await api.v1.held[':attempt'].$post({
        param: { attempt: held.id },
        header: once(),
        json: toBody(action, operation.value),
      });
      say(`${title} is settled`);
      onChange();
    } catch (thrown) {
      trouble.value = wordsOf(thrown);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <li class="held-card">
      <h3>{title}</h3>
      <p class="soft">
        {held.model} · sent {momentToText(held.sentMs)} · {chargeToText(held)}
      </p>
      <p>
        {WHY[held.why]} {held.message}
      </p>
      {held.canBeAsked && <p class="soft">Its provider can tell more: the next render asks once again.</p>}
      <fieldset disabled={isBusy.value}>
        <legend class="unseen">What to do with {title}</legend>
        {held.actions.map((action) => (
          <Fragment key={action}>
            <label class={`held-choice ${choice.value === action ? 'chosen' : ''}`}>
              <input
                type="radio"
                name={`held-${held.id}`}
                checked={choice.value === action}
                onChange={() => {
                  choice.value = action;
                }}
              />
              <b>{ACTIONS[action]}</b>
              <span class="soft">{moneyWordsOf(action, held)}</span>
            </label>
            {action === 'adopt' && choice.value === 'adopt' && (
              <label class="field">
                Its id on the pages of {held.provider}
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
          </Fragment>
        ))}
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
            if (choice.value !== null) void settle(choice.value);
          }}
        >
          {choice.value === null ? 'Choose first' : buttonOf(choice.value, held)}
        </button>
      </div>
    </li>
  );
}

const ACTIONS: Readonly<Record<SettleAction, string>> = {
  adopt: 'Adopt it',
  resubmit: 'Send it again',
  abandon: 'Give it up',
};

const WHY: Readonly<Record<Held['why'], string>> = {
  unanswered: 'It was sent, and no answer came.',
  overdue: 'The job is there, and takes longer than any may take.',
  lost: 'The job was there, and its provider knows it no more.',
  not_downloaded: 'It is made, and its file does not come.',
  not_checked: 'Its file is here, and could not be looked at.',
};

function toBody(action: SettleAction, operation: string): Settle {
  switch (action) {
    case 'adopt':
      return { action, operation: operation.trim() };
    case 'resubmit':
      return { action, yes: true };
    case 'abandon':
      return { action };
  }
}

function chargeToText({ billed, mayCostMicros, isPriced }: Held): string {
  if (!isPriced) return 'price unknown';
  const price = moneyToText(mayCostMicros);
  if (billed === 'no' || mayCostMicros === 0) return 'not charged';
  return billed === 'yes' ? `${price} were charged` : `${price} may have been charged`;
}

function moneyWordsOf(action: SettleAction, held: Held): string {
  const may = !held.isPriced
    ? 'What it may have cost is not known.'
    : held.mayCostMicros === 0
      ? 'It cost nothing so far.'
      : `The ${moneyToText(held.mayCostMicros)} that it may have cost count as spent.`;
  switch (action) {
    case 'adopt':
      return `You found the job at ${held.provider}: the next render brings it in. Nothing more is paid.`;
    case 'resubmit':
      if (held.againMicros === 0 && held.isPriced)
        return `You looked, and it is not there: it is sent once more, for nothing. ${may}`;
      return `You looked, and it is not there: it is sent once more and paid anew, ${againToText(held)}. If it is there after all, you pay twice. ${may}`;
    case 'abandon':
      return `The next render shoots the shot anew. ${may}`;
  }
}

function againToText({ againMicros, isPriced }: Held): string {
  if (!isPriced) return 'at a price that nobody knows';
  return againMicros === 0 ? 'for nothing' : `about ${moneyToText(againMicros)}`;
}

function buttonOf(action: SettleAction, held: Held): string {
  return action === 'resubmit' ? `Send it again, ${againToText(held)}` : ACTIONS[action];
}
