import type { TaskProgress } from './progress-state.ts';

/** What a task does now: the machine's word, and of what, where a shot has several things made. */
export function taskWords(task: TaskProgress): string {
  const state = task.state === 'backing_off' ? 'backing off' : task.state;
  switch (task.kind) {
    case 'keyframe':
      return `keyframe ${state}`;
    case 'voice':
      return `voice ${state}`;
    case 'finish':
      return `${task.id.replace(/^.*\./u, '').replace(/\d+$/u, '')} ${state}`;
    case 'take':
    case 'music':
    case 'conform':
    case 'seam':
    case 'sound':
    case 'film':
      return state;
  }
}

/** The failure in one line: its class in words, then what it said. */
export function failureWords(task: Pick<TaskProgress, 'failure' | 'state'>): string {
  if (task.failure === null) return task.state;
  return `${task.failure.class.replaceAll('_', ' ')}: ${task.failure.message}`;
}
