import type { ModelFacts, Rate } from '../model/model-facts.ts';
import type { Micros } from '../model/money.ts';

/** What a provider itself listed of a model, on which day (ISO) and where. */
export type RefreshedPrice = {
  readonly price: Rate;
  /** Larger pictures cost more than this. */
  readonly isBase: boolean;
  readonly asOf: string;
  readonly source: string;
};

/** What is written down as the source of a price that a person stated. */
export const STATED = 'stated with `longtake models --price`';

export function isStated(price: Pick<RefreshedPrice, 'source'> | undefined): boolean {
  return price?.source === STATED;
}

/** A model as it is known by itself, with the price that its provider listed since. Pure. */
export function withRefreshedPrice(facts: ModelFacts, refreshed: RefreshedPrice | undefined): ModelFacts {
  const price = refreshed === undefined ? null : refreshedRate(facts.price, refreshed);
  if (refreshed === undefined || price === null) return facts;
  return { ...facts, price, asOf: refreshed.asOf, source: refreshed.source };
}

/** Null where what is known is more certain. */
function refreshedRate(known: ModelFacts['price'], { price: listed, isBase, source }: RefreshedPrice): Rate | null {
  if (known.kind === 'free' || known.kind === 'unknown' || known.kind !== listed.kind) return listed;
  const { micros } = listed;
  const soundMicros = known.kind === 'per_second' ? known.soundMicros : null;
  // The list has one price where there are two: with sound, or without.
  if (micros === known.micros || (micros === soundMicros && !isStated({ source }))) return known;
  // A ceiling is kept by what the pictures of a film cost, not by what the smallest ones do.
  if (isBase && micros < known.micros) return null;
  if (known.kind === 'per_1000_characters' || known.kind === 'per_minute') return listed;
  const inProportion = (price: Micros): Micros => Math.ceil((price * micros) / known.micros);
  const inProportionOrNull = (price: Micros | null): Micros | null => (price === null ? null : inProportion(price));
  const { larger } = known;
  const dearer = larger?.map((step) => ({
    ...step,
    micros: inProportion(step.micros),
    soundMicros: inProportionOrNull(step.soundMicros),
  }));
  const rest = dearer === undefined ? {} : { larger: dearer };
  return known.kind === 'per_take'
    ? { kind: 'per_take', micros, ...rest }
    : { ...known, micros, soundMicros: inProportionOrNull(soundMicros), ...rest };
}
