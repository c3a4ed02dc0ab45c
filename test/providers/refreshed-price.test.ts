import { describe, expect, test } from 'vitest';
import type { ModelFacts, Price, Rate } from '../../src/model/model-facts.ts';
import { STATED, withRefreshedPrice, type RefreshedPrice } from '../../src/providers/refreshed-price.ts';
import { readRegistry } from '../../src/providers/registry.ts';

const perSecond = (micros: number, soundMicros: number | null = null): Rate => ({
  kind: 'per_second',
  micros,
  soundMicros,
});
const perTake = (micros: number): Rate => ({ kind: 'per_take', micros });
const UNKNOWN: Price = { kind: 'unknown' };

function merged(known: Price, price: Rate, isBase = false): ModelFacts {
  const refreshed: RefreshedPrice = { price, isBase, asOf: '2027-01-02', source: 'the list' };
  return withRefreshedPrice({ ...readRegistry()[0]!, price: known, asOf: '2026-11-22', source: 'ours' }, refreshed);
}

describe('a price that its provider listed', () => {
  test.each([
    ['takes the place of an unknown one', UNKNOWN, perTake(490_000), perTake(490_000)],
    ['takes the place of another one', perTake(40_000), perTake(50_000), perTake(50_000)],
    ['may be lower', perSecond(112_000), perSecond(90_000), perSecond(90_000)],
    ['may be charged in another way', perSecond(133_000), perTake(500_000), perTake(500_000)],
    [
      'that is the one without sound keeps both',
      perSecond(112_000, 168_000),
      perSecond(112_000),
      perSecond(112_000, 168_000),
    ],
    [
      'that is the one with sound keeps both',
      perSecond(200_000, 400_000),
      perSecond(400_000),
      perSecond(200_000, 400_000),
    ],
    ['takes that with sound along', perSecond(112_000, 168_000), perSecond(224_000), perSecond(224_000, 336_000)],
    ['takes it along downwards', perSecond(112_000, 168_000), perSecond(56_000), perSecond(56_000, 84_000)],
    ['takes it along rounded up', perSecond(3, 5), perSecond(4), perSecond(4, 7)],
  ])('%s', (_, known, listed, price) => {
    expect(merged(known, listed)).toMatchObject({ price, asOf: '2027-01-02', source: 'the list' });
  });

  test('for the smallest pictures does not lower a known one, with its date', () => {
    const unchanged = { asOf: '2026-11-22', source: 'ours' };
    expect(merged(perSecond(150_000), perSecond(100_000), true)).toMatchObject({
      price: perSecond(150_000),
      ...unchanged,
    });
    expect(merged(perSecond(150_000, 160_000), perSecond(70_000), true)).toMatchObject({
      price: perSecond(150_000, 160_000),
      ...unchanged,
    });
  });

  test('for the smallest pictures raises a known one, and is better than none', () => {
    expect(merged(perSecond(150_000), perSecond(200_000), true).price).toEqual(perSecond(200_000));
    expect(merged(UNKNOWN, perSecond(60_000), true).price).toEqual(perSecond(60_000));
  });

  test('of larger pictures goes with the price', () => {
    const larger = [{ abovePixels: 9, micros: 200, soundMicros: null }];
    const known: Price = { kind: 'per_take', micros: 100, larger };
    expect(merged(known, perTake(150)).price).toEqual({
      ...perTake(150),
      larger: [{ abovePixels: 9, micros: 300, soundMicros: null }],
    });
  });

  test('that a person stated counts, also where it is the known one with sound', () => {
    const stated = { price: perSecond(168_000), isBase: false, asOf: '2027-01-02', source: STATED };
    const facts: ModelFacts = { ...readRegistry()[0]!, price: perSecond(112_000, 168_000) };
    expect(withRefreshedPrice(facts, stated).price).toEqual(perSecond(168_000, 252_000));
  });

  test('that nobody listed leaves everything as it is', () => {
    const facts = readRegistry()[0]!;
    expect(withRefreshedPrice(facts, undefined)).toBe(facts);
  });
});
