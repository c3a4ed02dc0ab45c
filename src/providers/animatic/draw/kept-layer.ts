import { type SKRSContext2D, createCanvas } from '@napi-rs/canvas';
import type { Size } from '../../../model/storyboard.ts';
import { type Shooting, isSameShooting } from './moves.ts';
import type { SetClock } from './set/stage.ts';

/** A layer that is drawn again only when the camera has moved, or when it depends on the time and that has gone on. */
export type KeptLayer = {
  readonly paint: (
    context: SKRSContext2D,
    shooting: Shooting,
    timeS: number,
    draw: (target: SKRSContext2D, clock: SetClock) => void,
  ) => void;
};

/** Keeps one opaque picture of the frame's size. A layer depends on the time when whoever drew it asked for it. */
export function createKeptLayer({ width, height }: Size): KeptLayer {
  const canvas = createCanvas(width, height);
  let kept: { readonly shooting: Shooting; readonly timeS: number; readonly isTimed: boolean } | null = null;
  return {
    paint: (context, shooting, timeS, draw) => {
      const isGood =
        kept !== null && isSameShooting(kept.shooting, shooting) && (!kept.isTimed || kept.timeS === timeS);
      if (!isGood) {
        let isTimed = false;
        draw(canvas.getContext('2d', { alpha: false }), () => {
          isTimed = true;
          return timeS;
        });
        kept = { shooting, timeS, isTimed };
      }
      context.drawImage(canvas, 0, 0);
    },
  };
}
