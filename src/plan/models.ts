import { distance } from 'fastest-levenshtein';
import type { Medium, ModelFacts, VideoMode } from '../model/model-facts.ts';
import { moneyToText, type Micros } from '../model/money.ts';
import type { ModelChoice } from '../model/plan.ts';
import type { DocumentPath, Problem } from '../model/problem.ts';
import type { ModelRef } from '../model/storyboard.ts';
import { framesToSeconds, microsToFrames, type Fps } from '../model/time.ts';
import { errorAt, warningAt } from './problems.ts';
import { listText, secondsToText } from './words.ts';

/** What a task asks of a model. */
export type Need = {
  readonly medium: Medium;
  /** The ladder as written; empty: the local default. */
  readonly refs: readonly ModelRef[];
  readonly modes: readonly VideoMode[];
  /** Length in frames; null for media without one. */
  readonly frames: number | null;
  readonly characters: number;
  /** Who asks, such as `s1a`, where it stands, and where its ladder does. */
  readonly subject: string;
  readonly path: DocumentPath;
  readonly ladderPath: DocumentPath;
  /** Why this ladder, when it is not the storyboard's own word. */
  readonly reason: string | null;
};
export type Choice = {
  readonly ladder: readonly ModelChoice[];
  readonly problems: readonly Problem[];
  /** Rungs that were left out, and why. */
  readonly notes: readonly string[];
};

export interface ModelDesk {
  /** At least one rung, the local one when no other can; why others cannot is in `problems` and `notes`. */
  choose(need: Need): Choice;
  facts(medium: Medium, ref: ModelRef): ModelFacts | null;
  /** The lengths that the first known rung can make, in frames; null: any. */
  lengthRange(refs: readonly ModelRef[]): { readonly minFrames: number; readonly maxFrames: number } | null;
}

export const ANIMATIC: ModelRef = { text: 'animatic', provider: 'animatic', model: null, options: {} };
export const CLIP: ModelRef = { text: 'clip', provider: 'clip', model: null, options: {} };

const RETIREMENT_NOTICE_DAYS = 60;
const DAY_MS = 24 * 60 * 60 * 1000;

/** `provider:model`, or the provider alone, as the registry names it. */
export function modelIdOf(ref: ModelRef): string {
  return ref.model === null ? ref.provider : `${ref.provider}:${ref.model}`;
}

/** Answers for one plan: known models, the film's rate, and the day on which it is made. */
export function createModelDesk(models: readonly ModelFacts[], fps: Fps, todayIso: string): ModelDesk {
  const byName = new Map(models.map((facts) => [`${facts.medium} ${facts.id}`, facts]));
  const facts: ModelDesk['facts'] = (medium, ref) => byName.get(`${medium} ${modelIdOf(ref)}`) ?? null;
  const today = todayIso.slice(0, 10);
  const warned = new Set<string>();

  const isRetired = (candidate: ModelFacts): boolean => candidate.retires !== null && candidate.retires <= today;
  const capable = (need: Need): readonly ModelFacts[] =>
    models.filter(
      (candidate) =>
        candidate.medium === need.medium &&
        candidate.id !== CLIP.provider &&
        !isRetired(candidate) &&
        inability(candidate, need, fps) === null,
    );

  const choose = (need: Need): Choice => {
    const ladder: ModelChoice[] = [];
    const problems: Problem[] = [];
    const notes: string[] = [];
    const refused: string[] = [];
    const asked = need.refs.length === 0 ? [ANIMATIC] : need.refs;
    for (const ref of asked) {
      if (ref.provider === 'auto') {
        const best = cheapest(ref, need, capable(need), fps);
        if (best === null) refused.push('auto finds no ready model that can');
        else ladder.push(best);
        continue;
      }
      const known = facts(need.medium, ref);
      if (known === null) {
        problems.push(unknownModel(ref, need, models));
        continue;
      }
      if (isRetired(known)) {
        problems.push(isGone(known, need, capable(need), fps));
        continue;
      }
      const why = inability(known, need, fps);
      if (why !== null) {
        refused.push(`${known.id} ${why}`);
        continue;
      }
      const days = known.retires === null ? null : (Date.parse(known.retires) - Date.parse(today)) / DAY_MS;
      if (days !== null && days <= RETIREMENT_NOTICE_DAYS && !warned.has(known.id)) {
        warned.add(known.id);
        problems.push(retiresSoon(known, days, need));
      }
      ladder.push(rung(ref, known, need, fps, reasonFor(need, asked, refused)));
    }
    if (refused.length > 0) {
      if (ladder.length > 0) notes.push(`${need.subject}: ${refused.join('; ')}: left out of the ladder`);
      else problems.push(cannot(need, refused, capable(need), fps));
    }
    const local = facts(need.medium, ANIMATIC);
    if (ladder.length === 0 && local !== null) {
      ladder.push(rung(ANIMATIC, local, need, fps, 'stands in until the ladder names a model that can'));
    }
    return { ladder, problems, notes };
  };

  const lengthRange: ModelDesk['lengthRange'] = (refs) => {
    const known = refs.map((ref) => facts('video', ref)).find((found) => found !== null);
    if (known === undefined || known.lengths === null) return null;
    const [minMs, maxMs] = limitsMs(known.lengths);
    return { minFrames: microsToFrames(minMs * 1000, fps), maxFrames: microsToFrames(maxMs * 1000, fps) };
  };
  return { choose, facts, lengthRange };
}

/** What one take costs. Unknown prices count as nothing; the plan states them. */
export function costOf(facts: ModelFacts, lengthMs: number, characters: number): Micros {
  switch (facts.price.kind) {
    case 'free':
    case 'unknown':
      return 0;
    case 'per_second':
      return Math.ceil((facts.price.micros * lengthMs) / 1000);
    case 'per_take':
      return facts.price.micros;
    case 'per_1000_characters':
      return Math.ceil((facts.price.micros * characters) / 1000);
  }
}

const MODE_WORDS: Readonly<Record<VideoMode, string>> = {
  text: 'make video from text',
  image: 'start from a given first frame',
  first_last: 'end on a given last frame',
  extend: 'extend its own takes',
  references: 'take reference images',
  restyle: 'restyle existing footage',
  perform: 'transfer a performance',
  lipsync: 'sync lips',
  motion: 'take motion paths',
};

/** Why a model cannot do it, as the rest of a sentence; null: it can. */
function inability(facts: ModelFacts, need: Need, fps: Fps): string | null {
  const lacking = need.medium === 'video' ? need.modes.filter((mode) => !facts.modes.includes(mode)) : [];
  if (lacking.length > 0) return `cannot ${listText(lacking.map((mode) => MODE_WORDS[mode]))}`;
  const clash = facts.exclusive.find((modes) => modes.every((mode) => need.modes.includes(mode)));
  if (clash !== undefined) return `cannot ${listText(clash.map((mode) => MODE_WORDS[mode]))} in one take`;
  if (need.frames !== null && lengthMsFor(facts, need.frames, fps) === null) {
    const [, maxMs] = facts.lengths === null ? [0, 0] : limitsMs(facts.lengths);
    return `makes at most ${secondsToText(maxMs / 1000)} and ${secondsText(need.frames, fps)} are needed`;
  }
  return null;
}

/**
 * The model's nearest length at or above, null when all are shorter. A length counts as long enough when it is that
 * many frames by the house's rounding: 5 s are enough for 120 frames at 23.976.
 */
function lengthMsFor(facts: ModelFacts, frames: number, fps: Fps): number | null {
  const exactMs = Math.ceil((frames * fps.den * 1000) / fps.num);
  if (facts.lengths === null) return exactMs;
  const isEnough = (ms: number): boolean => microsToFrames(ms * 1000, fps) >= frames;
  if (facts.lengths.kind === 'steps') {
    return facts.lengths.ms.toSorted((a, b) => a - b).find((ms) => isEnough(ms)) ?? null;
  }
  if (!isEnough(facts.lengths.maxMs)) return null;
  return Math.min(Math.max(facts.lengths.minMs, exactMs), facts.lengths.maxMs);
}

function rung(ref: ModelRef, facts: ModelFacts, need: Need, fps: Fps, reason: string): ModelChoice {
  const lengthMs = need.frames === null ? 0 : (lengthMsFor(facts, need.frames, fps) ?? 0);
  return {
    ref,
    model: facts.id,
    provider: facts.provider,
    medium: need.medium,
    lengthMs,
    costMicros: costOf(facts, lengthMs, need.characters),
    ready: facts.ready,
    reason: need.frames === null ? reason : withLength(reason, facts, need.frames, lengthMs, fps),
  };
}

function withLength(reason: string, facts: ModelFacts, frames: number, lengthMs: number, fps: Fps): string {
  if (facts.lengths === null) return reason;
  const asked = secondsToText(lengthMs / 1000);
  return microsToFrames(lengthMs * 1000, fps) === frames
    ? `${reason}; ${asked} long`
    : `${reason}; asked for ${asked}, its nearest at or above ${secondsText(frames, fps)}`;
}

function reasonFor(need: Need, asked: readonly ModelRef[], refused: readonly string[]): string {
  if (need.reason !== null) return need.reason;
  if (need.refs.length === 0) return 'no model named: made locally for nothing';
  if (refused.length > 0) return `first that can: ${refused.join('; ')}`;
  return asked.length > 1 ? 'named in the ladder' : 'named in the storyboard';
}

function cheapest(ref: ModelRef, need: Need, candidates: readonly ModelFacts[], fps: Fps): ModelChoice | null {
  const ready = candidates.filter((facts) => facts.ready);
  const price = (facts: ModelFacts): number =>
    costOf(facts, need.frames === null ? 1000 : (lengthMsFor(facts, need.frames, fps) ?? 0), need.characters);
  const [best] = ready.toSorted((a, b) => price(a) - price(b));
  if (best === undefined) return null;
  const rivals = ready.length === 1 ? 'the only ready model that can' : `the cheapest of ${ready.length} ready models`;
  const [provider = best.provider, model = null] = best.id.split(':');
  return rung(
    { ...ref, text: best.id, provider, model },
    best,
    need,
    fps,
    `auto: ${rivals}, ${moneyToText(price(best))}`,
  );
}

function unknownModel(ref: ModelRef, need: Need, models: readonly ModelFacts[]): Problem {
  const id = modelIdOf(ref);
  const ofMedium = models.filter((facts) => facts.medium === need.medium && facts.id !== CLIP.provider);
  const [nearest] = ofMedium.toSorted((a, b) => distance(id, a.id) - distance(id, b.id));
  const elsewhere = models.find((facts) => facts.id === id);
  const isClose = nearest !== undefined && distance(id, nearest.id) <= Math.max(3, id.length / 2);
  return errorAt({
    code: 'unknown_model',
    path: need.ladderPath,
    message:
      elsewhere === undefined
        ? `${id} is not a ${need.medium} model that longtake knows`
        : `${id} is a ${elsewhere.medium} model, not a ${need.medium} model`,
    expected: 'a model of `longtake models`, `auto`, or `animatic`',
    ...(isClose ? { fix: `did you mean ${nearest.id}?` } : {}),
  });
}

function isGone(facts: ModelFacts, need: Need, able: readonly ModelFacts[], fps: Fps): Problem {
  const nearest = nearestOf(able, need, fps);
  return errorAt({
    code: 'model_retired',
    path: need.ladderPath,
    message: `${facts.id} was shut down on ${facts.retires}`,
    expected: 'a model that is still served',
    fix: nearest === undefined ? 'name another model' : `name another model, such as ${nearest.id}`,
  });
}

function retiresSoon(facts: ModelFacts, days: number, need: Need): Problem {
  return warningAt({
    code: 'model_retires',
    path: need.ladderPath,
    message: `${facts.id} will be shut down on ${facts.retires}, in ${days === 1 ? '1 day' : `${days} days`}`,
    expected: 'a model that outlives the film',
    fix: 'shoot before that day, or name another model',
  });
}

function cannot(need: Need, refused: readonly string[], able: readonly ModelFacts[], fps: Fps): Problem {
  const nearest = nearestOf(able, need, fps);
  const fixes = [
    ...(need.modes.includes('extend') ? ['write `start: continue`, which every image-to-video model can'] : []),
    ...(nearest === undefined ? [] : [`write \`model: ${nearest.id}\`, the nearest that can`]),
    ...(nearest === undefined && need.frames !== null ? ['make two shots of it'] : []),
  ];
  return errorAt({
    code: 'model_cannot',
    path: need.path,
    message: `No model in the ladder can shoot ${need.subject}: ${refused.join('; ')}`,
    expected: 'a model that can do what the shot asks for',
    ...(fixes.length > 0 ? { fix: fixes.join(', or ') } : {}),
  });
}

function nearestOf(able: readonly ModelFacts[], need: Need, fps: Fps): ModelFacts | undefined {
  return able
    .filter((facts) => facts.provider !== ANIMATIC.provider)
    .toSorted((a, b) => nearness(b, need) - nearness(a, need) || rateOf(a, need, fps) - rateOf(b, need, fps))[0];
}

/** A model of the same vendor is nearer. */
function nearness(facts: ModelFacts, need: Need): number {
  return need.refs.some((ref) => ref.provider === facts.provider) ? 1 : 0;
}

/** Cost for ordering: what has no known price comes last. */
function rateOf(facts: ModelFacts, need: Need, fps: Fps): number {
  if (facts.price.kind === 'unknown') return Number.MAX_SAFE_INTEGER;
  return costOf(facts, need.frames === null ? 1000 : (lengthMsFor(facts, need.frames, fps) ?? 0), need.characters);
}

function limitsMs(lengths: NonNullable<ModelFacts['lengths']>): readonly [number, number] {
  return lengths.kind === 'range' ? [lengths.minMs, lengths.maxMs] : [Math.min(...lengths.ms), Math.max(...lengths.ms)];
}

function secondsText(frames: number, fps: Fps): string {
  return secondsToText(Math.round(framesToSeconds(frames, fps) * 100) / 100);
}
