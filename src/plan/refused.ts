import type { ModelChoice, Plan, Task } from '../model/plan.ts';
import type { KnownTake } from './known-take.ts';
import { usableRungs } from './ready.ts';
import { isAskedFor } from './select.ts';

/**
 * Takes of what is asked for now that a provider refused for its content, oldest first. A refusal is final: the same is not
 * sent to that model again by itself, nor with another seed. A retake asks for a later take, which is sent.
 */
export function refusedTakes<T extends KnownTake>(task: Task, takes: readonly T[]): readonly T[] {
  return takes.filter(
    (take) => take.state === 'failed' && take.failure?.class === 'moderation' && isAskedFor(task, take),
  );
}

/** The model that is sent to first; `refusedBy` is the one whose refusal keeps the task from being sent to any. */
export function firstToSee(
  { onModeration }: Pick<Plan, 'onModeration'>,
  task: Task,
  takes: readonly KnownTake[],
): { readonly choice: ModelChoice | undefined; readonly refusedBy: string | null } {
  const [first] = task.ladder;
  const refusers = new Set(refusedTakes(task, takes).map(({ model }) => model));
  let refusedBy: string | null = null;
  if (refusers.size > 0)
    for (const choice of usableRungs(task)) {
      if (!refusers.has(choice.model)) return { choice, refusedBy: null };
      refusedBy = choice.model;
      if (onModeration === 'stop') break;
    }
  return { choice: first, refusedBy };
}
