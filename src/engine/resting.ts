import type { TaskId } from '../model/ids.ts';
import type { OutboxEntry } from '../store/machines.ts';

/** Tasks of which every take waits for another try: nothing of theirs is at a provider, or on its way there. */
export function findResting(waiting: Iterable<OutboxEntry>, atWork: Iterable<OutboxEntry>): ReadonlySet<TaskId> {
  const resting = new Set<TaskId>();
  const busy = new Set<TaskId>();
  for (const { task, kind } of waiting) (kind === 'wake' ? resting : busy).add(task);
  for (const { task } of atWork) busy.add(task);
  for (const task of busy) resting.delete(task);
  return resting;
}
