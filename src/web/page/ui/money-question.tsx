import { moneyToText } from '../../../model/money.ts';
import { question } from '../api/consent.ts';
import { Dialog } from './dialog.tsx';
import { countToText } from './format.ts';

/** Asked before anything is paid; everything but its one button means no. */
export function MoneyQuestion() {
  const asked = question.value;
  if (asked === null) return null;
  const { costMicros, shots, unpriced, answer } = asked;
  const work = shots === 0 ? 'This' : countToText(shots, 'shot');
  const price = unpriced > 0 && costMicros === 0 ? 'price unknown' : `about ${moneyToText(costMicros)}`;
  return (
    <Dialog title="This costs money" onClose={() => answer(false)}>
      <p class="big-words">
        {work}, <strong>{price}</strong>: go?
      </p>
      {unpriced > 0 && (
        <p class="warn-words">
          {countToText(unpriced, 'task')} among them of unknown price: what they cost is known only afterwards.
        </p>
      )}
      <p class="soft">The price is set aside first. What turns out not to be billed is given back.</p>
      <div class="actions">
        <button type="button" onClick={() => answer(false)}>
          Not now
        </button>
        <button type="button" class="primary" onClick={() => answer(true)}>
          Go, for {price}
        </button>
      </div>
    </Dialog>
  );
}
