import type { Price, Rate } from '../model/model-facts.ts';
import type { Micros } from '../model/money.ts';

/** `$0.112/second`, `$0.04/take`, `free`, `unknown`. */
export function priceToText(price: Price): string {
  return price.kind === 'free' || price.kind === 'unknown'
    ? price.kind
    : `${rateText(price.micros)}/${UNITS[price.kind]}`;
}

/** With what the model's own sound costs: `$0.112/second, $0.168 with sound`. */
export function fullPriceToText(price: Price): string {
  const sound = price.kind === 'per_second' ? price.soundMicros : null;
  return sound === null ? priceToText(price) : `${priceToText(price)}, ${rateText(sound)} with sound`;
}

const UNITS: Readonly<Record<Rate['kind'], string>> = {
  per_second: 'second',
  per_take: 'take',
  per_1000_characters: '1000 letters',
};

/** Every figure of a rate counts: many seconds are charged by it. */
function rateText(micros: Micros): string {
  return `$${(micros / 1_000_000).toFixed(6).replace(/0{1,4}$/u, '')}`;
}
