import type { RenderState, TaskState } from './api.ts';

/** How a task stands, in the five ways that matter to somebody who watches. */
export type Standing = 'waiting' | 'running' | 'stored' | 'failed' | 'left_out';

/** Every word that a task can be told in, and what it amounts to. */
const STANDINGS: Readonly<Record<TaskState, Standing>> = {
  waiting: 'waiting',
  reserving: 'running',
  submitting: 'running',
  reconciling: 'running',
  polling: 'running',
  downloading: 'running',
  gating: 'running',
  backing_off: 'running',
  cancelling: 'running',
  conforming: 'running',
  encoding: 'running',
  mixing: 'running',
  assembling: 'running',
  stored: 'stored',
  reused: 'stored',
  failed: 'failed',
  held: 'failed',
  skipped: 'left_out',
};

export function standingOf(state: TaskState): Standing {
  return STANDINGS[state];
}

/** A machine's word as callers hear it. A shot's own word `shooting` says nothing that its takes do not say better. */
export function toTaskState(word: string): TaskState {
  return isTaskState(word) ? word : 'waiting';
}

export function toRenderState(word: string): RenderState {
  return word === 'paused' || word === 'done' || word === 'incomplete' || word === 'cancelled' ? word : 'running';
}

function isTaskState(word: string): word is TaskState {
  return Object.hasOwn(STANDINGS, word);
}
