import fc from 'fast-check';
import type { AnyEventObject } from 'xstate';
import { describe, expect, test } from 'vitest';
import { MAX_ATTEMPTS, MAX_DOWNLOADS } from '../../machines/retry.ts';
import type { ShotContext } from '../../machines/shot.ts';
import type { TakeContext } from '../../machines/take.ts';
import type { Failure, FailureClass } from '../../src/model/generation.ts';
import { CHARTS, failureOf, type Chart } from './charts.ts';
import { play, playOn, type Played } from './play.ts';

const RUNS = { numRuns: 150 };
const CLASSES: readonly FailureClass[] = [
  'invalid_request',
  'moderation',
  'rate_limited',
  'quota',
  'unauthorized',
  'model_retired',
  'unavailable',
  'provider_failed',
  'lost',
  'timed_out',
  'bad_output',
  'budget',
  'cancelled',
  'input_failed',
  'internal',
];
const anyFailure: fc.Arbitrary<Failure> = fc
  .record({
    class: fc.constantFrom(...CLASSES),
    billed: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
    retryAfterMs: fc.option(fc.nat(1_000_000)),
  })
  .map(({ class: failureClass, ...rest }) => failureOf(failureClass, rest));

/** Any of a chart's events, with any failure in it. */
function anyEvents(chart: Chart, size: number): fc.Arbitrary<readonly AnyEventObject[]> {
  const event = fc
    .tuple(fc.constantFrom(...chart.events), anyFailure)
    .map(([one, failure]) => ('failure' in one ? { ...one, failure } : one));
  return fc.array(event, { maxLength: size });
}

/** Every state on the way, the first included. */
function states(chart: Chart, events: readonly AnyEventObject[]): readonly Played[] {
  const way = [play(chart)];
  for (const event of events) way.push(playOn(chart, way.at(-1)!, event));
  return way;
}

function chartOf(name: string): Chart {
  return CHARTS.find((chart) => chart.name === name)!;
}

test.each(CHARTS)('$name hears any events in any order, and stays plain data that says why it failed', (chart) => {
  fc.assert(
    fc.property(anyEvents(chart, 40), (events) => {
      for (const { snapshot, word } of states(chart, events)) {
        expect(snapshot.status).not.toBe('error');
        expect(JSON.parse(JSON.stringify(snapshot.context))).toEqual(snapshot.context);
        if ('failure' in snapshot.context && (word === 'failed' || word === 'held' || word === 'skipped'))
          expect(snapshot.context.failure).not.toBeNull();
      }
    }),
    RUNS,
  );
});

describe('a take, whatever it hears,', () => {
  const take = chartOf('take');

  test('is submitted only from its reservation, once per reservation', () => {
    fc.assert(
      fc.property(anyEvents(take, 60), (events) => {
        const way = states(take, events);
        for (const [index, now] of way.entries()) {
          if (!now.effects.some((effect) => effect.kind === 'submit')) continue;
          expect(way[index - 1]?.word).toBe('reserving');
          const { attempts } = now.snapshot.context as TakeContext;
          expect(attempts).toBe((way[index - 1]!.snapshot.context as TakeContext).attempts + 1);
        }
      }),
      RUNS,
    );
  });

  test('is sent and fetched a bounded number of times', () => {
    fc.assert(
      fc.property(anyEvents(take, 100), (events) => {
        for (const { snapshot } of states(take, events)) {
          const { attempts, downloads } = snapshot.context as TakeContext;
          expect(attempts).toBeLessThanOrEqual(MAX_ATTEMPTS);
          expect(downloads).toBeLessThan(MAX_DOWNLOADS);
        }
      }),
      RUNS,
    );
  });

  test('that may have been billed is never sent again without a word from the provider, or from a person', () => {
    fc.assert(
      fc.property(anyEvents(take, 60), (events) => {
        const way = states(take, events);
        for (const [index, event] of events.entries()) {
          const [before, after] = [way[index]!, way[index + 1]!];
          if (before === undefined || before.word === after.word) continue;
          if (after.word === 'reserving') expect([before.word, event.type]).toEqual(AGAIN[before.word]);
          if (after.word === 'backing_off') expect((event['failure'] as Failure).billed).toBe('no');
        }
      }),
      RUNS,
    );
  });
});

/** The only ways to a new reservation; `take.repay` is said only where a person wrote `on_unknown`, or for cents. */
const AGAIN: Readonly<Record<string, readonly string[]>> = {
  backing_off: ['backing_off', 'take.retry_due'],
  reconciling: ['reconciling', 'take.repay'],
  held: ['held', 'take.resubmit'],
};

describe('a shot, whatever it hears,', () => {
  const anyShot = fc
    .record({ rungs: fc.integer({ min: 1, max: 4 }), wanted: fc.integer({ min: 1, max: 4 }) })
    .map((input) => ({ ...chartOf('shot'), input }));

  test('never has more takes in flight than are wanted, and never asks below its ladder', () => {
    fc.assert(
      fc.property(
        anyShot.chain((shot) => fc.tuple(fc.constant(shot), anyEvents(shot, 60))),
        ([shot, events]) => {
          for (const { snapshot, effects } of states(shot, events)) {
            const { live, held, stored, wanted, rung, rungs, newest } = snapshot.context as ShotContext;
            // Earlier renders may have begun more than are wanted now; none is begun on top of them.
            const earlier = events.flatMap((event) => (event.type === 'task.start' ? (event['live'] as number[]) : []));
            expect(live.length).toBeLessThanOrEqual(Math.max(wanted, earlier.length));
            expect(rung).toBeLessThan(rungs);
            const all = [...live, ...held, ...stored];
            expect(new Set(all).size).toBe(all.length);
            expect(Math.max(0, ...all)).toBeLessThanOrEqual(newest);
            for (const effect of effects) if (effect.kind === 'start_takes') expect(effect.rung).toBe(rung);
          }
        },
      ),
      RUNS,
    );
  });

  test('begins every take number once, and not more takes than places on the ladder', () => {
    fc.assert(
      fc.property(
        anyShot.chain((shot) => fc.tuple(fc.constant(shot), anyEvents(shot, 60))),
        ([shot, events]) => {
          const begun = states(shot, events).flatMap(({ effects }) =>
            effects.flatMap((effect) => (effect.kind === 'start_takes' ? effect.numbers : [])),
          );
          expect(new Set(begun).size).toBe(begun.length);
          const { rungs, wanted } = shot.input;
          expect(begun.length).toBeLessThanOrEqual(rungs * wanted);
        },
      ),
      RUNS,
    );
  });

  test('is over when each of its takes was heard of', () => {
    fc.assert(
      fc.property(
        anyShot.chain((shot) =>
          fc.tuple(
            fc.constant(shot),
            fc.array(fc.tuple(fc.constantFrom('stored', 'failed', 'held'), anyFailure), {
              minLength: 20,
              maxLength: 20,
            }),
          ),
        ),
        ([shot, outcomes]) => {
          let played = play(shot, [{ type: 'task.start', stored: [], live: [], newest: 0 }]);
          for (const [outcome, failure] of outcomes) {
            const [number] = (played.snapshot.context as ShotContext).live;
            if (number === undefined) break;
            played = playOn(shot, played, { type: 'take.settled', number, outcome, failure });
          }
          expect(['stored', 'failed', 'held']).toContain(played.word);
        },
      ),
      RUNS,
    );
  });
});
