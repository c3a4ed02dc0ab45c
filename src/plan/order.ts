import type { TaskId } from '../model/ids.ts';
import type { Task } from '../model/plan.ts';

/** Tasks with every need before its user, otherwise in the order given. Throws when they form a circle. */
export function inOrder(tasks: readonly Task[]): readonly Task[] {
  const levels = new Map<TaskId, number>();
  const users = new Map<TaskId, Task[]>();
  const waiting = new Map<TaskId, number>();
  for (const task of tasks) {
    waiting.set(task.id, task.needs.length);
    for (const need of task.needs) {
      const list = users.get(need);
      if (list === undefined) users.set(need, [task]);
      else list.push(task);
    }
  }
  const ready = tasks.filter((task) => task.needs.length === 0);
  for (const task of ready) levels.set(task.id, 0);
  for (const task of ready) {
    const level = levels.get(task.id) ?? 0;
    for (const user of users.get(task.id) ?? []) {
      levels.set(user.id, Math.max(levels.get(user.id) ?? 0, level + 1));
      const left = (waiting.get(user.id) ?? 0) - 1;
      waiting.set(user.id, left);
      if (left === 0) ready.push(user);
    }
  }
  if (ready.length !== tasks.length) throw new RangeError('the plan has a circle or a need that is no task');
  const byLevel: Task[][] = [];
  for (const task of tasks) (byLevel[levels.get(task.id) ?? 0] ??= []).push(task);
  return byLevel.flat();
}
