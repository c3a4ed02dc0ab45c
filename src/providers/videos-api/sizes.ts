import type { Size } from '../../model/storyboard.ts';
import { largeEnough } from '../picture-shape.ts';

/** The nearest shape of those that are named in pixels, the smallest that is large enough; any size where none is. */
export function sizeFor(sizes: readonly string[], film: Size): Size {
  const made = inPixels(sizes);
  const offBy = (size: Size): number => Math.abs(Math.log(size.width / size.height / (film.width / film.height)));
  const [best] = made.toSorted((a, b) => offBy(a) - offBy(b) || a.width - b.width);
  if (best === undefined) return inSixteens(largeEnough(film));
  const alike = made.filter((size) => offBy(size) - offBy(best) < 0.001).toSorted((a, b) => a.width - b.width);
  return alike.find((size) => size.width >= film.width) ?? alike.at(-1) ?? best;
}

/** Those of the sizes that are named in pixels. */
export function inPixels(sizes: readonly string[]): readonly Size[] {
  return sizes.flatMap((text) => {
    const [, width, height] = /^(\d+)x(\d+)$/u.exec(text) ?? [];
    return width === undefined || height === undefined ? [] : [{ width: Number(width), height: Number(height) }];
  });
}

/** Models of video want sides in whole patches. */
function inSixteens({ width, height }: Size): Size {
  const side = (length: number): number => Math.ceil(length / 16) * 16;
  return { width: side(width), height: side(height) };
}
