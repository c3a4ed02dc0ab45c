import type { Task } from '../model/plan.ts';

/** Tasks with every need before its user, otherwise in the order given. Throws when they form a circle. */
export function inOrder(tasks: readonly Task[]): readonly Task[] {
  const nodes = tasks.map((task): Node => ({ task, users: [], waiting: task.needs.length, level: 0 }));
  const byId = new Map<string, Node>();
  for (const node of nodes) byId.set(node.task.id, node);
  for (const node of nodes) {
    for (const need of node.task.needs) byId.get(need)?.users.push(node);
  }
  const ready = nodes.filter((node) => node.waiting === 0);
  for (const { level, users } of ready) {
    for (const user of users) {
      user.level = Math.max(user.level, level + 1);
      user.waiting -= 1;
      if (user.waiting === 0) ready.push(user);
    }
  }
  if (ready.length !== nodes.length) throw new RangeError('the plan has a circle or a need that is no task');
  const byLevel: Task[][] = [];
  for (const { task, level } of nodes) (byLevel[level] ??= []).push(task);
  return byLevel.flat();
}

type Node = { readonly task: Task; readonly users: Node[]; waiting: number; level: number };
