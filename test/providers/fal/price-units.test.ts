import { describe, expect, test } from 'vitest';
import type { Medium } from '../../../src/model/model-facts.ts';
import { choice, type Endpoint } from '../../../src/providers/endpoint.ts';
import { toListedPrice, type FalPrice } from '../../../src/providers/fal/price-units.ts';

const model = 'fal:some';

function listed(
  medium: Medium,
  entries: readonly Partial<FalPrice>[],
  change: Partial<Endpoint> = {},
): ReturnType<typeof toListedPrice> {
  const endpoints = entries.map((_, index): Endpoint => ({ path: `fal-ai/${index}`, gives: 'video', ...change }));
  const list = entries.map((entry, index): FalPrice => ({
    endpoint_id: `fal-ai/${index}`,
    unit_price: 0.1,
    unit: 'seconds',
    currency: 'USD',
    ...entry,
  }));
  return toListedPrice({ id: model, medium }, endpoints, new Map(list.map((entry) => [entry.endpoint_id, entry])));
}
const why = (text: string) => ({ kind: 'not_reckoned', model, why: text });

describe('a price of fal', () => {
  test.each([
    ['video', 'second', { kind: 'per_second', micros: 100_000, soundMicros: null }],
    ['video', 'seconds', { kind: 'per_second', micros: 100_000, soundMicros: null }],
    ['video', 'videos', { kind: 'per_take', micros: 100_000 }],
    ['video', 'generations', { kind: 'per_take', micros: 100_000 }],
    ['image', 'Images', { kind: 'per_take', micros: 100_000 }],
    ['image', 'request', { kind: 'per_take', micros: 100_000 }],
    ['voice', '1000 characters ', { kind: 'per_1000_characters', micros: 100_000 }],
    ['voice', 'audios', { kind: 'per_take', micros: 100_000 }],
    ['music', 'seconds', { kind: 'per_second', micros: 100_000, soundMicros: null }],
    ['music', 'minutes', { kind: 'per_minute', micros: 100_000 }],
  ] as const)('of %s per %s is one that a plan reckons with', (medium, unit, price) => {
    expect(listed(medium, [{ unit }])).toEqual({ kind: 'price', model, price, isBase: false });
  });

  test.each([
    ['video', 'compute seconds', 'charged per compute second'],
    ['video', 'megapixels', 'charged per megapixel'],
    ['video', '1m tokens', 'charged per 1m token'],
    ['video', '5 seconds', 'charged per 5 second'],
    ['video', 'units', 'charged per unit'],
    // Frames of a film, or seconds of a picture, are nothing that we know the number of.
    ['video', 'images', 'charged per image'],
    ['image', 'seconds', 'charged per second'],
    ['video', 'minutes', 'charged per minute'],
    ['video', '', 'charged per a unit that is not named'],
    ['video', '\u001B[2Jx', 'charged per a unit that is not named'],
    ['video', 'constructor', 'charged per constructor'],
  ] as const)('of %s per %j is not reckoned with', (medium, unit, words) => {
    expect(listed(medium, [{ unit }])).toEqual(why(words));
  });

  test('in another currency is not reckoned with', () => {
    expect(listed('video', [{ currency: 'eur' }])).toEqual(why('charged in EUR'));
    expect(listed('video', [{ currency: '\u001B[1m' }])).toEqual(why('charged in another currency'));
    expect(listed('video', [{ currency: 'usd' }])).toMatchObject({ kind: 'price' });
  });

  test('of nothing is none', () => {
    expect(listed('video', [{ unit_price: 0 }])).toEqual(why('listed without a price'));
  });

  test.each([
    [0.112, 112_000],
    [0.000_17, 170],
    [0.098_000_4, 98_001],
    [1.1, 1_100_000],
  ])('of $%d is %d millionths, rounded up where it has smaller parts', (dollars, micros) => {
    expect(listed('video', [{ unit_price: dollars }])).toMatchObject({ price: { micros } });
  });

  test('is that of the dearest of a model’s endpoints', () => {
    const prices = [{ unit_price: 0.1 }, { unit_price: 0.4 }, { unit_price: 0.2 }];
    expect(listed('video', prices)).toMatchObject({ kind: 'price', price: { micros: 400_000 } });
  });

  test('is none where one endpoint is charged in another way, or is not listed', () => {
    expect(listed('video', [{}, { unit: 'videos' }])).toEqual(why('charged in several ways'));
    expect(listed('video', [{}, { unit: 'megapixels' }])).toEqual(why('charged per megapixel'));
    expect(listed('video', [{}, { endpoint_id: 'fal-ai/other' }])).toEqual(why('fal-ai/1 is not in the price list'));
  });

  test('is a base price where the size of the picture can be asked for', () => {
    const resolution = choice('resolution', '720p', '1080p');
    expect(listed('video', [{}], { resolution })).toMatchObject({ kind: 'price', isBase: true });
    expect(listed('image', [{ unit: 'images' }], { size: 'image_size' })).toMatchObject({ isBase: true });
  });

  test('of making footage larger is none: what comes out decides', () => {
    const finish = { kind: 'upscale', field: 'upscale_factor' } as const;
    expect(listed('video', [{}], { finish })).toEqual(why('charged per second, and more the larger it becomes'));
  });
});
