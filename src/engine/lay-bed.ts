import type { SoundPart } from '../media/media.ts';
import { framesToSeconds, type Fps } from '../model/time.ts';

export type BedPlace = Pick<SoundPart, 'fromFrame' | 'frames' | 'fadeInFrames' | 'fadeOutFrames'>;

/** How long one playing of a bed goes over into the next, at most. */
const OVERLAP_SECONDS = 1;
/** Of the bed itself. */
const MOST_OVERLAP = 1 / 4;

/**
 * Where a bed is heard: from the film's first frame to its last, as often as that takes, in pieces of one length that go
 * over into each other with equal power. A bed that is as long as the film is one piece, and so is one of which no more is
 * missing than its fade at the film's end hides. `edgeFrames` are the fades at the film's own ends. Pure.
 */
export function layBed({
  filmFrames,
  ownFrames,
  edgeFrames,
  fps,
}: {
  readonly filmFrames: number;
  readonly ownFrames: number;
  readonly edgeFrames: number;
  readonly fps: Fps;
}): readonly BedPlace[] {
  const overlap = Math.min(Math.floor(OVERLAP_SECONDS / framesToSeconds(1, fps)), Math.floor(ownFrames * MOST_OVERLAP));
  if (filmFrames - ownFrames <= Math.min(edgeFrames, overlap) || overlap < 1)
    return [{ fromFrame: 0, frames: filmFrames, fadeInFrames: edgeFrames, fadeOutFrames: edgeFrames }];
  const count = Math.ceil((filmFrames - overlap) / (ownFrames - overlap));
  const step = Math.ceil((filmFrames - overlap) / count);
  return Array.from({ length: count }, (_one, index) => {
    const isLast = index === count - 1;
    return {
      fromFrame: index * step,
      frames: isLast ? filmFrames - index * step : step + overlap,
      fadeInFrames: index === 0 ? edgeFrames : overlap,
      fadeOutFrames: isLast ? edgeFrames : overlap,
    };
  });
}
