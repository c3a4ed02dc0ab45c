import type { TaskState } from './api.ts';

/** A shot's own word `shooting` says nothing that its takes do not say better. */
export function toTaskState(word: string): TaskState {
  switch (word) {
    case 'reserving':
    case 'submitting':
    case 'reconciling':
    case 'polling':
    case 'downloading':
    case 'gating':
    case 'backing_off':
    case 'conforming':
    case 'encoding':
    case 'mixing':
    case 'assembling':
    case 'stored':
    case 'reused':
    case 'failed':
    case 'held':
    case 'skipped':
    case 'cancelled':
      return word;
    default:
      return 'waiting';
  }
}
