import { expect, test } from 'vitest';
import { measureGradeDifference } from '../../src/media/grade-difference.ts';
import type { RgbPicture } from '../../src/media/rgb-picture.ts';

const [width, height] = [64, 36];
const drawn = (color: (x: number, y: number) => readonly [number, number, number]): RgbPicture => ({
  width,
  height,
  pixels: Uint8Array.from({ length: width * height * 3 }, (_, index) => {
    const at = Math.floor(index / 3);
    return color(at % width, Math.floor(at / width))[index % 3] ?? 0;
  }),
});
const checks = drawn((x, y) => ((x + y) % 2 === 0 ? [150, 90, 60] : [110, 70, 50]));

test('a picture is graded like itself', () => {
  expect(measureGradeDifference(checks, checks)).toEqual({ lightness: 0, chroma: 1, sharpness: 1 });
});

test('a brighter one is lighter, a more colourful one has more chroma, a blurred one is less sharp', () => {
  const brighter = drawn((x, y) => ((x + y) % 2 === 0 ? [190, 120, 84] : [146, 96, 70]));
  expect(measureGradeDifference(checks, brighter).lightness).toBeGreaterThan(8);
  expect(measureGradeDifference(brighter, checks).lightness).toBeLessThan(-8);
  const vivid = drawn((x, y) => ((x + y) % 2 === 0 ? [180, 80, 20] : [140, 60, 10]));
  expect(measureGradeDifference(checks, vivid).chroma).toBeGreaterThan(1.33);
  const blurred = drawn((x, y) => ((x + y) % 2 === 0 ? [133, 81, 56] : [127, 79, 54]));
  expect(measureGradeDifference(checks, blurred).sharpness).toBeLessThan(0.6);
});

test('grey is not called colourful, whatever tint it has', () => {
  const [grey, tinted] = [drawn(() => [120, 120, 120]), drawn(() => [122, 120, 118])];
  expect(measureGradeDifference(grey, tinted).chroma).toBe(1);
});
