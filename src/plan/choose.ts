import { toCanonicalJson } from '../base/json.ts';
import { toLockHash, type LockedTake } from '../model/lock.ts';
import type { Select, TakeOverride, Task } from '../model/plan.ts';
import type { KnownTake } from './known-take.ts';
import { refusedTakes } from './refused.ts';
import { isAskedFor, keptTake, usedTake } from './select.ts';

export type Wish = { readonly override: TakeOverride | null; readonly takes: number };

/**
 * What `retake` writes down before it is shot. `going_on`: the very same was asked for before and is not done, so nothing
 * more is asked for; `changed`: something else was asked for and not begun, so that it is this now; else `new`.
 */
export type AskedFor = { readonly locked: LockedTake; readonly kind: 'new' | 'changed' | 'going_on' };

/** `isBrokenOff`: the render that shot what is asked for now did not come to its end. */
export function askForTake(
  task: Task,
  takes: readonly KnownTake[],
  wish: Wish,
  { isBrokenOff, preview }: { readonly isBrokenOff: boolean; readonly preview: boolean },
): AskedFor {
  const { select } = task;
  const numbers = takes.map((take) => take.number);
  const ask = (take: number, instead: string | null): LockedTake => ({
    take,
    for: toLockHash(task.fingerprint),
    file: null,
    instead,
    takes: wish.takes,
    override: wish.override,
  });
  const inUse = keptTake({ preview }, task, takes);
  const instead = inUse === null || inUse.sha === null ? null : toLockHash(inUse.sha);
  const asked = select === null || select.file !== null ? null : select;
  if (asked !== null && !isRefused(task, takes) && (isBrokenOff || !isDone(task, asked, takes))) {
    if (isSame(asked, wish)) return { locked: ask(asked.take, asked.instead), kind: 'going_on' };
    if (!numbers.some((number) => number >= asked.take))
      return { locked: ask(asked.take, asked.instead), kind: 'changed' };
  }
  return { locked: ask(Math.max(0, ...numbers) + 1, instead), kind: 'new' };
}

/** A choice among takes, or why it cannot be made. `locked` is null where the film uses that take by choice already. */
export type Chosen =
  | { readonly locked: LockedTake | null; readonly refused: null }
  | { readonly locked: null; readonly refused: 'unknown' | 'too_short' | Exclude<KnownTake['state'], 'stored'> };

export function chooseTake(task: Task, takes: readonly KnownTake[], number: number): Chosen {
  // A shot's own takes come last: one of them goes before one of its earlier name.
  const found = takes.findLast((take) => take.number === number);
  if (found === undefined) return { locked: null, refused: 'unknown' };
  if (found.state !== 'stored' || found.sha === null)
    return { locked: null, refused: found.state === 'stored' ? 'live' : found.state };
  if (task.select !== null && isAskedFor(task, found) && usedTake(task, takes) === found)
    return { locked: null, refused: null };
  return {
    refused: null,
    locked: {
      take: number,
      for: toLockHash(task.fingerprint),
      file: toLockHash(found.sha),
      instead: null,
      takes: 1,
      override: null,
    },
  };
}

function isDone(task: Task, asked: Select, takes: readonly KnownTake[]): boolean {
  return takes.filter((take) => take.state === 'stored' && isAskedFor(task, take)).length >= asked.takes;
}

/** Nothing came of it, for its content: whoever asks again wants it sent again. */
function isRefused(task: Task, takes: readonly KnownTake[]): boolean {
  return (
    refusedTakes(task, takes).length > 0 && takes.every((take) => take.state === 'failed' || !isAskedFor(task, take))
  );
}

function isSame(asked: Select, wish: Wish): boolean {
  const words = ({ override, takes }: Wish): string =>
    toCanonicalJson([override?.prompt ?? null, override?.model?.text ?? null, override?.seed ?? null, takes]);
  return words(asked) === words(wish);
}
