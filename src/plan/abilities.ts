import type { Medium, Mode, ModelFacts, Price } from '../model/model-facts.ts';
import type { Micros } from '../model/money.ts';
import type { DocumentPath } from '../model/problem.ts';
import type { ModelRef, Size } from '../model/storyboard.ts';
import { framesToSeconds, microsToFrames, type Fps } from '../model/time.ts';
import { listText, secondsToText } from './words.ts';

/** What a task asks of a model. */
export type Need = {
  readonly medium: Medium;
  /** The ladder as written; empty: the local default. */
  readonly refs: readonly ModelRef[];
  readonly modes: readonly Mode[];
  /** Length in frames; null for media without one. */
  readonly frames: number | null;
  /** The length is that of the user's own footage, which is sent whole. */
  readonly isFootage?: boolean;
  readonly characters: number;
  /** Whether the model is to make the sound too. */
  readonly hasSound?: boolean;
  /** Whether it says what moves and where to. */
  readonly hasMotion?: boolean;
  /** Who asks, such as `s1a`, where it stands, and where its ladder does. */
  readonly subject: string;
  readonly path: DocumentPath;
  readonly ladderPath: DocumentPath;
  /** Where a model for it is written; absent: under `model:`. */
  readonly ladderKey?: string;
  /** Why this ladder, when it is not the storyboard's own word. */
  readonly reason: string | null;
};
/** The facts of a model that count for what is asked of it. */
export function asNeeded(facts: ModelFacts, { modes }: Pick<Need, 'modes'>): ModelFacts {
  return facts.extendLengths !== undefined && modes.includes('extend')
    ? { ...facts, lengths: facts.extendLengths }
    : facts;
}

/** Why a model cannot do it, as the rest of a sentence; null: it can. */
export function inability(facts: ModelFacts, need: Need, fps: Fps): string | null {
  // Models that take motion paths start from a picture, but only where something is to move.
  const has = (mode: Mode): boolean =>
    facts.modes.includes(mode) || (mode === 'image' && need.hasMotion === true && facts.modes.includes('motion'));
  const isTold = need.medium === 'video' || facts.modes.length > 0;
  const lacking = isTold ? need.modes.filter((mode) => !has(mode)) : [];
  if (lacking.length > 0) return `cannot ${listText(lacking.map((mode) => MODE_WORDS[mode]))}`;
  const clash = facts.exclusive.find((modes) => modes.every((mode) => need.modes.includes(mode)));
  if (clash !== undefined) return `cannot ${listText(clash.map((mode) => MODE_WORDS[mode]))} in one take`;
  if (need.frames !== null && lengthMsFor(facts, need.frames, fps) === null && !isPlayedAgain(facts, need)) {
    const [, maxMs] = facts.lengths === null ? [0, 0] : limitsMs(facts.lengths);
    return `makes at most ${secondsToText(maxMs / 1000)} and ${secondsText(need.frames, fps)} are needed`;
  }
  const leastMs = need.isFootage === true && facts.takesLengths === true ? limitsMs(facts.lengths ?? ANY)[0] : 0;
  if (need.frames !== null && microsToFrames(leastMs * 1000, fps) > need.frames)
    return `works over footage of ${secondsToText(leastMs / 1000)} and more, and this is ${secondsText(need.frames, fps)} long`;
  return null;
}

const ANY = { kind: 'steps', ms: [0] } as const;

/**
 * The model's nearest length at or above, null when all are shorter. A length counts as long enough when it is that
 * many frames by the house's rounding: 5 s are enough for 120 frames at 23.976.
 */
export function lengthMsFor(facts: ModelFacts, frames: number, fps: Fps): number | null {
  const exactMs = Math.ceil((frames * fps.den * 1000) / fps.num);
  const { lengths, lengthStepMs = null } = facts;
  const isEnough = (ms: number): boolean => microsToFrames(ms * 1000, fps) >= frames;
  if (lengths?.kind === 'steps') return lengths.ms.toSorted((a, b) => a - b).find((ms) => isEnough(ms)) ?? null;
  const [leastMs, mostMs] = lengths === null ? [0, Infinity] : [lengths.minMs, lengths.maxMs];
  if (lengths !== null && !isEnough(mostMs)) return null;
  const nearestMs = Math.min(Math.max(leastMs, exactMs), mostMs);
  if (lengthStepMs === null) return nearestMs;
  const belowMs = Math.floor(nearestMs / lengthStepMs) * lengthStepMs;
  const wholeMs = belowMs >= leastMs && isEnough(belowMs) ? belowMs : belowMs + lengthStepMs;
  return wholeMs > mostMs ? null : wholeMs;
}

/** How long a take is asked for: the nearest length at or above, or the longest of a sound that is played again. */
export function askedMs(facts: ModelFacts, need: Need, fps: Fps): number {
  if (need.frames === null) return 0;
  const nearest = lengthMsFor(facts, need.frames, fps);
  if (nearest !== null || facts.lengths === null) return nearest ?? 0;
  return isPlayedAgain(facts, need) ? limitsMs(facts.lengths)[1] : 0;
}

/** The sound of a place, by a model made for it, goes on from its own start where it is shorter than the film. */
export function isPlayedAgain({ modes }: ModelFacts, need: Need): boolean {
  return need.modes.includes('ambience') && modes.includes('ambience');
}

/** What one take costs. Unknown prices count as nothing; the plan states them. */
export function costOf(
  { price }: ModelFacts,
  lengthMs: number,
  { characters, hasSound = false }: Pick<Need, 'characters' | 'hasSound'>,
): Micros {
  switch (price.kind) {
    case 'free':
    case 'unknown':
      return 0;
    case 'per_second':
      return Math.ceil(((hasSound ? (price.soundMicros ?? price.micros) : price.micros) * lengthMs) / 1000);
    case 'per_minute':
      return price.micros * Math.ceil(lengthMs / 60_000);
    case 'per_take':
      return price.micros;
    case 'per_1000_characters':
      return Math.ceil((price.micros * characters) / 1000);
  }
}

/** Models at the prices that they have for a film of this size. */
export function atSize(models: readonly ModelFacts[], size: Size): readonly ModelFacts[] {
  return models.map((facts) => ({ ...facts, price: priceAt(facts.price, size) }));
}

function priceAt(price: Price, { width, height }: Size): Price {
  if (price.kind !== 'per_second' && price.kind !== 'per_take') return price;
  const { larger = [], ...base } = price;
  const step = larger.findLast(({ abovePixels }) => width * height > abovePixels);
  if (step === undefined) return base;
  return base.kind === 'per_take'
    ? { ...base, micros: step.micros }
    : { ...base, micros: step.micros, soundMicros: step.soundMicros };
}

/** Shortest and longest. */
export function limitsMs(lengths: NonNullable<ModelFacts['lengths']>): readonly [number, number] {
  return lengths.kind === 'range' ? [lengths.minMs, lengths.maxMs] : [Math.min(...lengths.ms), Math.max(...lengths.ms)];
}

/** To the hundredth. */
export function secondsText(frames: number, fps: Fps): string {
  return secondsToText(Math.round(framesToSeconds(frames, fps) * 100) / 100);
}
const MODE_WORDS: Readonly<Record<Mode, string>> = {
  text: 'make video from text',
  image: 'start from a given first frame',
  first_last: 'end on a given last frame',
  extend: 'extend its own takes',
  references: 'take reference images',
  restyle: 'restyle existing footage',
  perform: 'transfer a performance',
  lipsync: 'sync the lips of footage',
  avatar: 'let a picture speak',
  motion: 'take motion paths',
  upscale: 'make footage larger',
  smooth: 'put frames between frames',
  music: 'play music',
  ambience: 'make the sound of a place',
};
