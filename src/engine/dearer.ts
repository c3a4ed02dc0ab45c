import { moneyToText, type Micros } from '../model/money.ts';
import type { Attempt } from '../store/journal.ts';
import type { Crew } from './crew.ts';

/** Says, once a render and model, that a provider asks more than was reserved: a ceiling may be passed by that. */
export function tellOfDearer(
  { dearer, onWarning }: Pick<Crew, 'dearer' | 'onWarning'>,
  { model, reservedMicros }: Pick<Attempt, 'model' | 'reservedMicros'>,
  askedMicros: Micros | null | undefined,
): void {
  if (askedMicros == null || askedMicros <= reservedMicros || dearer.has(model)) return;
  dearer.add(model);
  onWarning(
    'dearer_than_reserved',
    `${model} costs ${moneyToText(askedMicros)} where ${moneyToText(reservedMicros)} was reserved by the list of prices. What it costs counts; what is still to be sent is reserved by the list, so a ceiling may be passed by the difference.`,
  );
}
