import { expect, test } from 'vitest';
import { createStrikes } from '../../src/providers/strikes.ts';
import { createManualClock } from '../support/manual-clock.ts';

test('an answer ends a job when it came three times in a row, over half a minute', () => {
  const clock = createManualClock();
  const strikes = createStrikes(clock);
  const strike = (afterMs: number): boolean => {
    clock.advance(afterMs);
    return strikes.isOut('j');
  };
  expect([0, 1_000, 1_000, 1_000].map(strike), 'three in three seconds').toEqual([false, false, false, false]);
  expect(strike(26_999)).toBe(false);
  expect(strike(1)).toBe(true);
  strikes.clear('j');
  expect([0, 60_000].map(strike), 'two in a minute').toEqual([false, false]);
  strikes.clear('j');
  expect(strike(60_000), 'not in a row').toBe(false);
  expect(strikes.isOut('another')).toBe(false);
  expect(strike(40_000)).toBe(false);
  expect(strike(1)).toBe(true);
});
