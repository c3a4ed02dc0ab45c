import type { Picture } from '../../../src/model/generation.ts';
import { type PaintInputs, createPainter } from '../../../src/providers/animatic/draw/painter.ts';

export const SMALL = { width: 160, height: 90 };
const NO_INPUTS: PaintInputs = { startFile: null, startRole: null, endFile: null };

/** Paints some frames of a picture, small, as RGBA. */
export async function paint(
  picture: Picture,
  frames: readonly number[],
  options: {
    readonly length?: number;
    readonly size?: typeof SMALL;
    readonly inputs?: Partial<PaintInputs>;
    readonly seed?: number;
  } = {},
): Promise<readonly Buffer[]> {
  const painter = await createPainter(
    {
      size: options.size ?? SMALL,
      fps: { num: 24, den: 1 },
      frames: options.length ?? 96,
      seed: options.seed ?? 1,
      picture,
    },
    { ...NO_INPUTS, ...options.inputs },
  );
  return frames.map((frame) => {
    painter.paint(frame);
    return Buffer.from(painter.rgba());
  });
}

/** Mean absolute difference of two pictures, 0..255, over red, green and blue. */
export function difference(a: Buffer, b: Buffer): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) if (at % 4 !== 3) sum += Math.abs(a[at]! - b[at]!);
  return sum / (a.length * 0.75);
}

export function lumaOf(pixels: Buffer, stride = 4): Float64Array {
  const luma = new Float64Array(pixels.length / stride);
  for (let at = 0; at < luma.length; at += 1) {
    luma[at] = 0.2126 * pixels[at * stride]! + 0.7152 * pixels[at * stride + 1]! + 0.0722 * pixels[at * stride + 2]!;
  }
  return luma;
}

/** Structural similarity, the mean over tiles of 8x8. */
export function similarity(a: Float64Array, b: Float64Array, width: number): number {
  const height = a.length / width;
  const scores: number[] = [];
  for (let top = 0; top + 8 <= height; top += 8) {
    for (let left = 0; left + 8 <= width; left += 8) {
      let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0];
      for (let y = top; y < top + 8; y += 1) {
        for (let x = left; x < left + 8; x += 1) {
          const [va, vb] = [a[y * width + x]!, b[y * width + x]!];
          sumA += va;
          sumB += vb;
          sumAA += va * va;
          sumBB += vb * vb;
          sumAB += va * vb;
        }
      }
      const [meanA, meanB] = [sumA / 64, sumB / 64];
      const [varA, varB, cov] = [sumAA / 64 - meanA ** 2, sumBB / 64 - meanB ** 2, sumAB / 64 - meanA * meanB];
      scores.push(
        ((2 * meanA * meanB + 6.5) * (2 * cov + 58.5)) / ((meanA ** 2 + meanB ** 2 + 6.5) * (varA + varB + 58.5)),
      );
    }
  }
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** How far the content has gone from one picture to the next: pixels to the right and down. */
export function shift(from: Buffer, to: Buffer, { width, height } = SMALL): { right: number; down: number } {
  const [a, b] = [lumaOf(from), lumaOf(to)];
  const across = (luma: Float64Array): number[] =>
    Array.from(
      { length: width },
      (_, x) =>
        Array.from({ length: height }, (_unused, y) => luma[y * width + x]!).reduce((sum, value) => sum + value, 0) /
        height,
    );
  const down = (luma: Float64Array): number[] =>
    Array.from(
      { length: height },
      (_, y) => luma.slice(y * width, (y + 1) * width).reduce((sum, value) => sum + value, 0) / width,
    );
  return { right: lag(across(a), across(b)), down: lag(down(a), down(b)) };
}

function lag(a: readonly number[], b: readonly number[]): number {
  let best = { lag: 0, error: Infinity };
  const most = Math.floor(a.length / 3);
  for (let step = -most; step <= most; step += 1) {
    const pairs = a.flatMap((value, index) => (b[index + step] === undefined ? [] : [value - b[index + step]!]));
    const mean = pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
    const error = pairs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pairs.length;
    if (error < best.error) best = { lag: step, error };
  }
  return best.lag;
}

/** How many pixels are close to a hue (0..1) and colourful: finds a coat in any light. */
export function countHue(pixels: Buffer, hue: number, width = SMALL.width): { count: number; x: number; y: number } {
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    const [red, green, blue] = [pixels[at]! / 255, pixels[at + 1]! / 255, pixels[at + 2]! / 255];
    const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
    if (most - least < 0.22 || most < 0.2) continue;
    const raw =
      most === red
        ? (green - blue) / (most - least)
        : most === green
          ? 2 + (blue - red) / (most - least)
          : 4 + (red - green) / (most - least);
    const found = (raw / 6 + 1) % 1;
    if (Math.abs(found - hue) > 0.05) continue;
    count += 1;
    sumX += (at / 4) % width;
    sumY += Math.floor(at / 4 / width);
  }
  return { count, x: sumX / Math.max(1, count), y: sumY / Math.max(1, count) };
}
