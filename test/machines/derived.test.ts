import { describe, expect, test } from 'vitest';
import { conformMachine, filmMachine, joinMachine, soundMachine } from '../../machines/derived.ts';
import { failureOf } from './charts.ts';
import { play } from './play.ts';

const broke = { type: 'work.failed', failure: failureOf('internal') };

describe.each([
  { machine: conformMachine, word: 'conforming', kind: 'conform' },
  { machine: joinMachine, word: 'encoding', kind: 'encode' },
  { machine: soundMachine, word: 'mixing', kind: 'mix' },
  { machine: filmMachine, word: 'assembling', kind: 'assemble' },
])('$machine.id', ({ machine, word, kind }) => {
  const chart = { machine, input: undefined };

  test('does its work once', () => {
    expect(play(chart).effects).toEqual([]);
    expect(play(chart, [{ type: 'task.start' }]).effects).toEqual([{ kind }]);
    expect(play(chart, [{ type: 'task.start' }, { type: 'work.done' }]).words).toEqual(['waiting', word, 'stored']);
  });

  test('is reused when the same work was done before', () => {
    expect(play(chart, [{ type: 'work.reused' }]).word).toBe('reused');
  });

  test('is tried once more when something broke, and then given up', () => {
    const again = play(chart, [{ type: 'task.start' }, broke]);
    expect(again.word).toBe(word);
    expect(again.effects).toEqual([{ kind }]);
    const { word: last, snapshot } = play(chart, [{ type: 'task.start' }, broke, broke]);
    expect(last).toBe('failed');
    expect(snapshot.output).toEqual({ failure: failureOf('internal') });
  });

  test('forgets what broke when the second try succeeds', () => {
    const { word: last, snapshot } = play(chart, [{ type: 'task.start' }, broke, { type: 'work.done' }]);
    expect(last).toBe('stored');
    expect(snapshot.output).toEqual({ failure: null });
  });

  test('is not tried again when what it was given is wrong', () => {
    const wrong = { type: 'work.failed', failure: failureOf('bad_output') };
    expect(play(chart, [{ type: 'task.start' }, wrong]).word).toBe('failed');
  });

  test('is skipped when an input of it is missing', () => {
    expect(play(chart, [{ type: 'task.skip', failure: failureOf('input_failed') }]).word).toBe('skipped');
  });
});
