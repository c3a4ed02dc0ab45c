import { type Canvas, type Image, createCanvas, loadImage } from '@napi-rs/canvas';
import type { FrameInput, Picture } from '../../../model/generation.ts';
import type { Size } from '../../../model/storyboard.ts';
import { type Fps, toTimecode } from '../../../model/time.ts';

/** The part of a request that decides what is seen. */
export type PaintRequest = {
  readonly size: Size;
  readonly fps: Fps;
  readonly frames: number;
  readonly seed: number;
  readonly picture: Picture;
};
export type PaintInputs = {
  readonly startFile: string | null;
  readonly startRole: FrameInput['role'] | null;
  readonly endFile: string | null;
};
/** Paints the frames of one take, in any order, on one canvas. */
export type Painter = {
  paint(frame: number): void;
  blacken(): void;
  /** The pixels of the last painted frame: RGBA, opaque. */
  rgba(): Buffer;
  png(): Promise<Buffer>;
};

export async function createPainter(request: PaintRequest, inputs: PaintInputs): Promise<Painter> {
  const { width, height } = request.size;
  const canvas: Canvas = createCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false });
  const start: Image | null = inputs.startFile === null ? null : await loadImage(inputs.startFile);
  return {
    paint: (frame) => {
      const { picture } = request;
      context.fillStyle = '#24405c';
      context.fillRect(0, 0, width, height);
      picture.figures.forEach((figure, index) => {
        context.fillStyle = figure.color;
        const x = ((index + 1) / (picture.figures.length + 1)) * width + Math.sin(frame / 8) * 3;
        context.fillRect(x - height / 16, height * 0.4, height / 8, height * 0.6);
      });
      if (picture.slate !== null) {
        context.fillStyle = '#fff';
        const text = toTimecode(picture.slate.filmFrame + frame, request.fps);
        context.fillRect(8, 8, (frame % 24) + text.length, 4);
      }
      if (frame === 0 && start !== null) context.drawImage(start, 0, 0, width, height);
    },
    blacken: () => {
      context.fillStyle = '#000';
      context.fillRect(0, 0, width, height);
    },
    rgba: () => canvas.data(),
    png: async () => canvas.encode('png'),
  };
}
