import type { TaskId } from '../model/ids.ts';
import { moneyToText, type Micros } from '../model/money.ts';
import type { ModelChoice, Task } from '../model/plan.ts';
import type { Take } from '../store/takes.ts';

/** By model: how many times its price by the list it was seen to cost for this film, where that is more than once. */
export type Dearer = Map<string, number>;

/** What a choice may cost: by the list of prices, or as much more as its provider was seen to ask for this model. */
export function toReserveMicros(
  { dearer }: { readonly dearer: Dearer },
  { model, costMicros }: Pick<ModelChoice, 'model' | 'costMicros'>,
): Micros {
  return Math.ceil(costMicros * (dearer.get(model) ?? 1));
}

/**
 * Learns what a provider asks for a take, from its quote or its bill. Where that is more than the list says, what is sent
 * after it is reserved at that, and it is told once a render and model: what was sent before may pass a ceiling.
 */
export function learnPrice(
  {
    dearer,
    tasks,
    onWarning,
  }: {
    readonly dearer: Dearer;
    readonly tasks: ReadonlyMap<TaskId, Task>;
    readonly onWarning: (code: string, message: string) => void;
  },
  { task, model }: Pick<Take, 'task' | 'model'>,
  askedMicros: Micros | null | undefined,
): void {
  const listMicros = tasks.get(task)?.ladder.find((choice) => choice.model === model)?.costMicros ?? 0;
  if (askedMicros == null || listMicros === 0) return;
  const times = askedMicros / listMicros;
  const known = dearer.get(model) ?? 1;
  if (times <= known) return;
  dearer.set(model, times);
  if (known > 1) return;
  onWarning(
    'dearer_than_reserved',
    `${model} costs ${moneyToText(askedMicros)} where the list of prices says ${moneyToText(listMicros)}. What it costs counts, and what is sent from now on is reserved at that; a ceiling may be passed by what was sent before. \`longtake models --refresh\` or \`--price\` mends the list.`,
  );
}
