import { useSignal } from '@preact/signals';
import { moneyToText, type Micros } from '../../../model/money.ts';
import { question, type Question } from '../api/consent.ts';
import { Dialog } from './dialog.tsx';
import { countToText } from './format.ts';

/** Asked before anything is paid; everything but its one button means no. */
export function MoneyQuestion() {
  const asked = question.value;
  return asked === null ? null : <Asked asked={asked} />;
}

function Asked({ asked }: { readonly asked: Question }) {
  const { costMicros, unpriced, answer } = asked;
  const ceiling = useSignal(toField(asked.ceilingMicros ?? null));
  const canLimit = asked.ceilingMicros !== undefined;
  const limitMicros = canLimit ? (fromField(ceiling.value) ?? asked.ceilingMicros ?? null) : null;
  const isTight = limitMicros !== null && limitMicros < costMicros;
  const price = toPrice(asked);
  return (
    <Dialog title="This costs money" onClose={() => answer({ isYes: false })}>
      <p class="big-words">{asked.words === null ? `${toWork(asked)}, ${price}` : <bdi>{asked.words}</bdi>}: go?</p>
      {unpriced > 0 && (
        <p class="warn-words">
          {countToText(unpriced, 'task')} among them of unknown price: what they cost is known only afterwards.
        </p>
      )}
      {canLimit && (
        <label class="field">
          Spend at most, in dollars
          <input
            type="number"
            inputMode="decimal"
            min={0}
            step={0.01}
            placeholder={toField(asked.ceilingMicros ?? null) || 'no ceiling'}
            value={ceiling.value}
            aria-describedby="ceiling-words"
            onInput={({ currentTarget }) => {
              ceiling.value = currentTarget.value;
            }}
          />
        </label>
      )}
      <p id="ceiling-words" class={isTight ? 'warn-words' : 'soft'}>
        {isTight
          ? 'That is less than the price: what would pass it is not sent, and can be made later.'
          : 'The price is set aside first. What turns out not to be billed is given back.'}
      </p>
      <div class="actions">
        <button type="button" onClick={() => answer({ isYes: false })}>
          Not now
        </button>
        <button type="button" class="primary" onClick={() => answer({ isYes: true, ceilingMicros: limitMicros })}>
          {isTight ? `Go, for at most ${toDollars(limitMicros)}` : `Go, for ${price}`}
        </button>
      </div>
    </Dialog>
  );
}

function toWork({ shots }: Question): string {
  return shots === 0 ? 'This' : countToText(shots, 'shot');
}

function toPrice({ costMicros, unpriced }: Question): string {
  return unpriced > 0 && costMicros === 0 ? 'price unknown' : `about ${moneyToText(costMicros)}`;
}

/** A ceiling of nothing is not free. */
function toDollars(micros: Micros): string {
  return micros === 0 ? '$0' : moneyToText(micros);
}

function toField(micros: Micros | null): string {
  return micros === null ? '' : String(micros / 1_000_000);
}

/** Null where nothing, or no sum of money, is written. */
function fromField(text: string): Micros | null {
  const dollars = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(dollars) && dollars >= 0 ? Math.round(dollars * 1_000_000) : null;
}
