import { describe, expect, test } from 'vitest';
import { renderMachine } from '../../machines/render.ts';
import { play } from './play.ts';

const stored = { type: 'task.settled', kind: 'take', outcome: 'stored' };
const missing = { type: 'task.settled', kind: 'take', outcome: 'missing' };
const chart = { machine: renderMachine, input: { total: 2 } };

describe('a render', () => {
  test('is done when every task is stored', () => {
    expect(play(chart, [stored]).word).toBe('running');
    expect(play(chart, [stored, stored]).word).toBe('done');
  });

  test('is incomplete when every task is settled and some are missing', () => {
    const { word, snapshot } = play(chart, [missing, stored]);
    expect(word).toBe('incomplete');
    expect(snapshot.output).toEqual({ missing: 1 });
  });

  test('goes on when a held task does', () => {
    expect(play(chart, [missing, { type: 'task.reopened' }, stored, stored]).word).toBe('done');
    expect(play(chart, [{ type: 'task.reopened' }, stored, stored]).word).toBe('done');
  });

  test('of nothing is done at once', () => {
    expect(play({ machine: renderMachine, input: { total: 0 } }).word).toBe('done');
  });

  test('can be cancelled, also while it is paused', () => {
    expect(play(chart, [stored, { type: 'render.cancel' }]).word).toBe('cancelled');
    expect(play(chart, [{ type: 'render.pause' }, { type: 'render.cancel' }]).word).toBe('cancelled');
  });

  test('that is paused goes on when it is resumed, and counts what comes in between', () => {
    const paused = [{ type: 'render.pause' }, stored];
    expect(play(chart, paused).word).toBe('paused');
    expect(play(chart, [...paused, { type: 'render.resume' }]).word).toBe('running');
    expect(play(chart, [...paused, stored]).word, 'nothing is left to resume').toBe('done');
  });
});
