import type { Size } from '../model/storyboard.ts';
import type { Choice } from './endpoint.ts';

/**
 * The nearest of the shapes that a model makes, written as `16:9` or in pixels as `1280:720`; of several that are equal,
 * the smallest that is not smaller than the film.
 */
export function nearestShape({ values }: Choice, size: Size): { readonly text: string; readonly isExact: boolean } {
  const wanted = Math.log(size.width / size.height);
  const offBy = (text: string): number => Math.abs(Math.log(toRatio(text)) - wanted);
  const [best = '16:9'] = values.toSorted((a, b) => offBy(a) - offBy(b));
  const same = values.filter((text) => Math.abs(offBy(text) - offBy(best)) < 0.001);
  const text = same.find((one) => isAsLarge(one, size)) ?? same.at(-1) ?? best;
  return { text, isExact: offBy(text) <= 0.03 };
}

/** The smallest that is not smaller than the film; videos are named by their short side, pictures by their long one. */
export function toResolution({ values }: Choice, { width, height }: Size): string {
  const isLargeEnough = (text: string): boolean => {
    const number = Number.parseInt(text, 10);
    if (text.endsWith('K')) return number * 1024 >= Math.max(width, height);
    return (text.endsWith('k') ? number * 540 : number) >= Math.min(width, height);
  };
  return values.find(isLargeEnough) ?? values.at(-1) ?? '';
}

const LEAST_SIDE = 480;

/** In even numbers, and no smaller than a model can draw. */
export function largeEnough({ width, height }: Size): { readonly width: number; readonly height: number } {
  const times = Math.max(1, LEAST_SIDE / Math.min(width, height));
  const even = (side: number): number => Math.round((side * times) / 2) * 2;
  return { width: even(width), height: even(height) };
}

function toRatio(text: string): number {
  const [width = 1, height = 1] = text.split(':').map(Number);
  return width / height;
}

function isAsLarge(text: string, size: Size): boolean {
  const [width = 0, height = 0] = text.split(':').map(Number);
  return Math.min(width, height) >= Math.min(size.width, size.height);
}
