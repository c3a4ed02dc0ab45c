import type { Writable } from 'node:stream';
import type { Size } from '../model/storyboard.ts';
import { fpsToText } from '../model/time.ts';
import { pieceArguments } from './encoder.ts';
import { type Tools, inputArguments, mustRunFfmpeg, toFileUrl } from './ffmpeg.ts';
import type { House } from './media.ts';
import { HOUSE_COLORS, frameClock } from './picture-filters.ts';

/** Bytes of one frame of planar 4:2:0: luma, then both chroma planes of half width and height. */
export function frameBytes({ width, height }: Size): number {
  return width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
}

/** The first or the last frame of a film piece, as planar 4:2:0 in the house's colours. */
export async function decodeEdgeFrame(
  tools: Tools,
  piece: string,
  edge: 'first' | 'last',
  size: Size,
  signal: AbortSignal,
): Promise<Buffer> {
  const bytes = frameBytes(size);
  const latest = Buffer.alloc(bytes);
  let filled = 0;
  const limit = edge === 'first' ? ['-frames:v', '1'] : [];
  const raw = [
    '-map',
    '0:V:0',
    ...limit,
    '-fps_mode',
    'passthrough',
    '-pix_fmt',
    'yuv420p',
    '-f',
    'rawvideo',
    'pipe:1',
  ];
  await mustRunFfmpeg(tools, [...inputArguments(piece), ...raw], {
    what: `The ${edge} frame of ${piece}`,
    signal,
    // Every frame is written over the one before.
    onData: (chunk) => {
      for (let at = 0; at < chunk.length;) {
        const copied = chunk.copy(latest, filled % bytes, at);
        at += copied;
        filled += copied;
      }
    },
  });
  return latest;
}

/** Encodes raw frames of the house's size, one by one as they are drawn, as a piece of the film. */
export async function encodeRawFrames(
  tools: Tools,
  house: House,
  frames: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  out: string,
  options: { readonly what: string; readonly signal: AbortSignal },
): Promise<void> {
  const { width, height } = house.size;
  await mustRunFfmpeg(
    tools,
    [
      ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`],
      ['-r', fpsToText(house.fps), '-i', 'pipe:0'],
      ['-vf', `${frameClock(house.fps)},setsar=1,${HOUSE_COLORS}`],
      [...pieceArguments(house.fps, 'film'), toFileUrl(out)],
    ].flat(),
    {
      ...options,
      feed: async (input) => {
        for await (const frame of frames) {
          if (input.destroyed) return;
          await write(input, frame);
        }
      },
    },
  );
}

/** Waits until the bytes are taken. A side that is gone has nothing to wait for: its exit code tells. */
export async function write(input: Writable, bytes: Uint8Array): Promise<void> {
  await new Promise<void>((resolve) => {
    input.write(bytes, () => resolve());
  });
}
