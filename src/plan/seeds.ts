import { hash32 } from './hash32.ts';

/** A seed in 0..2^31-1 from the film's seed and a name that lasts: the same name gets the same seed in every plan. */
export function deriveSeed(filmSeed: number, name: string): number {
  return hash32(`${filmSeed} ${name}`) >>> 1;
}
