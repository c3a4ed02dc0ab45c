/** A stream of numbers in 0..1 that depends on the seed text and nothing else: equal on every machine. */
export type Random = {
  readonly next: () => number;
  /** A number in `from..to`. */
  readonly range: (from: number, to: number) => number;
  readonly pick: <T>(first: T, ...others: readonly T[]) => T;
};

/** Mulberry32 over an FNV-1a hash of the seed; pictures and sounds need no better. */
export function createRandom(seed: string): Random {
  let state = hashOf(seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    range: (from, to) => from + (to - from) * next(),
    pick: (first, ...others) => [first, ...others][Math.floor(next() * (others.length + 1))] ?? first,
  };
}

/** A fixed number in 0..1 for a text. */
export function unitOf(text: string): number {
  return createRandom(text).next();
}

/** Smooth noise in -1..1 over time: the same curve for the same seed. */
export function wander(seed: number, time: number): number {
  const at = (index: number): number => {
    let value = Math.imul((index | 0) ^ Math.imul(seed | 0, 0x9e3779b1), 0x85ebca6b);
    value ^= value >>> 13;
    value = Math.imul(value, 0xc2b2ae35);
    return ((value ^ (value >>> 16)) >>> 0) / 2_147_483_648 - 1;
  };
  const whole = Math.floor(time);
  const part = time - whole;
  const blend = part * part * (3 - 2 * part);
  return at(whole) * (1 - blend) + at(whole + 1) * blend;
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash ^ (hash >>> 15);
}
