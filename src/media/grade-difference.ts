import { toLab } from './color-difference.ts';
import { type RgbPicture, toLuma } from './rgb-picture.ts';

/** How the grade of a second picture is off that of a first, whatever they show. */
export type GradeDifference = {
  /** Mean L* of the second less that of the first: -100 to 100. */
  readonly lightness: number;
  /** How many times as colourful the second is: its mean chroma by that of the first. */
  readonly chroma: number;
  /** How many times as sharp: its variance of the Laplacian by that of the first. */
  readonly sharpness: number;
};

/** Below this a picture is grey, and how many times as colourful it is says nothing. */
const LEAST_CHROMA = 4;
/** Variance of the Laplacian of a plain or wholly blurred picture. */
const LEAST_SHARPNESS = 4;

export function measureGradeDifference(first: RgbPicture, second: RgbPicture): GradeDifference {
  const [from, to] = [gradeOf(first), gradeOf(second)];
  return {
    lightness: to.lightness - from.lightness,
    chroma: Math.max(LEAST_CHROMA, to.chroma) / Math.max(LEAST_CHROMA, from.chroma),
    sharpness: Math.max(LEAST_SHARPNESS, sharpnessOf(second)) / Math.max(LEAST_SHARPNESS, sharpnessOf(first)),
  };
}

function gradeOf({ pixels }: RgbPicture): { readonly lightness: number; readonly chroma: number } {
  let [lightness, chroma] = [0, 0];
  for (let at = 0; at < pixels.length; at += 3) {
    const [l, a, b] = toLab(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0);
    lightness += l;
    chroma += Math.hypot(a, b);
  }
  const count = pixels.length / 3;
  return { lightness: lightness / count, chroma: chroma / count };
}

function sharpnessOf(picture: RgbPicture): number {
  const { width, height } = picture;
  const luma = toLuma(picture);
  let [sum, squares] = [0, 0];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const around = (luma[at - 1] ?? 0) + (luma[at + 1] ?? 0) + (luma[at - width] ?? 0) + (luma[at + width] ?? 0);
      const edge = around - 4 * (luma[at] ?? 0);
      sum += edge;
      squares += edge * edge;
    }
  }
  const count = Math.max(1, (width - 2) * (height - 2));
  return squares / count - (sum / count) ** 2;
}
