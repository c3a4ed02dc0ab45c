import { type Canvas, type SKRSContext2D, createCanvas } from '@napi-rs/canvas';
import type { Size } from '../../../model/storyboard.ts';

/** What a lens does to a layer: softness out of focus, the smear of a whip. */
export type SoftLayers = {
  /** Draws sharply when `softness` is nothing, otherwise small and enlarged. Opaque layers need no clearing. */
  readonly paint: (
    context: SKRSContext2D,
    softness: number,
    isOpaque: boolean,
    draw: (context: SKRSContext2D) => void,
  ) => void;
  readonly smear: (context: SKRSContext2D, width: number, draw: (context: SKRSContext2D) => void) => void;
};

export function createSoftLayers({ width, height }: Size): SoftLayers {
  const canvases = new Map<string, Canvas>();
  const small = (name: string, acrossShare: number, downShare: number): Canvas => {
    const [across, down] = [Math.max(8, Math.ceil(width * acrossShare)), Math.max(8, Math.ceil(height * downShare))];
    const key = `${name} ${across} ${down}`;
    const known = canvases.get(key);
    if (known !== undefined) return known;
    if (canvases.size > 24) canvases.clear();
    const made = createCanvas(across, down);
    canvases.set(key, made);
    return made;
  };
  const through = (
    context: SKRSContext2D,
    canvas: Canvas,
    isOpaque: boolean,
    draw: (target: SKRSContext2D) => void,
    blurPixels = 0,
  ): void => {
    const target = canvas.getContext('2d');
    target.save();
    if (!isOpaque) target.clearRect(0, 0, canvas.width, canvas.height);
    target.scale(canvas.width / width, canvas.height / height);
    draw(target);
    target.restore();
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'low';
    if (blurPixels > 0.4) {
      const melted = small(`melted ${canvas.width}`, canvas.width / width, canvas.height / height);
      const melting = melted.getContext('2d');
      if (!isOpaque) melting.clearRect(0, 0, melted.width, melted.height);
      // A blur fades towards the edges of its canvas; what lies under it there is the sharp picture.
      if (isOpaque) melting.drawImage(canvas, 0, 0);
      melting.filter = `blur(${blurPixels.toFixed(2)}px)`;
      melting.drawImage(canvas, 0, 0);
      melting.filter = 'none';
      context.drawImage(melted, 0, 0, width, height);
    } else context.drawImage(canvas, 0, 0, width, height);
  };
  return {
    paint: (context, softness, isOpaque, draw) => {
      if (softness < 0.04) draw(context);
      else {
        // A few steps of softness, so that a changing focus does not need a new canvas per frame.
        const step = Math.max(1, Math.round(softness * 12));
        const share = 1 / (1 + step * 0.34);
        const name = isOpaque ? 'back' : 'front';
        const blurPixels = (softness * 7 * share * height) / 720;
        through(context, small(name, share, share), isOpaque, draw, blurPixels);
      }
    },
    smear: (context, smear, draw) => {
      const across = 1 / Math.max(1, Math.round(smear * width * 0.35));
      through(context, small('smear', Math.max(0.008, across), 1), true, draw);
    },
  };
}
