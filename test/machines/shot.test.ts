import { describe, expect, test } from 'vitest';
import { shotMachine } from '../../machines/shot.ts';
import type { FailureClass } from '../../src/model/generation.ts';
import { failureOf } from './charts.ts';
import { play } from './play.ts';

const start = (known: Partial<Record<'stored' | 'live', readonly number[]>> = {}, newest = 0) => ({
  type: 'task.start',
  stored: known.stored ?? [],
  live: known.live ?? [],
  newest,
});
const stored = (number: number) => ({ type: 'take.settled', number, outcome: 'stored' });
const failed = (number: number, failureClass: FailureClass = 'provider_failed') => ({
  type: 'take.settled',
  number,
  outcome: 'failed',
  failure: failureOf(failureClass),
});
const held = (number: number) => ({
  type: 'take.settled',
  number,
  outcome: 'held',
  failure: failureOf('lost', { billed: 'unknown' }),
});
const recovered = (number: number) => ({ type: 'take.recovered', number });
const shot = (rungs: number, wanted: number) => ({ machine: shotMachine, input: { rungs, wanted } });
const begins = (numbers: readonly number[], rung: number) => [{ kind: 'start_takes', numbers, rung }];

describe('a shot', () => {
  test('begins its take, and is stored with it', () => {
    expect(play(shot(1, 1), [start()]).effects).toEqual(begins([1], 0));
    const { words, snapshot } = play(shot(1, 1), [start(), stored(1)]);
    expect(words).toEqual(['waiting', 'shooting', 'stored']);
    expect(snapshot.output).toEqual({ takes: [1], failure: null });
  });

  test('begins as many takes as are wanted, and is stored when all of them are', () => {
    expect(play(shot(1, 3), [start()]).effects).toEqual(begins([1, 2, 3], 0));
    expect(play(shot(1, 3), [start(), stored(2), stored(1)]).word).toBe('shooting');
    expect(play(shot(1, 3), [start(), stored(2), stored(1), stored(3)]).word).toBe('stored');
  });

  test('uses what earlier renders stored, and begins only what is missing', () => {
    expect(play(shot(1, 2), [start({ stored: [1, 4] }, 4)]).word).toBe('reused');
    expect(play(shot(1, 2), [start({ stored: [1] }, 4)]).effects).toEqual(begins([5], 0));
    expect(play(shot(1, 2), [start({ stored: [1], live: [4] }, 4)]).effects).toEqual(begins([], 0));
  });

  test('waits for what is in flight, also when it has enough already', () => {
    const started = play(shot(1, 1), [start({ stored: [1], live: [2] }, 2)]);
    expect(started.word).toBe('shooting');
    expect(started.effects).toEqual(begins([], 0));
    expect(play(shot(1, 1), [start({ stored: [1], live: [2] }, 2), stored(2)]).word).toBe('stored');
  });

  test('goes down the ladder when a model cannot do it', () => {
    const played = play(shot(2, 1), [start(), failed(1)]);
    expect(played.word).toBe('shooting');
    expect(played.effects).toEqual(begins([2], 1));
    expect(play(shot(2, 1), [start(), failed(1), stored(2)]).word).toBe('stored');
    expect(play(shot(2, 1), [start(), failed(1), failed(2)]).word).toBe('failed');
  });

  test.each(['budget', 'cancelled', 'internal'] as const)(
    'does not ask another model after %s: it would not help',
    (failureClass) => {
      const { word, snapshot } = play(shot(3, 1), [start(), failed(1, failureClass)]);
      expect(word).toBe('failed');
      expect(snapshot.output.failure.class).toBe(failureClass);
    },
  );

  test('shows what one model refused for its content to the next only where that is allowed', () => {
    const refused = [start(), failed(1, 'moderation')];
    expect(play(shot(2, 1), refused).word).toBe('failed');
    const allowed = { machine: shotMachine, input: { rungs: 2, wanted: 1, passesRefusals: true } };
    expect(play(allowed, refused).effects).toEqual(begins([2], 1));
  });

  test('goes down one rung when several takes of the same rung fail', () => {
    const one = play(shot(3, 2), [start(), failed(1)]);
    expect(one.effects).toEqual(begins([3], 1));
    const other = play(shot(3, 2), [start(), failed(1), failed(2)]);
    expect(other.effects).toEqual(begins([4], 1));
    expect(play(shot(3, 2), [start(), failed(1), failed(2), failed(3)]).effects).toEqual(begins([5], 2));
  });

  test('makes do with fewer takes than were wanted', () => {
    const { word, snapshot } = play(shot(1, 2), [start(), failed(1), stored(2)]);
    expect(word).toBe('stored');
    expect(snapshot.output).toEqual({ takes: [2], failure: null });
  });

  test('does not replace a take that may have been paid for', () => {
    const played = play(shot(2, 1), [start(), held(1)]);
    expect(played.word).toBe('held');
    expect(played.effects).toEqual([]);
    expect(play(shot(2, 1), [start({ live: [1] }, 1), held(1)]).word).toBe('held');
  });

  test('goes on when a held take turns out to exist', () => {
    expect(play(shot(1, 1), [start(), held(1), recovered(1)]).words).toEqual([
      'waiting',
      'shooting',
      'held',
      'shooting',
    ]);
    expect(play(shot(1, 1), [start(), held(1), recovered(1), stored(1)]).word).toBe('stored');
    const beside = play(shot(1, 2), [start(), held(1), recovered(1), stored(2)]);
    expect(beside.word).toBe('shooting');
  });

  test('does not listen to takes that are not its own, or that were settled before', () => {
    const played = play(shot(1, 2), [start(), stored(1), stored(1), stored(9), recovered(1)]);
    expect(played.word).toBe('shooting');
    expect(played.snapshot.context.stored).toEqual([1]);
  });

  test('is skipped when an input of it is missing', () => {
    const { word, snapshot } = play(shot(1, 1), [{ type: 'task.skip', failure: failureOf('input_failed') }]);
    expect(word).toBe('skipped');
    expect(snapshot.output.failure.class).toBe('input_failed');
  });
});
