import { measureContentDifference } from './content-difference.ts';
import { type CutStep, findCut } from './find-cut.ts';
import { shareBelow, meanOf, spreadOf } from './luma-statistics.ts';
import type { PictureMeasures } from './media.ts';
import { toLuma } from './rgb-picture.ts';

/** The size of the frames that a meter is given: small enough to cost next to nothing, and blocks of it are whole. */
export const METER_SIZE = { width: 128, height: 72 };

export type PictureMeter = {
  /** The next frame, `METER_SIZE` of RGB; it may be written over afterwards. */
  readonly add: (pixels: Uint8Array) => void;
  /** What was measured, with the time that each frame stands, in milliseconds. */
  readonly read: (durationsMs: readonly number[]) => PictureMeasures;
};

/** Measures a film frame by frame in one pass, without any model; memory grows by 144 bytes a frame. */
export function createPictureMeter(): PictureMeter {
  const isBlack: boolean[] = [];
  const isFrozen: boolean[] = [];
  const steps: CutStep[] = [];
  const rows = new Float32Array(METER_SIZE.height);
  let spread = 0;
  let change = 0;
  let previous: Uint8Array | null = null;
  let previousLuma: Float32Array | null = null;
  let still: Float32Array | null = null;

  return {
    add: (frame) => {
      const pixels = frame.slice();
      const luma = toLuma({ ...METER_SIZE, pixels });
      const frameSpread = spreadOf(luma);
      spread = Math.max(spread, frameSpread);
      isBlack.push(frameSpread < BLACK_SPREAD && shareBelow(luma, BLACK_LUMA) >= BLACK_PIXELS);
      // Compared with the first frame of the standstill: what moves slowly moves after all.
      const stands = still !== null && largestBlockChange(still, luma) < MOVING_BLOCK;
      isFrozen.push(stands);
      // Nothing comes before the first frame: it belongs to the standstill that it begins, or no film would stand still whole.
      if (stands && isFrozen.length === 2) isFrozen[0] = true;
      if (!stands) still = luma;
      if (previousLuma !== null) change += meanChange(previousLuma, luma);
      steps.push({
        content:
          previous === null
            ? 0
            : measureContentDifference({ ...METER_SIZE, pixels: previous }, { ...METER_SIZE, pixels }, CONTENT_STRIDE),
        sketch: toSketch(luma),
      });
      keepBrightestRows(rows, luma);
      previous = pixels;
      previousLuma = luma;
    },
    read: (durationsMs) => {
      const totalMs = sum(durationsMs);
      const cut = findCut(steps, durationsMs);
      const standMs = totalOfRuns(isFrozen, durationsMs, FROZEN_RUN_MS);
      return {
        blackShare: share(sum(durationsMs.filter((_, index) => isBlack[index] === true)), totalMs),
        blackHeadMs: leadingMs(isBlack, durationsMs),
        blackTailMs: leadingMs(isBlack.toReversed(), durationsMs.toReversed()),
        frozenShare: share(standMs, totalMs),
        cutScore: cut.score,
        cutAtMs: cut.atMs,
        lumaSpread: spread,
        barsShare: findBars(rows),
        steadiness: steps.length < 2 ? 1 : 1 - change / (steps.length - 1) / 255,
      };
    },
  };
}

/** Darker than a tenth of full white, as ffmpeg's `blackdetect` has it. */
const BLACK_LUMA = 25.5;
const BLACK_PIXELS = 0.98;
/** Where more than this is to be told apart it is night, not nothing. */
const BLACK_SPREAD = 3;
/** The mean difference, of 255, at which something in a block of 8 by 8 has moved; encoders alone stay below. */
const MOVING_BLOCK = 2;
const BLOCK = 8;
/** Two thousand pixels tell a cut as well as nine thousand, and no column of them is left out. */
const CONTENT_STRIDE = 5;
const FROZEN_RUN_MS = 500;
/** A row of letterbox is darker than this in every frame. */
const BAR_LUMA = 20;
export const SKETCH_SIZE = { width: 16, height: 9 };

function largestBlockChange(one: Float32Array, other: Float32Array): number {
  const { width, height } = METER_SIZE;
  let largest = 0;
  for (let top = 0; top < height; top += BLOCK) {
    for (let left = 0; left < width; left += BLOCK) {
      let difference = 0;
      for (let y = top; y < top + BLOCK; y++)
        for (let at = y * width + left; at < y * width + left + BLOCK; at++)
          difference += Math.abs((one[at] ?? 0) - (other[at] ?? 0));
      largest = Math.max(largest, difference / (BLOCK * BLOCK));
    }
  }
  return largest;
}

function meanChange(one: Float32Array, other: Float32Array): number {
  let total = 0;
  for (let at = 0; at < one.length; at++) total += Math.abs((one[at] ?? 0) - (other[at] ?? 0));
  return total / one.length;
}

/** Luma of the frame in so few pixels that only its composition is left. */
function toSketch(luma: Float32Array): Uint8Array {
  const [across, down] = [METER_SIZE.width / SKETCH_SIZE.width, METER_SIZE.height / SKETCH_SIZE.height];
  return Uint8Array.from({ length: SKETCH_SIZE.width * SKETCH_SIZE.height }, (_, index) => {
    const left = (index % SKETCH_SIZE.width) * across;
    const top = Math.floor(index / SKETCH_SIZE.width) * down;
    let total = 0;
    for (let y = top; y < top + down; y++)
      for (let x = left; x < left + across; x++) total += luma[y * METER_SIZE.width + x] ?? 0;
    return total / (across * down);
  });
}

function keepBrightestRows(rows: Float32Array, luma: Float32Array): void {
  const { width } = METER_SIZE;
  for (let row = 0; row < rows.length; row++)
    rows[row] = Math.max(rows[row] ?? 0, meanOf(luma.subarray(row * width, (row + 1) * width)));
}

/** Share of the height that equal black bars above and below take up; 0 where they are not equal, or all is dark. */
function findBars(rows: Float32Array): number {
  const top = rows.findIndex((luma) => luma >= BAR_LUMA);
  const bottom = rows.toReversed().findIndex((luma) => luma >= BAR_LUMA);
  return top <= 0 || bottom <= 0 || Math.abs(top - bottom) > 1 ? 0 : (top + bottom) / rows.length;
}

function leadingMs(flags: readonly boolean[], durationsMs: readonly number[]): number {
  const end = flags.indexOf(false);
  return sum(durationsMs.slice(0, end < 0 ? flags.length : end));
}

/** Time in runs of marked frames that last at least so long. */
function totalOfRuns(flags: readonly boolean[], durationsMs: readonly number[], leastMs: number): number {
  let total = 0;
  let run = 0;
  for (const [index, durationMs] of durationsMs.entries()) {
    run = flags[index] === true ? run + durationMs : 0;
    if (run >= leastMs) total += run - durationMs >= leastMs ? durationMs : run;
  }
  return total;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}
