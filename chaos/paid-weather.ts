import type { Course } from './paid-disasters.ts';
import { faultOf, type FaultName } from './paid-faults.ts';
import { POINT_NAMES } from './patches/points.ts';
import { run, wasKilled } from './strace.ts';

/** Up to three faults and up to three deaths, all of them by a seed: the same seed is the same weather. */
export function courseOfWeather(seed: number, faults: readonly FaultName[]): Course {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  // What needs a hand of ours has a course of its own.
  const mild = faults.filter((name) => {
    const { isDeaf, isSilent, isTold } = faultOf(name);
    return isDeaf !== true && isSilent !== true && isTold !== true && name !== 'stuck' && name !== 'refused';
  });
  const struck = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
    fault: pick(mild) ?? 'rate_limited',
    after: Math.floor(random() * 3),
  }));
  const deaths = Array.from({ length: Math.floor(random() * 4) }, () => ({
    name: pick(POINT_NAMES) ?? 'answered',
    nth: 1 + Math.floor(random() * 2),
  }));
  const words = [...struck.map(({ fault, after }) => `${fault} after ${after}`), ...deaths.map(({ name }) => name)];
  return {
    kind: 'weather',
    isAnother: true,
    at: `seed ${seed}: ${words.join(', ')}`,
    happen: async (film) => {
      await film.vendor.faults(...struck);
      let landed = 0;
      for (const point of deaths) landed += Number(wasKilled(await run(film.rendering({ point }))));
      await run(film.rendering());
      return landed;
    },
  };
}

/** Mulberry32: small, good enough, and the same on every machine. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
