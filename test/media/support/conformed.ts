import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Conformed, ConformRequest } from '../../../src/media/media.ts';
import { type Code, readCodes } from './coded-clip.ts';
import { ffmpeg, media, signal } from './tools.ts';

export const FPS_24 = { num: 24, den: 1 };
export const HOUSE = { size: { width: 320, height: 180 }, fps: FPS_24 };

export type ConformedTake = Conformed & {
  readonly request: ConformRequest;
  readonly codes: readonly Code[];
  /** Interleaved stereo. */
  readonly sound: Int16Array;
};

/** Conforms a file to one 320x180 body of so many frames at 24 frames per second, unless told otherwise. */
export async function conformTake(
  folder: string,
  input: string,
  bodyFrames: number,
  changes: Partial<ConformRequest> = {},
): Promise<ConformedTake> {
  const request: ConformRequest = {
    house: HOUSE,
    input,
    isPicture: false,
    fit: 'crop',
    skipHeadFrames: 0,
    headFrames: 0,
    bodyFrames,
    tailFrames: 0,
    outBody: join(folder, 'body.mp4'),
    outTail: null,
    outSound: join(folder, 'sound.pcm'),
    outFirstFrame: join(folder, 'first.png'),
    outLastFrame: join(folder, 'last.png'),
    outThumbnail: join(folder, 'thumbnail.jpg'),
    ...changes,
  };
  const conformed = await media.conform(request, signal);
  const bytes = readFileSync(request.outSound);
  const sound = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  return { ...conformed, request, codes: await readCodes(request.outBody), sound };
}

/** The frame number that each frame's upper columns spell; -1 where they are not clearly black or white. */
export function numbersOf(codes: readonly Code[]): readonly number[] {
  return codes.map((code) =>
    code
      .slice(0, 8)
      .reduce((sum, level, bit) => (level > 0.2 && level < 0.8 ? Number.NaN : sum + (level > 0.5 ? 2 ** bit : 0)), 0),
  );
}

/** Colours at the centre of a picture or of a film's frame, as RGB 0..255 under bt709. */
export async function centerColor(file: string, frame = 0): Promise<readonly number[]> {
  const raw = await ffmpeg([
    ['-i', `file:${file}`, '-vf', `trim=start_frame=${frame},crop=16:16,scale=1:1:flags=area,format=rgb24`],
    ['-frames:v', '1', '-f', 'rawvideo', '-'],
  ]);
  return [...raw];
}

/** The first sample louder than a fifth of full scale, or -1. */
export function firstClick(sound: Int16Array): number {
  return Math.floor(sound.findIndex((value) => Math.abs(value) > 6500) / 2);
}

/** 0, 1, 2 …, or what `step` makes of them. */
export function upTo(count: number, step = (index: number): number => index): number[] {
  return Array.from({ length: count }, (_, index) => step(index));
}

/** A quick encode for fixtures. */
export const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
