import type { RgbPicture } from './rgb-picture.ts';

export type Lab = readonly [lightness: number, a: number, b: number];

/** How far two pictures of one size are apart in colour, pixel by pixel: the mean CIEDE2000. 1 is just noticeable. */
export function measureColorDifference(one: RgbPicture, other: RgbPicture): number {
  const pixels = one.width * one.height;
  let sum = 0;
  for (let at = 0; at < pixels * 3; at += 3) {
    const [red, green, blue] = [one.pixels[at] ?? 0, one.pixels[at + 1] ?? 0, one.pixels[at + 2] ?? 0];
    const [otherRed, otherGreen, otherBlue] = [
      other.pixels[at] ?? 0,
      other.pixels[at + 1] ?? 0,
      other.pixels[at + 2] ?? 0,
    ];
    if (red === otherRed && green === otherGreen && blue === otherBlue) continue;
    sum += ciede2000(toLab(red, green, blue), toLab(otherRed, otherGreen, otherBlue));
  }
  return sum / pixels;
}

/** sRGB bytes as CIE Lab under D65. */
export function toLab(red: number, green: number, blue: number): Lab {
  const [r, g, b] = [toLinear(red), toLinear(green), toLinear(blue)];
  const x = toLabStep((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = toLabStep(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = toLabStep((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** The CIEDE2000 colour difference, as written down by Sharma, Wu and Dalal (2005), whose test pairs it meets. */
export function ciede2000([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const meanC = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const stretch = 1 + 0.5 * (1 - Math.sqrt(meanC ** 7 / (meanC ** 7 + TWENTY_FIVE_TO_7)));
  const [c1, c2] = [Math.hypot(a1 * stretch, b1), Math.hypot(a2 * stretch, b2)];
  const [h1, h2] = [hueOf(a1 * stretch, b1), hueOf(a2 * stretch, b2)];
  const isGrey = c1 * c2 === 0;

  const turn = isGrey ? 0 : h2 - h1 > 180 ? h2 - h1 - 360 : h2 - h1 < -180 ? h2 - h1 + 360 : h2 - h1;
  const dL = l2 - l1;
  const dC = c2 - c1;
  const dH = 2 * Math.sqrt(c1 * c2) * sine(turn / 2);

  const meanL = (l1 + l2) / 2;
  const meanNewC = (c1 + c2) / 2;
  const hues = h1 + h2;
  const meanH = isGrey ? hues : Math.abs(h1 - h2) <= 180 ? hues / 2 : hues < 360 ? (hues + 360) / 2 : (hues - 360) / 2;

  const t =
    1 -
    0.17 * cosine(meanH - 30) +
    0.24 * cosine(2 * meanH) +
    0.32 * cosine(3 * meanH + 6) -
    0.2 * cosine(4 * meanH - 63);
  const sL = 1 + (0.015 * (meanL - 50) ** 2) / Math.sqrt(20 + (meanL - 50) ** 2);
  const sC = 1 + 0.045 * meanNewC;
  const sH = 1 + 0.015 * meanNewC * t;
  const rC = 2 * Math.sqrt(meanNewC ** 7 / (meanNewC ** 7 + TWENTY_FIVE_TO_7));
  const rT = -sine(60 * Math.exp(-(((meanH - 275) / 25) ** 2))) * rC;
  return Math.sqrt((dL / sL) ** 2 + (dC / sC) ** 2 + (dH / sH) ** 2 + rT * (dC / sC) * (dH / sH));
}

const TWENTY_FIVE_TO_7 = 25 ** 7;
const RADIANS = Math.PI / 180;
const LINEAR = Float64Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

function toLinear(value: number): number {
  return LINEAR[value] ?? 0;
}

function toLabStep(value: number): number {
  return value > 216 / 24_389 ? Math.cbrt(value) : (value * (24_389 / 27) + 16) / 116;
}

function hueOf(a: number, b: number): number {
  if (a === 0 && b === 0) return 0;
  const degrees = Math.atan2(b, a) / RADIANS;
  return degrees < 0 ? degrees + 360 : degrees;
}

function sine(degrees: number): number {
  return Math.sin(degrees * RADIANS);
}

function cosine(degrees: number): number {
  return Math.cos(degrees * RADIANS);
}
