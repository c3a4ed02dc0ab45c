import type { ModelFacts, Rate } from '../model/model-facts.ts';

/** What a provider itself listed of a model, on which day (ISO) and where. */
export type RefreshedPrice = {
  readonly price: Rate;
  /** Larger pictures cost more than this. */
  readonly isBase: boolean;
  readonly asOf: string;
  readonly source: string;
};

/** A model as it is known by itself, with the price that its provider listed since. Pure. */
export function withRefreshedPrice(facts: ModelFacts, refreshed: RefreshedPrice | undefined): ModelFacts {
  const price = refreshed === undefined ? null : refreshedRate(facts.price, refreshed);
  if (refreshed === undefined || price === null) return facts;
  return { ...facts, price, asOf: refreshed.asOf, source: refreshed.source };
}

/** Null where what is known is more certain. */
function refreshedRate(known: ModelFacts['price'], { price: listed, isBase }: RefreshedPrice): Rate | null {
  if (known.kind === 'free' || known.kind === 'unknown' || known.kind !== listed.kind) return listed;
  const { micros } = listed;
  const soundMicros = known.kind === 'per_second' ? known.soundMicros : null;
  // The list has one price where there are two: with sound, or without.
  if (micros === known.micros || micros === soundMicros) return known;
  // A ceiling is kept by what the pictures of a film cost, not by what the smallest ones do.
  if (isBase && micros < known.micros) return null;
  if (known.kind !== 'per_second' || soundMicros === null) return listed;
  return { kind: 'per_second', micros, soundMicros: Math.ceil((soundMicros * micros) / known.micros) };
}
