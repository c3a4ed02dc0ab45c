import type { Medium, ModelFacts, Rate } from '../../model/model-facts.ts';
import type { Micros } from '../../model/money.ts';
import type { ListedPrice } from '../contract.ts';
import type { Endpoint } from '../endpoint.ts';

/** One entry of fal's price list: so much of the currency for one unit. */
export type FalPrice = {
  readonly endpoint_id: string;
  readonly unit_price: number;
  readonly unit: string;
  readonly currency: string;
};

/**
 * The price of a model that is shot with these endpoints: the dearest of them, where all are charged in the same way
 * and that is one a plan can reckon with before anything is made; else why not. Pure.
 */
export function toListedPrice(
  { id: model, medium }: Pick<ModelFacts, 'id' | 'medium'>,
  endpoints: readonly Endpoint[],
  listed: ReadonlyMap<string, FalPrice>,
): ListedPrice {
  const notReckoned = (why: string): ListedPrice => ({ kind: 'not_reckoned', model, why });
  const rates: Rate[] = [];
  for (const { path, finish } of endpoints) {
    const entry = listed.get(path);
    if (entry === undefined) return notReckoned(`${path} is not in the price list`);
    const rate = toRate(medium, entry);
    if (typeof rate === 'string') return notReckoned(rate);
    if (finish?.kind === 'upscale') return notReckoned(`${chargedPer(entry)}, and more the larger it becomes`);
    rates.push(rate);
  }
  const [first] = rates.toSorted((a, b) => b.micros - a.micros);
  if (first === undefined) return notReckoned('not in the price list');
  if (rates.some(({ kind }) => kind !== first.kind)) return notReckoned('charged in several ways');
  const isBase = endpoints.some(({ resolution, size }) => resolution !== undefined || size !== undefined);
  return { kind: 'price', model, price: first, isBase };
}

/** One entry as a rate of ours, or why it is none. */
function toRate(medium: Medium, entry: FalPrice): Rate | string {
  const { unit_price: unitPrice, currency } = entry;
  if (currency.toUpperCase() !== 'USD')
    return `charged in ${/^[a-z]{3}$/iu.test(currency) ? currency.toUpperCase() : 'another currency'}`;
  const micros = toMicros(unitPrice);
  if (micros <= 0) return 'listed without a price';
  const kind = KINDS[medium].get(normalized(entry.unit));
  switch (kind) {
    case undefined:
      return chargedPer(entry);
    case 'per_second':
      return { kind, micros, soundMicros: null };
    case 'per_minute':
    case 'per_take':
    case 'per_1000_characters':
      return { kind, micros };
  }
}

const PER_TAKE = [
  ['request', 'per_take'],
  ['generation', 'per_take'],
] as const;
/** By medium: what is not here depends on what nobody knows before. */
const KINDS: Readonly<Record<Medium, ReadonlyMap<string, Rate['kind']>>> = {
  video: new Map([['second', 'per_second'], ['video', 'per_take'], ...PER_TAKE]),
  image: new Map([['image', 'per_take'], ...PER_TAKE]),
  voice: new Map([['1000 character', 'per_1000_characters'], ['audio', 'per_take'], ...PER_TAKE]),
  music: new Map([['second', 'per_second'], ['minute', 'per_minute'], ['audio', 'per_take'], ...PER_TAKE]),
};

/** `image` in fal's documentation is `images` in its list; some units end in a space. */
function normalized(unit: string): string {
  return unit.trim().toLowerCase().replaceAll(/\s+/gu, ' ').replace(/s$/u, '');
}

function chargedPer({ unit }: FalPrice): string {
  const named = normalized(unit);
  return `charged per ${/^[\w ./-]{1,40}$/u.test(named) ? named : 'a unit that is not named'}`;
}

/** Rounded up, but not for what only the binary form of a decimal adds: $0.112 is 112,000. */
function toMicros(dollars: number): Micros {
  return Math.ceil(Number((dollars * 1_000_000).toFixed(3)));
}
