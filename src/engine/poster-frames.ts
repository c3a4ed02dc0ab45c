import type { Plan } from '../model/plan.ts';

/** Looked at closely, whatever the film's length. */
const MOST_FRAMES = 8;
/** An ending is not given away. */
const TOLD_SHARE = 0.7;

/**
 * The frames that may stand for a film, early ones first: from the middle of a shot, where no join, fade or given frame is
 * seen through the picture, and of no card unless there is nothing else. Pure.
 */
export function posterFrames({ film, shots }: Pick<Plan, 'film' | 'shots'>): readonly number[] {
  const scenes = new Set(shots.flatMap(({ id, picture }) => (picture.kind === 'scene' ? [id] : [])));
  const bodies = film.segments.flatMap((segment) =>
    segment.kind === 'body'
      ? [{ isScene: scenes.has(segment.shot), middle: segment.fromFrame + Math.floor(segment.frames / 2) }]
      : [],
  );
  const ofScenes = bodies.filter(({ isScene }) => isScene);
  const usable = ofScenes.length > 0 ? ofScenes : bodies;
  const early = usable.filter(({ middle }) => middle < film.frames * TOLD_SHARE);
  const middles = (early.length > 0 ? early : usable).map(({ middle }) => middle);
  const stride = Math.max(1, middles.length / MOST_FRAMES);
  return Array.from(
    { length: Math.min(MOST_FRAMES, middles.length) },
    (_, index) => middles[Math.floor(index * stride)] ?? 0,
  );
}
