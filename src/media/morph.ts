import type { Size } from '../model/storyboard.ts';
import type { Tools } from './ffmpeg.ts';
import { type Flow, estimateFlow, sample, shrink } from './flow.ts';
import type { SeamRequest } from './media.ts';
import { decodeEdgeFrame, encodeRawFrames, frameBytes } from './raw-video.ts';

type MorphRequest = Extract<SeamRequest, { readonly kind: 'morph' }>;

/** New frames between the last of `from` and the first of `to`: what moved travels, what changed blends. */
export async function encodeMorph(tools: Tools, request: MorphRequest, signal: AbortSignal): Promise<void> {
  const { house, frames } = request;
  const [from, to] = await Promise.all([
    decodeEdgeFrame(tools, request.from, 'last', house.size, signal),
    decodeEdgeFrame(tools, request.to, 'first', house.size, signal),
  ]);
  await encodeRawFrames(tools, house, morphFrames(from, to, house.size, frames), request.out, {
    what: `The morph of ${frames} frames`,
    signal,
  });
}

/** Pure: so many frames (planar 4:2:0) between two. */
export function* morphFrames(
  from: Uint8Array,
  to: Uint8Array,
  size: Size,
  frames: number,
): Generator<Uint8Array<ArrayBuffer>> {
  const { width, height } = size;
  const { forward, backward } = estimateFlow(
    shrink(from, width, height, FLOW_WIDTH),
    shrink(to, width, height, FLOW_WIDTH),
  );
  for (let index = 0; index < frames; index++) {
    const share = (index + 1) / (frames + 1);
    const paths = toMiddle(forward, backward, share);
    const frame = new Uint8Array(frameBytes(size));
    let at = 0;
    for (const [w, h] of planes(size)) {
      const [a, b] = [from.subarray(at, at + w * h), to.subarray(at, at + w * h)];
      warpPlane(a, b, w, h, paths, share, frame.subarray(at, at + w * h));
      at += w * h;
    }
    yield frame;
  }
}

const FLOW_WIDTH = 192;

function planes({ width, height }: Size): readonly (readonly [number, number])[] {
  const chroma = [Math.ceil(width / 2), Math.ceil(height / 2)] as const;
  return [[width, height], chroma, chroma];
}

type Paths = { readonly toFrom: Flow; readonly toTo: Flow };

/** Motion from a moment between the pictures to either of them (Jiang et al. 2018, "Super SloMo", equation 4). */
function toMiddle(forward: Flow, backward: Flow, share: number): Paths {
  const mix = (a: Float32Array, b: Float32Array, wa: number, wb: number): Float32Array =>
    a.map((value, at) => value * wa + (b[at] ?? 0) * wb);
  const stay = 1 - share;
  return {
    toFrom: {
      ...forward,
      dx: mix(forward.dx, backward.dx, -stay * share, share * share),
      dy: mix(forward.dy, backward.dy, -stay * share, share * share),
    },
    toTo: {
      ...forward,
      dx: mix(forward.dx, backward.dx, stay * stay, -share * stay),
      dy: mix(forward.dy, backward.dy, stay * stay, -share * stay),
    },
  };
}

/** One plane of a frame in between. This is the inner loop of a morph: everything in it is plain arithmetic. */
function warpPlane(
  from: Uint8Array,
  to: Uint8Array,
  width: number,
  height: number,
  { toFrom, toTo }: Paths,
  share: number,
  out: Uint8Array,
): void {
  const columns = toColumns(width, toFrom.width);
  const [rx, ry] = [width / toFrom.width, height / toFrom.height];
  const ax = new Float32Array(width);
  const ay = new Float32Array(width);
  const bx = new Float32Array(width);
  const by = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    const cell = (y + 0.5) / ry - 0.5;
    stretchRow(toFrom.dx, toFrom, cell, rx, columns, ax);
    stretchRow(toFrom.dy, toFrom, cell, ry, columns, ay);
    stretchRow(toTo.dx, toTo, cell, rx, columns, bx);
    stretchRow(toTo.dy, toTo, cell, ry, columns, by);
    for (let x = 0; x < width; x++) {
      const a = pixelAt(from, width, height, x + (ax[x] ?? 0), y + (ay[x] ?? 0));
      const b = pixelAt(to, width, height, x + (bx[x] ?? 0), y + (by[x] ?? 0));
      out[y * width + x] = a + (b - a) * share + 0.5;
    }
  }
}

/** For each pixel of a row the cell of motion to its left, and how far it is towards the next. */
type Columns = { readonly left: Int32Array; readonly share: Float32Array };

function toColumns(width: number, cells: number): Columns {
  const left = new Int32Array(width);
  const share = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const at = Math.min(Math.max(((x + 0.5) * cells) / width - 0.5, 0), cells - 1);
    left[x] = Math.min(Math.floor(at), Math.max(0, cells - 2));
    share[x] = cells === 1 ? 0 : at - (left[x] ?? 0);
  }
  return { left, share };
}

/** A row of motion at the picture's own width, in the picture's own pixels. */
function stretchRow(
  motion: Float32Array,
  grid: { readonly width: number; readonly height: number },
  y: number,
  pixelsPerCell: number,
  { left, share }: Columns,
  out: Float32Array,
): void {
  const row = new Float32Array(grid.width + 1);
  for (let x = 0; x < grid.width; x++) row[x] = sample(motion, grid.width, grid.height, x, y) * pixelsPerCell;
  for (let x = 0; x < out.length; x++) {
    const at = left[x] ?? 0;
    const a = row[at] ?? 0;
    out[x] = a + ((row[at + 1] ?? 0) - a) * (share[x] ?? 0);
  }
}

/** Bilinear, edges held: `sample` for bytes, apart because the engine compiles each for one kind of array. */
function pixelAt(data: Uint8Array, width: number, height: number, x: number, y: number): number {
  const cx = x < 0 ? 0 : x > width - 1 ? width - 1 : x;
  const cy = y < 0 ? 0 : y > height - 1 ? height - 1 : y;
  const x0 = cx | 0;
  const y0 = cy | 0;
  const fx = cx - x0;
  const at = y0 * width + x0;
  const right = x0 + 1 < width ? 1 : 0;
  const below = y0 + 1 < height ? width : 0;
  const a = data[at] ?? 0;
  const b = data[at + right] ?? 0;
  const c = data[at + below] ?? 0;
  const d = data[at + below + right] ?? 0;
  const top = a + (b - a) * fx;
  return top + (c + (d - c) * fx - top) * (cy - y0);
}
