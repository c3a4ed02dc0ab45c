import { LongtakeError } from '../model/error.ts';
import type { Plan, Task } from '../model/plan.ts';
import { framesToMs } from '../model/time.ts';
import type { Take } from '../store/takes.ts';
import type { Crew } from './crew.ts';
import { cutOf } from './cut.ts';
import { MARKS } from './gate-marks.ts';

/** As many frames as a conform adds by holding the last one. */
const HELD_FRAMES = MARKS.missingFrames;

/** A take, whole as it is, that does not reach as far as the film shows its shot. */
export class TooShortError extends LongtakeError {
  constructor(message: string) {
    super({ code: 'take_too_short', message });
  }
}

/** Of a take that the film needs more of than there is: both lengths in words; null for one that is long enough. */
export function tooShortWords(
  { plan, shots }: Pick<Crew, 'plan' | 'shots'>,
  task: Task,
  take: Pick<Take, 'facts' | 'mediaType'>,
): string | null {
  const lengthMs = lengthOf(take);
  const isFilmed = task.kind === 'take' || task.kind === 'finish';
  if (!isFilmed || lengthMs === null || take.mediaType?.startsWith('image/') === true) return null;
  const { skipHeadFrames, headFrames, bodyFrames, tailFrames } = cutOf({ plan, shots }, task);
  const wanted = skipHeadFrames + headFrames + bodyFrames + tailFrames;
  const wantedMs = framesToMs(wanted, plan.film.fps);
  if (lengthMs >= framesToMs(Math.max(0, wanted - HELD_FRAMES), plan.film.fps) - 1) return null;
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
  return `is ${seconds(lengthMs)} long; the film needs ${seconds(wantedMs)} of it`;
}

/** A plan with its shots by their ids, where there is no crew that has them. */
export function byShots(plan: Plan): Pick<Crew, 'plan' | 'shots'> {
  return { plan, shots: new Map(plan.shots.map((shot) => [shot.id, shot])) };
}

function lengthOf({ facts }: Pick<Take, 'facts'>): number | null {
  const video = facts?.['video'];
  if (typeof video !== 'object' || video === null || !('durationMs' in video)) return null;
  return typeof video.durationMs === 'number' ? video.durationMs : null;
}
