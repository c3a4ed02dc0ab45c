import { type RgbPicture, toLuma } from './rgb-picture.ts';

/**
 * How alike two pictures of one size are in structure: 1 is the same, 0 is unrelated. The mean of SSIM (Wang et al.,
 * 2004) on luma over windows of 8 by 8 pixels, half overlapping.
 */
export function measureSsim(one: RgbPicture, other: RgbPicture): number {
  const { width, height } = one;
  const [a, b] = [toLuma(one), toLuma(other)];
  let sum = 0;
  let windows = 0;
  for (let top = 0; top + WINDOW <= height; top += STEP) {
    for (let left = 0; left + WINDOW <= width; left += STEP) {
      sum += windowSsim(a, b, top * width + left, width);
      windows += 1;
    }
  }
  if (windows === 0) throw new RangeError('a picture smaller than a window cannot be compared');
  return sum / windows;
}

const WINDOW = 8;
const STEP = 4;
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

function windowSsim(a: Float32Array, b: Float32Array, origin: number, width: number): number {
  let sumA = 0;
  let sumB = 0;
  let squareA = 0;
  let squareB = 0;
  let product = 0;
  for (let y = 0; y < WINDOW; y++) {
    for (let x = 0; x < WINDOW; x++) {
      const at = origin + y * width + x;
      const valueA = a[at] ?? 0;
      const valueB = b[at] ?? 0;
      sumA += valueA;
      sumB += valueB;
      squareA += valueA * valueA;
      squareB += valueB * valueB;
      product += valueA * valueB;
    }
  }
  const count = WINDOW * WINDOW;
  const meanA = sumA / count;
  const meanB = sumB / count;
  const varianceA = squareA / count - meanA * meanA;
  const varianceB = squareB / count - meanB * meanB;
  const covariance = product / count - meanA * meanB;
  return (
    ((2 * meanA * meanB + C1) * (2 * covariance + C2)) /
    ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2))
  );
}
