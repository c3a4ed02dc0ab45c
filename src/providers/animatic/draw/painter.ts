import { type Canvas, type Image, type SKRSContext2D, createCanvas, loadImage } from '@napi-rs/canvas';
import type { FrameInput, Picture } from '../../../model/generation.ts';
import type { Size } from '../../../model/storyboard.ts';
import { type Fps, framesToSeconds } from '../../../model/time.ts';
import { drawSlate } from './captions.ts';
import { createCard } from './card.ts';
import { loadFrame } from './frame-file.ts';
import { moveRegions } from './regions.ts';
import { isSameFrame } from './same-frame.ts';
import { createScene } from './scene.ts';
import { smooth } from './view.ts';

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
  readonly paint: (frame: number) => void;
  readonly blacken: () => void;
  /** The pixels of the last painted frame: RGBA, opaque. */
  readonly rgba: () => Buffer;
  readonly png: () => Promise<Buffer>;
};

/** How long a take needs to leave the frame it was given, and to reach the one it must end on. */
const TAKEOVER_S = 0.6;

export async function createPainter(request: PaintRequest, inputs: PaintInputs): Promise<Painter> {
  const { size, fps, frames, picture } = request;
  const { width, height } = size;
  const canvas: Canvas = createCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false });
  const isGiven = inputs.startRole === 'image';
  const start = inputs.startFile === null ? null : await (isGiven ? loadImage : loadFrame)(inputs.startFile);
  const end = inputs.endFile === null ? null : await loadFrame(inputs.endFile);
  const world = createWorld(request, end !== null);
  const takeover = Math.min(frames / 2, TAKEOVER_S * (fps.num / fps.den));
  // The camera may move at once: a frame that this shot would begin with anyway is not seen through what follows it.
  let isOwnStart: boolean | null = null;

  const drawOwn = (frame: number): void => {
    world(context, picture.kind === 'still' ? 0 : frame);
    if (picture.motion.length > 0) moveRegions(context, canvas, picture.motion, frames < 2 ? 0 : frame / (frames - 1));
    if (picture.slate !== null) drawSlate(context, size, picture.slate, frame, fps);
  };
  const startShare = (frame: number): number => {
    if (start === null) return 0;
    if (frame === 0) return 1;
    if (frame >= takeover) return 0;
    isOwnStart ??= beginsWith(start);
    return isOwnStart ? 0 : 1 - smooth(frame, 0, takeover);
  };
  const beginsWith = (image: Image): boolean => {
    lay(context, size, image, 1);
    const given = Buffer.from(canvas.data());
    drawOwn(0);
    return isSameFrame(given, canvas.data(), size);
  };
  const endShare = (frame: number): number => {
    if (end === null) return 0;
    return frame === frames - 1 ? 1 : smooth(frame, frames - 1 - takeover, frames - 1);
  };

  return {
    paint: (frame) => {
      if (picture.kind === 'bridge' && start !== null && end !== null)
        drawBridge(context, size, start, end, frames < 2 ? 1 : frame / (frames - 1));
      else if (start !== null && inputs.startRole === 'image')
        drawOnImage(context, size, start, picture, frames < 2 ? 0 : frame / (frames - 1));
      else {
        const [from, to] = [startShare(frame), endShare(frame)];
        if (from < 1 && to < 1) drawOwn(frame);
        lay(context, size, start, from);
        lay(context, size, end, to);
      }
    },
    blacken: () => {
      context.fillStyle = '#000';
      context.fillRect(0, 0, width, height);
    },
    // Many times cheaper than image data of the whole or of parts, which costs more page faults than drawing (up to 16 ms
    // for 1280x720). Its alpha is premultiplied: no difference here, every pixel is opaque.
    rgba: () => canvas.data(),
    png: async () => canvas.encode('png'),
  };
}

function createWorld(
  { picture, size, fps, frames, seed }: PaintRequest,
  isEndHeld: boolean,
): (context: SKRSContext2D, frame: number) => void {
  if (picture.kind === 'card') {
    const card = createCard(picture, size);
    return (context, frame) => card(context, framesToSeconds(frame, fps));
  }
  const scene = createScene(picture, size, fps, { frames, seed, isEndHeld });
  return (context, frame) => scene.draw(context, frame);
}

function lay(context: SKRSContext2D, { width, height }: Size, image: Image | null, share: number): void {
  if (image === null || share <= 0.002) return;
  context.globalAlpha = share;
  if (image.width === width && image.height === height) context.drawImage(image, 0, 0);
  else context.drawImage(image, 0, 0, width, height);
  context.globalAlpha = 1;
}

/** Through the first picture into the second: one comes nearer and melts, the other settles. */
function drawBridge(context: SKRSContext2D, size: Size, start: Image, end: Image, part: number): void {
  const passed = smooth(part);
  const enlarged = (image: Image, by: number, share: number): void => {
    context.globalAlpha = share;
    const [wide, high] = [size.width * by, size.height * by];
    context.drawImage(image, (size.width - wide) / 2, (size.height - high) / 2, wide, high);
    context.globalAlpha = 1;
  };
  enlarged(start, 1 + 0.35 * passed, 1);
  enlarged(end, 1 + 0.25 * (1 - passed), smooth(part, 0.2, 0.8));
}

/** A given picture is the world of its shot: the camera moves over it. */
function drawOnImage(context: SKRSContext2D, size: Size, image: Image, picture: Picture, part: number): void {
  const eased = smooth(part);
  const { move } = picture.camera;
  const isStill = move === 'static' || picture.kind === 'still';
  const nearer = /in$|zoom$/u.test(move) ? 0.24 : isStill ? 0.02 : 0.14;
  const by = 1 + nearer * eased;
  const slack = (by - 1) / 2;
  const sideways = move.endsWith('left') ? 1 : move.endsWith('right') ? -1 : 0;
  const upwards = move.endsWith('up') ? 1 : move.endsWith('down') ? -1 : 0;
  const [wide, high] = [size.width * by, size.height * by];
  const left = (size.width - wide) / 2 + sideways * slack * size.width;
  const top = (size.height - high) / 2 + upwards * slack * size.height;
  context.imageSmoothingQuality = 'high';
  if (by === 1 && image.width === size.width && image.height === size.height) context.drawImage(image, 0, 0);
  else context.drawImage(image, left, top, wide, high);
}
