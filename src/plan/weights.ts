import type { Size } from '../model/storyboard.ts';
import type { ModelChoice } from '../model/plan.ts';

/**
 * Rough work per task in milliseconds: enough to find the critical path and to say how long is left, not a promise.
 * Local figures scale with the pixels of a 1280x720 film; paid ones are typical waits of hosted models.
 */
export type Weigher = {
  keyframe(ladder: readonly ModelChoice[]): number;
  take(ladder: readonly ModelChoice[], frames: number): number;
  voice(ladder: readonly ModelChoice[]): number;
  music(ladder: readonly ModelChoice[], frames: number): number;
  conform(frames: number): number;
  seam(frames: number, isMorph: boolean): number;
  sound(frames: number): number;
  film(frames: number): number;
};

const REFERENCE_PIXELS = 1280 * 720;

export function createWeigher(size: Size): Weigher {
  const scale = Math.max(0.05, (size.width * size.height) / REFERENCE_PIXELS);
  const isLocal = (ladder: readonly ModelChoice[]): boolean =>
    ladder[0]?.provider === 'animatic' || ladder[0]?.provider === 'clip';
  const local = (fixedMs: number, perFrameMs: number, frames: number): number =>
    Math.round(fixedMs + perFrameMs * frames * scale);
  return {
    keyframe: (ladder) => (isLocal(ladder) ? local(60, 30, 1) : 12_000),
    take: (ladder, frames) => {
      if (!isLocal(ladder)) return 90_000;
      return ladder[0]?.provider === 'clip' ? 200 : local(250, 16, frames);
    },
    voice: (ladder) => (isLocal(ladder) ? 80 : 2000),
    music: (ladder, frames) => (isLocal(ladder) ? Math.round(100 + frames) : 30_000),
    conform: (frames) => local(200, 12, frames),
    seam: (frames, isMorph) => local(200, isMorph ? 400 : 22, frames),
    sound: (frames) => Math.round(100 + frames),
    film: (frames) => Math.round(150 + frames / 2),
  };
}
