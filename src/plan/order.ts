import type { Task } from '../model/plan.ts';

/** Tasks with every need before its user, otherwise in the order given. Throws when they form a circle. */
export function inOrder(tasks: readonly Task[]): readonly Task[] {
  const indexes = new Map<string, number>(tasks.map((task, index) => [task.id, index]));
  const users: number[][] = tasks.map(() => []);
  const waiting = tasks.map((task) => task.needs.length);
  for (const [index, task] of tasks.entries()) {
    for (const need of task.needs) users[indexes.get(need) ?? -1]?.push(index);
  }
  const levels = tasks.map(() => 0);
  const ready = [...tasks.keys()].filter((index) => waiting[index] === 0);
  for (const index of ready) {
    const level = levels[index] ?? 0;
    for (const user of users[index] ?? []) {
      levels[user] = Math.max(levels[user] ?? 0, level + 1);
      const left = (waiting[user] ?? 0) - 1;
      waiting[user] = left;
      if (left === 0) ready.push(user);
    }
  }
  if (ready.length !== tasks.length) throw new RangeError('the plan has a circle or a need that is no task');
  const byLevel: Task[][] = [];
  for (const [index, task] of tasks.entries()) (byLevel[levels[index] ?? 0] ??= []).push(task);
  return byLevel.flat();
}
