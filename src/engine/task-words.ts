import type { Failure } from '../model/generation.ts';
import { toId, type TaskId } from '../model/ids.ts';
import type { MachineRow } from '../store/machines.ts';
import type { TaskState } from './api.ts';
import { wordOf } from './reduce.ts';
import { standingOf, toTaskState } from './task-state.ts';

/** How a task stands in a render, as its machines' rows say. */
export type TaskWord = { readonly state: TaskState; readonly failure: Failure | null };

/** The word of every task of a render. */
export function readWords(
  rows: readonly Pick<MachineRow, 'kind' | 'task' | 'value' | 'context' | 'status'>[],
): ReadonlyMap<TaskId, TaskWord> {
  const words = new Map<TaskId, TaskWord>();
  for (const row of rows) {
    if (row.kind === 'render') continue;
    const state = toTaskState(wordOf(row.value));
    const isTakeAtWork = row.kind === 'take' && row.status === 'active';
    if (row.kind === 'take' && !isTakeAtWork) continue;
    const known = words.get(row.task);
    // A take at work says more than the task's own "waiting".
    if (known !== undefined && !isTakeAtWork && known.state !== 'waiting' && state === 'waiting') continue;
    const context: { readonly failure?: Failure | null } = JSON.parse(row.context);
    words.set(row.task, { state, failure: context.failure ?? null });
  }
  return words;
}

/** A shot in one word: its take's until that is stored, then its conform's. */
export function wordOfShot(take: TaskState, conform: TaskState): TaskState {
  return standingOf(take) === 'stored' ? conform : take;
}

export type ShotCounts = {
  readonly total: number;
  readonly ready: number;
  readonly failed: number;
  readonly held: number;
  readonly running: number;
};

/** How many shots stand how, of the words of a film's tasks. A bridge is no shot. */
export function countShots(words: ReadonlyMap<TaskId, Pick<TaskWord, 'state'>>): ShotCounts {
  const counts = { total: 0, ready: 0, failed: 0, held: 0, running: 0 };
  for (const [task, { state: conform }] of words) {
    if (!task.startsWith('conform:') || task.includes('.')) continue;
    const take = words.get(toId<TaskId>(task.replace('conform:', 'take:')))?.state ?? 'waiting';
    const state = wordOfShot(take, conform);
    const standing = standingOf(state);
    counts.total += 1;
    if (state === 'held') counts.held += 1;
    else if (standing === 'stored') counts.ready += 1;
    else if (standing === 'running') counts.running += 1;
    else if (standing !== 'waiting') counts.failed += 1;
  }
  return counts;
}
