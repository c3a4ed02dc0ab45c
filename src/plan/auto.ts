import type { ModelFacts } from '../model/model-facts.ts';
import { moneyToText, type Micros } from '../model/money.ts';
import type { ModelRef } from '../model/storyboard.ts';
import type { Fps } from '../model/time.ts';
import { askedMs, costOf, type Need } from './abilities.ts';
import { ANIMATIC } from './model-names.ts';

type Market = {
  /** Models that can do what is needed. */
  readonly able: readonly ModelFacts[];
  readonly fps: Fps;
  /** Providers that have no key. */
  readonly unset: ReadonlySet<string>;
};
/** The model and why it, or null and why none. */
export type Picked = { readonly facts: ModelFacts | null; readonly why: string };

/**
 * `auto`: the cheapest model that can, of those whose price is known; `auto?max=0.50` at most so many dollars a take,
 * `auto?prefer=fal` of that provider where it has one. Drawn here for nothing only where no model is ready.
 */
export function pickAuto({ options }: ModelRef, need: Need, { able, fps, unset }: Market): Picked {
  const unknown = Object.keys(options).find((name) => name !== 'max' && name !== 'prefer');
  if (unknown !== undefined) return none(`auto does not know \`${unknown}\`: it takes \`max\` and \`prefer\``);
  const maxMicros = options['max'] === undefined ? null : Math.round(Number(options['max']) * 1_000_000);
  if (Number.isNaN(maxMicros)) return none('auto: `max` is an amount of dollars such as 0.50');
  const ready = able.filter(({ ready: isReady }) => isReady);
  const local = ready.find(({ provider }) => provider === ANIMATIC.provider);
  // What is installed on a server of one's own is not known: it is chosen where it is preferred outright.
  const hosted = ready.filter(
    ({ provider, price }) =>
      provider !== ANIMATIC.provider && (price.kind !== 'free' || provider === options['prefer']),
  );
  const usable = hosted.filter(({ provider }) => !unset.has(provider));
  const priced = usable.filter(({ price }) => price.kind !== 'unknown');
  const cost = (facts: ModelFacts): Micros =>
    costOf(facts, need.frames === null ? 1000 : askedMs(facts, need, fps), need);
  const within = priced.filter((facts) => maxMicros === null || cost(facts) <= maxMicros);
  const preferred = within.filter(({ provider }) => provider === options['prefer']);
  const [best] = (preferred.length > 0 ? preferred : within).toSorted((a, b) => cost(a) - cost(b));
  if (best !== undefined) {
    const rivals =
      within.length === 1 ? 'the only one' : `the cheapest of ${(preferred.length > 0 ? preferred : within).length}`;
    const whose = preferred.length > 0 ? ` of ${best.provider}` : '';
    return { facts: best, why: `auto: ${rivals}${whose} that can, ${moneyToText(cost(best))}` };
  }
  const lacking = whyNone({ hosted, usable, priced });
  return local === undefined
    ? none(`auto finds no model: ${lacking}`)
    : { facts: local, why: `auto: drawn here, ${lacking}` };
}

function whyNone({
  hosted,
  usable,
  priced,
}: Readonly<Record<'hosted' | 'usable' | 'priced', readonly ModelFacts[]>>): string {
  if (hosted.length === 0) return 'no model can do it';
  if (usable.length === 0)
    return `no key is set for ${[...new Set(hosted.map(({ provider }) => provider))].join(', ')}`;
  if (priced.length === 0) return 'no price is known of those that can';
  return 'none is within `max`';
}

function none(why: string): Picked {
  return { facts: null, why };
}
