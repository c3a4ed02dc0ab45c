import type { Medium, ModelFacts } from '../model/model-facts.ts';
import type { ModelChoice } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { ModelRef } from '../model/storyboard.ts';
import { microsToFrames, type Fps } from '../model/time.ts';
import {
  asNeeded,
  askedMs,
  costOf,
  inability,
  isPlayedAgain,
  lengthMsFor,
  limitsMs,
  secondsText,
  type Need,
} from './abilities.ts';
import { pickAuto } from './auto.ts';
import { ANIMATIC, CLIP, modelIdOf } from './model-names.ts';
import { cannot, isGone, retiresSoon, unknownModel } from './model-problems.ts';
import { secondsToText } from './words.ts';

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

const RETIREMENT_NOTICE_DAYS = 60;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Answers for one plan: known models, the film's rate, the day on which it is made, and providers that have no key. */
export function createModelDesk(
  models: readonly ModelFacts[],
  fps: Fps,
  todayIso: string,
  unset: ReadonlySet<string> = new Set(),
): ModelDesk {
  const byName = new Map(models.map((facts) => [`${facts.medium} ${facts.id}`, facts]));
  const byRef = { video: new Map(), image: new Map(), voice: new Map(), music: new Map() } satisfies Record<
    Medium,
    Map<ModelRef, ModelFacts | null>
  >;
  const facts = (medium: Medium, ref: ModelRef): ModelFacts | null => {
    const refs: Map<ModelRef, ModelFacts | null> = byRef[medium];
    const found = refs.get(ref);
    if (found !== undefined) return found;
    const named = byName.get(`${medium} ${modelIdOf(ref)}`) ?? null;
    refs.set(ref, named);
    return named;
  };
  const today = todayIso.slice(0, 10);
  const warned = new Set<string>();

  const isRetired = (candidate: ModelFacts): boolean => candidate.retires !== null && candidate.retires <= today;
  const capable = (need: Need): readonly ModelFacts[] =>
    models
      .map((candidate) => asNeeded(candidate, need))
      .filter(
        (candidate) =>
          candidate.medium === need.medium &&
          candidate.id !== CLIP.provider &&
          !isRetired(candidate) &&
          inability(candidate, need, fps) === null,
      );

  /** Nobody is sent to a server of their own that they did not name: what is installed there is not known. */
  const nameable = (need: Need): readonly ModelFacts[] =>
    capable(need).filter(
      ({ provider, price }) => price.kind !== 'free' || need.refs.some((ref) => ref.provider === provider),
    );

  const decide = (need: Need): Choice => {
    const ladder: ModelChoice[] = [];
    const problems: Problem[] = [];
    const notes: string[] = [];
    const refused: string[] = [];
    const asked = need.refs.length === 0 ? [ANIMATIC] : need.refs;
    for (const ref of asked) {
      if (ref.provider === 'auto') {
        const picked = pickAuto(ref, need, { able: capable(need), fps, unset });
        if (picked.facts === null) refused.push(picked.why);
        else ladder.push({ ...rung(toNamed(ref, picked.facts), picked.facts, need, fps, picked.why), isAuto: true });
        continue;
      }
      const named = facts(need.medium, ref);
      if (named === null) {
        problems.push(unknownModel(ref, need, models));
        continue;
      }
      const known = asNeeded(named, need);
      if (isRetired(known)) {
        problems.push(isGone(known, need, nearestOf(nameable(need), need, fps)));
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
      else problems.push(cannot(need, refused, nearestOf(nameable(need), need, fps)));
    }
    const local = facts(need.medium, ANIMATIC);
    if (ladder.length === 0 && local !== null) {
      ladder.push(rung(ANIMATIC, local, need, fps, 'stands in until the ladder names a model that can'));
    }
    return { ladder, problems, notes };
  };

  // Ten thousand shots ask for a handful of different things; only what goes wrong is about one shot.
  const decided = new Map<string, Choice>();
  const choose = (need: Need): Choice => {
    const refs = need.refs.map((ref) => ref.text).join(' ');
    const key = `${need.medium}|${refs}|${need.modes.join(' ')}|${need.frames}|${need.isFootage === true}|${need.characters}|${need.hasSound === true}|${need.hasMotion === true}|${need.reason}`;
    const known = decided.get(key);
    if (known !== undefined) return known;
    const choice = decide(need);
    if (choice.problems.length === 0 && choice.notes.length === 0) decided.set(key, choice);
    return choice;
  };

  const lengthRange: ModelDesk['lengthRange'] = (refs) => {
    const known = refs.map((ref) => facts('video', ref)).find((found) => found !== null);
    if (known === undefined || known.lengths === null) return null;
    const [minMs, maxMs] = limitsMs(known.lengths);
    return { minFrames: microsToFrames(minMs * 1000, fps), maxFrames: microsToFrames(maxMs * 1000, fps) };
  };
  return { choose, facts, lengthRange };
}

function rung(ref: ModelRef, facts: ModelFacts, need: Need, fps: Fps, reason: string): ModelChoice {
  const lengthMs = askedMs(facts, need, fps);
  return {
    ref,
    model: facts.id,
    provider: facts.provider,
    medium: need.medium,
    lengthMs,
    costMicros: costOf(facts, lengthMs, need),
    ready: facts.ready,
    reason: withLength(reason, facts, need, fps),
  };
}

function withLength(reason: string, facts: ModelFacts, need: Need, fps: Fps): string {
  if (facts.lengths === null || need.frames === null) return reason;
  const lengthMs = askedMs(facts, need, fps);
  const asked = secondsToText(lengthMs / 1000);
  if (microsToFrames(lengthMs * 1000, fps) === need.frames) return `${reason}; ${asked} long`;
  return lengthMsFor(facts, need.frames, fps) === null && isPlayedAgain(facts, need)
    ? `${reason}; ${asked} long, played again until the film ends`
    : `${reason}; asked for ${asked}, its nearest at or above ${secondsText(need.frames, fps)}`;
}

function reasonFor(need: Need, asked: readonly ModelRef[], refused: readonly string[]): string {
  if (need.reason !== null) return need.reason;
  if (need.refs.length === 0) return 'no model named: made locally for nothing';
  if (refused.length > 0) return `first that can: ${refused.join('; ')}`;
  return asked.length > 1 ? 'named in the ladder' : 'named in the storyboard';
}

/** Only one that this version can shoot with is any help. */
function nearestOf(able: readonly ModelFacts[], need: Need, fps: Fps): ModelFacts | undefined {
  return able
    .filter((facts) => facts.provider !== ANIMATIC.provider && facts.ready)
    .toSorted((a, b) => nearness(b, need) - nearness(a, need) || rateOf(a, need, fps) - rateOf(b, need, fps))[0];
}

/** A model of the same vendor is nearer. */
function nearness(facts: ModelFacts, need: Need): number {
  return need.refs.some((ref) => ref.provider === facts.provider) ? 1 : 0;
}

/** Cost for ordering: what has no known price comes last. */
function rateOf(facts: ModelFacts, need: Need, fps: Fps): number {
  if (facts.price.kind === 'unknown') return Number.MAX_SAFE_INTEGER;
  return costOf(facts, need.frames === null ? 1000 : askedMs(facts, need, fps), need);
}

/** The model that `auto` stands for, as if it had been written. */
function toNamed(ref: ModelRef, { id, provider }: ModelFacts): ModelRef {
  const [, model = null] = id.split(':');
  return { ...ref, text: id, provider, model, options: {} };
}
