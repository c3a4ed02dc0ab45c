import type { TaskId } from '../model/ids.ts';
import type { TaskKind } from '../model/plan.ts';

/** A task's id begins with its kind: `seam:s1a.s1b`. */
export function toTaskKind(task: TaskId): TaskKind {
  const word: string = task.replace(/:.*/u, '');
  switch (word) {
    case 'keyframe':
    case 'finish':
    case 'voice':
    case 'music':
    case 'conform':
    case 'seam':
    case 'sound':
    case 'film':
      return word;
    default:
      return 'take';
  }
}
