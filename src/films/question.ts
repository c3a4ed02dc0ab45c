import type { Outlook } from '../engine/api.ts';
import { InputError } from '../model/error.ts';
import type { TaskId } from '../model/ids.ts';
import { moneyToText, type Micros } from '../model/money.ts';
import type { Plan } from '../model/plan.ts';
import { countText, listText } from '../plan/words.ts';

/** What paid work asks before it begins. */
export type Question = {
  /** `3 shots, about $1.20`. */
  readonly text: string;
  readonly costMicros: Micros;
  /** Tasks of which nobody knows what they cost. */
  readonly unpriced: number;
  readonly shots: number;
};

/** Null where nothing is to be paid. `also` is what the one shot that is wanted cannot be made without. */
export function questionOf(plan: Plan, outlook: Outlook, also: readonly TaskId[] = []): Question | null {
  const paid = outlook.tasks.filter((task) => task.verdict === 'make' && (task.costMicros > 0 || !task.isPriced));
  if (paid.length === 0) return null;
  const unpriced = paid.filter((task) => !task.isPriced).length;
  const ids = new Set(paid.map(({ task }) => task));
  const shots = new Set(plan.tasks.filter((task) => ids.has(task.id)).map((task) => task.shot)).size;
  const price = [
    ...(outlook.costMicros === 0 ? [] : [`about ${moneyToText(outlook.costMicros)}`]),
    ...(unpriced === 0 ? [] : [countText(unpriced, 'unknown price')]),
  ].join(' and ');
  const titles = plan.tasks.filter((task) => also.includes(task.id)).map(({ title }) => title);
  const needed = titles.length === 0 ? '' : ` (with ${listSome(titles)}, without which it cannot be shot)`;
  return { text: `${countText(shots, 'shot')}${needed}, ${price}`, costMicros: outlook.costMicros, unpriced, shots };
}

/** Nobody said that the money may be spent. `advice` is how to say it. */
export function confirmationNeeded({ text, costMicros, unpriced, shots }: Question, advice: string): InputError {
  return new InputError({
    code: 'confirmation_needed',
    message: `${text}: go? ${advice}`,
    details: { question: text, costMicros, unpriced, shots },
  });
}

const MOST_TITLES = 6;

function listSome(titles: readonly string[]): string {
  if (titles.length <= MOST_TITLES) return listText(titles);
  return `${titles.slice(0, MOST_TITLES - 1).join(', ')} and ${titles.length - MOST_TITLES + 1} more`;
}
