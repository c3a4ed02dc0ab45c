import type { TaskId } from '../model/ids.ts';
import type { RequestInput, Task } from '../model/plan.ts';
import type { Fingerprinted } from './fingerprint.ts';

/** A task that costs nothing but time: its fingerprint covers its settings. */
export function derived(
  task: Pick<Task, 'id' | 'kind' | 'title' | 'needs' | 'weightMs'> & {
    /** How the work is set. */
    readonly settings: Fingerprinted;
    readonly shot?: Task['shot'];
    readonly join?: number;
  },
): Task {
  return {
    id: task.id,
    kind: task.kind,
    title: task.title,
    shot: task.shot ?? null,
    join: task.join ?? null,
    needs: task.needs,
    fingerprint: task.settings.fingerprint,
    parts: task.settings.parts,
    was: null,
    takes: 1,
    select: null,
    ladder: [],
    request: null,
    weightMs: task.weightMs,
  };
}

/** The tasks that a request takes its frames and files from. */
export function needsOf(inputs: readonly RequestInput[]): readonly TaskId[] {
  const needs: TaskId[] = [];
  for (const { from } of inputs) {
    if (from.kind === 'task' && !needs.includes(from.task)) needs.push(from.task);
  }
  return needs;
}
