import type { RgbPicture } from './rgb-picture.ts';

/**
 * How much the content of two pictures of one size differs, as detectors of cuts count it: the mean over hue, saturation
 * and value of their mean absolute differences, 0 to 255 (hue 0 to 180, and round the circle). 27 is taken for a cut. Only
 * every `stride`th pixel is looked at.
 */
export function measureContentDifference(one: RgbPicture, other: RgbPicture, stride = 1): number {
  const pixels = Math.ceil((one.width * one.height) / stride);
  let sum = 0;
  for (let index = 0; index < pixels; index++) {
    const at = index * stride * 3;
    const [r, g, b] = [one.pixels[at] ?? 0, one.pixels[at + 1] ?? 0, one.pixels[at + 2] ?? 0];
    const [r2, g2, b2] = [other.pixels[at] ?? 0, other.pixels[at + 1] ?? 0, other.pixels[at + 2] ?? 0];
    if (r === r2 && g === g2 && b === b2) continue;
    const [high, high2] = [Math.max(r, g, b), Math.max(r2, g2, b2)];
    const [range, range2] = [high - Math.min(r, g, b), high2 - Math.min(r2, g2, b2)];
    const turn = Math.abs(hueOf(r, g, b, high, range) - hueOf(r2, g2, b2, high2, range2));
    sum +=
      Math.min(turn, 180 - turn) +
      Math.abs((high === 0 ? 0 : (255 * range) / high) - (high2 === 0 ? 0 : (255 * range2) / high2)) +
      Math.abs(high - high2);
  }
  return sum / (3 * pixels);
}

/** 0 to 180. */
function hueOf(red: number, green: number, blue: number, high: number, range: number): number {
  if (range === 0) return 0;
  const sixth =
    high === red ? (green - blue) / range : high === green ? 2 + (blue - red) / range : 4 + (red - green) / range;
  return sixth < 0 ? (sixth + 6) * 30 : sixth * 30;
}
