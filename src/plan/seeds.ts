import { sha256 } from '../base/hash.ts';

/** A seed in 0..2^31-1 from the film's seed and a name that lasts: the same name gets the same seed in every plan. */
export function deriveSeed(filmSeed: number, name: string): number {
  return Number.parseInt(sha256(`${filmSeed} ${name}`).slice(0, 8), 16) >>> 1;
}
