import type { TaskId } from '../model/ids.ts';
import type { RequestInput, Task } from '../model/plan.ts';
import { fingerprintOf } from './fingerprint.ts';

/** A task that costs nothing but time: its fingerprint covers its settings. */
export function derived(
  task: Pick<Task, 'id' | 'kind' | 'title' | 'needs' | 'parts' | 'weightMs'> & {
    readonly shot?: Task['shot'];
    readonly join?: number;
  },
): Task {
  return {
    ...task,
    shot: task.shot ?? null,
    join: task.join ?? null,
    fingerprint: fingerprintOf(task.parts),
    was: null,
    takes: 1,
    ladder: [],
    request: null,
  };
}

/** The tasks that a request takes its frames and files from. */
export function needsOf(inputs: readonly RequestInput[]): readonly TaskId[] {
  return [...new Set(inputs.flatMap(({ from }) => (from.kind === 'task' ? [from.task] : [])))];
}
