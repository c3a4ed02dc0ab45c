import { LongtakeError } from '../model/error.ts';
import { type Tools, inputArguments, mustRunFfmpeg, runFfmpeg } from './ffmpeg.ts';
import { sniffPicture } from './probe.ts';

/** Three bytes a pixel, full range, row by row. */
export type RgbPicture = { readonly width: number; readonly height: number; readonly pixels: Uint8Array };

export type Edge = 'first' | 'last';

/** The frame at an edge of a film piece, or a still picture, scaled to a size; the mean of the two outermost where there are two. */
export async function readEdge(
  tools: Tools,
  { file, edge }: { readonly file: string; readonly edge: Edge },
  size: { readonly width: number; readonly height: number },
  signal: AbortSignal,
): Promise<RgbPicture> {
  const frames = await readFrames(tools, file, edge, size, signal);
  const [one, other] = frames;
  const pixels = new Uint8Array(size.width * size.height * 3);
  for (let at = 0; at < pixels.length; at++) pixels[at] = ((one?.[at] ?? 0) + (other?.[at] ?? one?.[at] ?? 0) + 1) >> 1;
  return { ...size, pixels };
}

/** Rec. 709 luma of every pixel, 0 to 255. */
export function toLuma({ pixels }: RgbPicture): Float32Array {
  const luma = new Float32Array(pixels.length / 3);
  for (let at = 0; at < luma.length; at++) {
    const byte = at * 3;
    luma[at] = 0.2126 * (pixels[byte] ?? 0) + 0.7152 * (pixels[byte + 1] ?? 0) + 0.0722 * (pixels[byte + 2] ?? 0);
  }
  return luma;
}

/** What one edge is judged by: a single frame's noise would count as a difference. */
const EDGE_FRAMES = 2;
/** Enough for two frames of the slowest film, and little to decode. */
const LAST_SECONDS = 1;

async function readFrames(
  tools: Tools,
  file: string,
  edge: Edge,
  size: { readonly width: number; readonly height: number },
  signal: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const format = await sniffPicture(file);
  const what = `The ${edge} frame of ${file}`;
  const raw = [
    inputArguments(file, format),
    ['-map', '0:V:0', ...(edge === 'first' ? ['-frames:v', String(EDGE_FRAMES)] : [])],
    ['-vf', `scale=${size.width}:${size.height}:flags=area,format=rgb24`, '-fps_mode', 'passthrough'],
    ['-f', 'rawvideo', 'pipe:1'],
  ].flat();
  const bytes = size.width * size.height * 3;
  const read = async (seek: readonly string[], isLastTry: boolean): Promise<readonly Uint8Array[]> => {
    const kept = createRing(bytes);
    const options = { signal, onData: kept.add };
    if (isLastTry) await mustRunFfmpeg(tools, [...seek, ...raw], { ...options, what });
    else await runFfmpeg(tools, [...seek, ...raw], options);
    return kept.frames();
  };
  if (edge === 'last' && format === null) {
    const last = await read(['-sseof', `-${LAST_SECONDS}`], false);
    if (last.length >= EDGE_FRAMES) return last;
  }
  const frames = await read([], true);
  if (frames.length > 0) return frames;
  throw new LongtakeError({ code: 'media_unreadable', message: `${what} could not be decoded.` });
}

/** Keeps the last frames of a stream of raw ones. */
function createRing(bytes: number) {
  const ring = new Uint8Array(bytes * EDGE_FRAMES);
  let filled = 0;
  return {
    add: (chunk: Buffer): void => {
      for (let from = 0; from < chunk.length;) {
        const at = filled % ring.length;
        const copied = chunk.copy(ring, at, from);
        from += copied;
        filled += copied;
      }
    },
    frames: (): readonly Uint8Array[] =>
      Array.from({ length: Math.min(EDGE_FRAMES, Math.floor(filled / bytes)) }, (_, index) =>
        ring.subarray(index * bytes, (index + 1) * bytes),
      ),
  };
}
