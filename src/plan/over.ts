import type { TaskId } from '../model/ids.ts';
import type { Task } from '../model/plan.ts';

/** A finish with the files that the film uses of what it is worked over; any other task as it is. */
export function withFiles(task: Task, fileOf: (task: TaskId) => string | null): Task {
  return task.over === undefined ? task : { ...task, over: { ...task.over, files: task.over.tasks.map(fileOf) } };
}

/** The task with this id, of a list that is read often and never changed. */
export function findIn(tasks: readonly Task[], id: TaskId): Task | undefined {
  const known = indexes.get(tasks) ?? new Map(tasks.map((task) => [task.id, task]));
  indexes.set(tasks, known);
  return known.get(id);
}

const indexes = new WeakMap<readonly Task[], ReadonlyMap<TaskId, Task>>();
