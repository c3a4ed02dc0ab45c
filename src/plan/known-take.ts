import { toCanonicalJson, type JsonObject } from '../base/json.ts';
import type { FailureClass } from '../model/generation.ts';
import type { TaskId } from '../model/ids.ts';
import type { ModelChoice, Task } from '../model/plan.ts';
import { DRAWN, describeChange } from './fingerprint.ts';
import { ANIMATIC, CLIP } from './model-names.ts';

/** A take that a workspace remembers. */
export type KnownTake = {
  /** What it was made for, under the name that its shot had then. */
  readonly task: TaskId;
  readonly number: number;
  readonly fingerprint: string;
  /** What the fingerprint was made of; null when that was not kept. */
  readonly parts: JsonObject | null;
  /** Registry id of the model that made it. */
  readonly model: string;
  readonly state: 'stored' | 'live' | 'held' | 'failed';
  /** Why it failed. */
  readonly failure?: { readonly class: FailureClass } | null;
  /** Hash of its file; null while it has none. */
  readonly sha: string | null;
  /** Its provider has it, so that bringing it in costs nothing more; of a take that is on its way. */
  readonly isSubmitted?: boolean;
  /** Hashes of the files that a finish was made over. */
  readonly over?: readonly string[];
};

/**
 * Whether a take is what the storyboard asks for now: the same words, by any model of the ladder. A drawing of the
 * animatic must also have the same colours and slate.
 */
export function fits(
  task: Task,
  take: Pick<KnownTake, 'fingerprint' | 'parts' | 'model' | 'over' | 'state' | 'isSubmitted'>,
): boolean {
  if (take.fingerprint !== task.fingerprint) return false;
  if (!task.ladder.some((choice) => choice.model === take.model || isAutoTake(choice, take))) return false;
  if (!isOverItsFiles(task, take)) return false;
  if (take.model !== ANIMATIC.provider || take.parts === null) return true;
  return toCanonicalJson(take.parts[DRAWN] ?? null) === toCanonicalJson(task.parts[DRAWN] ?? null);
}

/**
 * A price that changed must not buy a shot a second time: what is paid for, or may be, by another model that `auto` would
 * have chosen counts. What was not sent yet is sent by the model of today.
 */
function isAutoTake(
  { isAuto }: ModelChoice,
  { model, state, isSubmitted = false }: Pick<KnownTake, 'model' | 'state' | 'isSubmitted'>,
): boolean {
  if (isAuto !== true || model === ANIMATIC.provider || model === CLIP.provider) return false;
  return state === 'stored' || state === 'held' || (state === 'live' && isSubmitted);
}

/**
 * The one of which the least has changed since, the newest of those: what was tried in between and taken back is not what
 * the film shows. What a retake was told is not held against it.
 */
export function nearestTake<T extends Pick<KnownTake, 'parts'>>(
  task: Pick<Task, 'parts'>,
  takes: readonly T[],
): T | null {
  const told = { prompt: null, [DRAWN]: null };
  let fewest = Infinity;
  let nearest: T | null = null;
  for (const take of takes) {
    const { parts } = take;
    const changes =
      parts === null ? Infinity : describeChange({ ...parts, ...told }, { ...task.parts, ...told }).length;
    if (changes > fewest) continue;
    fewest = changes;
    nearest = take;
  }
  return nearest;
}

/** A finish of another take than the film uses now is of no use; it is kept for the day when that one is chosen again. */
export function isOverItsFiles({ over }: Task, take: Pick<KnownTake, 'over'>): boolean {
  if (over?.files === undefined) return true;
  return over.files.every((file, index) => file !== null && file === take.over?.[index]);
}
