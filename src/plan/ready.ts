import type { TaskId } from '../model/ids.ts';
import type { ModelChoice, Plan, Task } from '../model/plan.ts';

export type UnreadyModel = { readonly model: string; readonly tasks: readonly TaskId[] };

/** The models of a task's ladder that this version can shoot with; the others are passed over. */
export function usableRungs(task: Task): readonly ModelChoice[] {
  return task.ladder.filter((choice) => choice.ready);
}

/**
 * Models that some task would be shot with first and that this version has no adapter for. `render` refuses a plan that
 * has any: a later rung would quietly make another film than the one that was asked for.
 */
export function unreadyModels(plan: Plan): readonly UnreadyModel[] {
  return unreadyAmong(plan.tasks);
}

export function unreadyAmong(tasks: readonly Task[]): readonly UnreadyModel[] {
  const waiting = new Map<string, TaskId[]>();
  for (const task of tasks) {
    const [first] = task.ladder;
    if (first === undefined || first.ready) continue;
    const list = waiting.get(first.model);
    if (list === undefined) waiting.set(first.model, [task.id]);
    else list.push(task.id);
  }
  return [...waiting].map(([model, ids]) => ({ model, tasks: ids }));
}
