import { hash32 } from './hash32.ts';

/** A seed in 0..2^31-1 from the film's seed and a name that lasts: the same name gets the same seed in every plan. */
export function deriveSeed(filmSeed: number, name: string): number {
  return hash32(`${filmSeed} ${name}`) >>> 1;
}

/** Each take of a task has its own seed, so that three takes are three candidates. */
export function seedOfTake(first: number, number: number): number {
  return (first + (number - 1) * 7919) % 2_147_483_647;
}
