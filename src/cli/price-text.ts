import type { Price, Rate } from '../model/model-facts.ts';
import type { Micros } from '../model/money.ts';

/** `$0.112/second`, `$0.04/take`, `free`, `unknown`. */
export function priceToText(price: Price): string {
  return price.kind === 'free' || price.kind === 'unknown'
    ? price.kind
    : `${rateText(price.micros)}/${UNITS[price.kind]}`;
}

/** With sound and sizes: `$0.20/second, $0.40 with sound, $0.40 above 2.1 megapixels`. */
export function fullPriceToText(price: Price): string {
  const sound = price.kind === 'per_second' ? price.soundMicros : null;
  const larger = price.kind === 'per_second' || price.kind === 'per_take' ? (price.larger ?? []) : [];
  return [
    priceToText(price),
    ...(sound === null ? [] : [`${rateText(sound)} with sound`]),
    ...larger.map(
      ({ abovePixels, micros }) => `${rateText(micros)} above ${(abovePixels / 1e6).toFixed(1)} megapixels`,
    ),
  ].join(', ');
}

const UNITS: Readonly<Record<Rate['kind'], string>> = {
  per_second: 'second',
  per_minute: 'minute',
  per_take: 'take',
  per_1000_characters: '1000 letters',
};

/** Every figure of a rate counts: many seconds are charged by it. */
function rateText(micros: Micros): string {
  return `$${(micros / 1_000_000).toFixed(6).replace(/0{1,4}$/u, '')}`;
}
