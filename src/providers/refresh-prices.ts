import { toIsoDate, type Clock } from '../base/clock.ts';
import { EnvironmentError, InputError } from '../model/error.ts';
import type { ModelFacts, Price, Rate } from '../model/model-facts.ts';
import type { ListedPrice, Provider } from './contract.ts';
import { readPrices, writePrices, type Prices } from './prices-file.ts';
import { isStated, type RefreshedPrice } from './refreshed-price.ts';
import { noPlace } from './stated-prices.ts';

/** What was learned, and what was not. */
export type Refreshed = {
  readonly file: string;
  /** ISO date. */
  readonly asOf: string;
  /** Providers that were asked. */
  readonly asked: readonly string[];
  readonly changes: readonly PriceChange[];
  /** What is listed for the smallest pictures, and less than what is known: not used. */
  readonly kept: readonly { readonly model: string; readonly listed: Rate }[];
  /** Models whose price a person stated: that is kept. */
  readonly stated: readonly string[];
  /** Models that stay as they were; `why` goes on a sentence: `charged per megapixel`. */
  readonly notReckoned: readonly { readonly model: string; readonly why: string }[];
  /** Providers that did not tell; what was known of theirs is kept. */
  readonly failures: readonly { readonly provider: string; readonly message: string }[];
};
export type PriceChange = { readonly model: string; readonly before: Price; readonly now: Price };

export type RefreshDependencies = {
  /** All of them: who lists no prices, or has no key, is not asked. Nothing can be bought through these. */
  readonly providers: readonly PriceLister[];
  /** All models with these prices. */
  readonly listModels: (prices: Prices) => readonly ModelFacts[];
  readonly file: string | null;
  readonly clock: Clock;
};
export type PriceLister = Pick<Provider, 'id' | 'lacks' | 'listPrices'>;

/**
 * Asks every provider that lists its prices, and writes down what they said beside what was known. A broken file is
 * written anew.
 * @throws EnvironmentError where nobody can be asked for want of a key, or there is no place for the file
 */
export async function refreshPrices(
  { providers, listModels, file, clock }: RefreshDependencies,
  signal: AbortSignal,
): Promise<Refreshed> {
  const listing = providers.filter(({ listPrices }) => listPrices !== undefined);
  const able = listing.filter(({ lacks = null }) => lacks === null);
  if (able.length === 0) throw noKey(listing);
  if (file === null) throw noPlace();
  const known = readWhatCanBeRead(file);
  const asOf = toIsoDate(clock.nowMs());
  const prices = new Map(known);
  const notReckoned: { readonly model: string; readonly why: string }[] = [];
  const stated: string[] = [];
  const failures: { readonly provider: string; readonly message: string }[] = [];
  for (const provider of able) {
    const outcome = await provider.listPrices?.({ signal });
    if (outcome === undefined) continue;
    if (outcome.status === 'failed') {
      const { message, advice } = outcome.failure;
      failures.push({ provider: provider.id, message: advice === null ? message : `${message} ${advice}` });
      continue;
    }
    for (const listed of outcome.prices) {
      if (listed.kind === 'not_reckoned') notReckoned.push({ model: listed.model, why: listed.why });
      // What a person pays there, nobody knows better.
      else if (isStated(known.get(listed.model))) stated.push(listed.model);
      else prices.set(listed.model, toRefreshed(listed, asOf, outcome.source));
    }
  }
  // Where nobody told anything, there is nothing to write: also a broken file may still be mended by hand.
  if (failures.length < able.length) await writePrices(file, prices);
  const now = listModels(prices);
  return {
    file,
    asOf,
    asked: able.map(({ id }) => id),
    changes: changesBetween(listModels(known), now),
    kept: keptOf(now, prices),
    stated,
    notReckoned,
    failures,
  };
}

function toRefreshed(
  { price, isBase }: Extract<ListedPrice, { readonly kind: 'price' }>,
  asOf: string,
  source: string,
): RefreshedPrice {
  return { price, isBase, asOf, source };
}

function changesBetween(before: readonly ModelFacts[], now: readonly ModelFacts[]): readonly PriceChange[] {
  const prices = new Map(before.map(({ medium, id, price }) => [`${medium} ${id}`, price]));
  return now.flatMap(({ medium, id, price }) => {
    const was = prices.get(`${medium} ${id}`);
    const isSame = was === undefined || JSON.stringify(was) === JSON.stringify(price);
    return isSame ? [] : [{ model: id, before: was, now: price }];
  });
}

function keptOf(now: readonly ModelFacts[], prices: Prices): Refreshed['kept'] {
  return now.flatMap(({ id, source }) => {
    const listed = prices.get(id);
    return listed === undefined || listed.source === source ? [] : [{ model: id, listed: listed.price }];
  });
}

function readWhatCanBeRead(file: string): Prices {
  try {
    return readPrices(file);
  } catch (error) {
    if (error instanceof InputError) return new Map();
    throw error;
  }
}

function noKey(listing: readonly PriceLister[]): EnvironmentError {
  const names = listing.flatMap(({ lacks = null }) => lacks ?? []);
  return new EnvironmentError({
    code: 'key_missing',
    message: `No provider can be asked for its prices: ${names.join(', ')} is not set. Set it in the environment to the key of your account there; to ask costs nothing.`,
    details: { names },
  });
}
