import { toLockHash, type LockedTake, type LockedTakes } from '../model/lock.ts';
import type { ModelChoice, Plan, Select, Task } from '../model/plan.ts';
import { fits, nearestTake, type KnownTake } from './known-take.ts';
import { ANIMATIC } from './model-names.ts';

/** What is locked for a shot: in force while the storyboard says of it what it said when it was written. */
export type InForce = { readonly locked: LockedTake | null; readonly lapsed: LockedTake | null };

export const NOT_LOCKED: InForce = { locked: null, lapsed: null };

/** Looks under the shot's own name, then under the one it had. */
export function findLocked(
  selects: LockedTakes,
  names: readonly (string | null)[],
  fingerprint: () => string,
): InForce {
  const locked = names.flatMap((name) => (name === null ? [] : (selects.get(name) ?? []))).at(0);
  if (locked === undefined) return NOT_LOCKED;
  return toLockHash(fingerprint()) === locked.for ? { locked, lapsed: null } : { locked: null, lapsed: locked };
}

/** What is said of a choice that no longer counts. */
export function lapsedNotes(shot: string, lapsed: LockedTake | null): readonly string[] {
  if (lapsed === null) return [];
  const what = lapsed.file === null ? 'asked for' : 'chosen';
  return [
    `take ${lapsed.take} of ${shot} was ${what} when the storyboard said something else of it: that no longer counts, and the newest take that fits is used`,
  ];
}

/** `instead` is the storyboard's own ladder. */
export function toSelect(
  locked: LockedTake | null,
  instead: readonly ModelChoice[],
  bind: Select['bind'] = null,
): Select | null {
  if (locked === null) return null;
  const { take, file, takes, override, instead: kept } = locked;
  return { take, file, takes, override, instead: kept, models: instead.map((choice) => choice.model), bind };
}

/** How many takes a task wants: a chosen one is one. */
export function takesOf(select: Select | null, written: number): number {
  return select === null ? written : select.file === null ? select.takes : 1;
}

type Candidate = Pick<
  KnownTake,
  'fingerprint' | 'parts' | 'model' | 'number' | 'sha' | 'state' | 'over' | 'isSubmitted'
>;

/**
 * Whether a take is what is asked for now. Without a select: what the storyboard says. With one: the chosen file, or a
 * take of the number that was asked for, or a later one, of what the storyboard says with the override.
 */
export function isAskedFor(task: Task, take: Candidate): boolean {
  const { select } = task;
  if (select === null) return fits(task, take);
  return isChosen(select, take) || (take.number >= select.take && fits(task, take));
}

/** The take that the film uses, of all takes of a task, oldest first; null when it has none. */
export function usedTake<T extends Candidate>(task: Task, takes: readonly T[]): T | null {
  return askedTake(task, takes) ?? meanwhileTake(task, takes);
}

/**
 * The take that the film shows while its task is not made (again): the one it uses, else the nearest of earlier words. A
 * drawing never stands in for a paid take, nor a paid take in the preview.
 */
export function keptTake<T extends Candidate>(
  { preview }: Pick<Plan, 'preview'>,
  task: Task,
  takes: readonly T[],
): T | null {
  const used = usedTake(task, takes);
  if (used !== null) return used;
  const mayBeDrawn = task.ladder.some((choice) => choice.provider === ANIMATIC.provider);
  const isLike = ({ model }: T): boolean => (model === ANIMATIC.provider ? mayBeDrawn : !preview);
  return nearestTake(
    task,
    takes.filter((take) => take.state === 'stored' && take.sha !== null && isLike(take)),
  );
}

/** The stored take that was asked for; null while there is none. */
export function askedTake<T extends Candidate>(task: Task, takes: readonly T[]): T | null {
  const stored = takes.filter((take) => take.state === 'stored' && take.sha !== null);
  const { select } = task;
  if (select === null) return stored.findLast((take) => fits(task, take)) ?? null;
  const chosen = stored.findLast((take) => isChosen(select, take));
  if (chosen !== undefined) return chosen;
  const asked = stored.filter((take) => isAskedFor(task, take));
  // One that was asked for alone is preferred by its number: a later one took its place where it failed.
  return (select.takes === 1 ? asked.find((take) => take.number === select.take) : undefined) ?? asked.at(-1) ?? null;
}

function isChosen({ file, take: number }: Select, take: Candidate): boolean {
  return file !== null && take.number === number && take.sha?.startsWith(file) === true;
}

/** Until a wish comes true the film stays as complete as it was: with the take it used then, or the newest that fits. */
function meanwhileTake<T extends Candidate>(task: Task, takes: readonly T[]): T | null {
  const { select } = task;
  if (select === null) return null;
  const { instead, models } = select;
  const stored = takes.filter((take) => take.state === 'stored' && take.sha !== null);
  return (
    (instead === null ? undefined : stored.findLast((take) => take.sha?.startsWith(instead))) ??
    stored.findLast((take) => take.fingerprint === task.fingerprint && models.includes(take.model)) ??
    null
  );
}
