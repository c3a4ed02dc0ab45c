import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RenderEvent, TaskState } from '../../../src/engine/api.ts';
import {
  doneShare,
  emptyProgress,
  progressReducer,
  shotsOf,
  timeLeftMs,
  type ProgressState,
} from '../../../src/cli/progress/progress-state.ts';
import { standingOf } from '../../../src/engine/task-state.ts';
import { at, changed, failureOf, resultOf, shotStored, START_MS, started } from './recording.ts';

const SHOTS = ['s1a', 's1b', 's2a'];

function play(events: readonly RenderEvent[]): ProgressState {
  return events.reduce(progressReducer, emptyProgress);
}

describe('the state of a render', () => {
  test('is empty before the start and holds every task after it', () => {
    const state = play([started(SHOTS)]);
    expect(state).toMatchObject({ render: 'running', title: 'The Last Keeper', startedMs: START_MS });
    expect(state.tasks).toHaveLength(3 * 3 + 2 + 2);
    expect(shotsOf(state).map((shot) => [shot.shot, shot.standing])).toEqual([
      ['s1a', 'waiting'],
      ['s1b', 'waiting'],
      ['s2a', 'waiting'],
    ]);
  });

  test('a shot is stored only when everything of it is', () => {
    const [keyframe, take, conforming, stored] = shotStored(100, 's1a');
    const before = play([started(SHOTS), keyframe!, take!, conforming!]);
    expect(shotsOf(before)[0]).toMatchObject({ standing: 'running', task: { kind: 'conform' } });
    expect(shotsOf(progressReducer(before, stored!))[0]).toMatchObject({ standing: 'stored', isNew: true });
  });

  test('a failed task makes its shot failed, whatever else of it runs', () => {
    const state = play([
      started(SHOTS),
      changed(10, 'keyframe:s1b', 'polling'),
      changed(20, 'take:s1b', 'failed', failureOf()),
    ]);
    expect(shotsOf(state)[1]).toMatchObject({ standing: 'failed', task: { failure: { class: 'moderation' } } });
  });

  test('progress belongs to one state of a task and is forgotten with it', () => {
    const id = play([started(SHOTS)]).tasks.find((task) => task.id === 'take:s1a')!.id;
    const half = play([
      started(SHOTS),
      changed(10, 'take:s1a', 'polling'),
      at(20, { type: 'task.progress', task: id, done: 0.5 }),
    ]);
    expect(half.tasks.find((task) => task.id === id)?.done).toBe(0.5);
    expect(
      progressReducer(half, changed(30, 'take:s1a', 'gating')).tasks.find((task) => task.id === id)?.done,
    ).toBeNull();
  });

  test('money, warnings and the result are kept as they come', () => {
    const state = play([
      started(SHOTS),
      at(1, { type: 'money.changed', spentMicros: 400_000, reservedMicros: 100_000 }),
      at(2, { type: 'render.warned', code: 'slow_disk', message: 'the disk is slow' }),
      at(3, { type: 'render.finished', result: resultOf() }),
    ]);
    expect(state).toMatchObject({ spentMicros: 400_000, reservedMicros: 100_000, warnings: ['the disk is slow'] });
    expect(state.result?.status).toBe('done');
  });

  test('an event about a task that nobody announced changes nothing', () => {
    const state = play([started(SHOTS)]);
    expect(progressReducer(state, changed(5, 'take:unknown', 'polling'))).toBe(state);
  });
});

describe('time left', () => {
  test('is not guessed from nothing', () => {
    expect(timeLeftMs(play([started(SHOTS)]), START_MS + 60_000)).toBeNull();
    expect(timeLeftMs(play([started(SHOTS), ...shotStored(100, 's1a')]), START_MS + 1000)).toBeNull();
  });

  test('follows the weights of what is done and what is not', () => {
    // Done 5 s of 19 s of work after 10 s: 28 s to go.
    const state = play([started(SHOTS), ...shotStored(9000, 's1a')]);
    expect(timeLeftMs(state, START_MS + 10_000)).toBe(28_000);
  });

  test('what an earlier render made is neither work nor speed', () => {
    const fresh = play([started(SHOTS)]);
    const reused = fresh.tasks
      .slice(0, 6)
      .reduce((state, task) => progressReducer(state, changed(1, task.id, 'reused')), fresh);
    expect(doneShare(reused)).toBe(0);
    expect(timeLeftMs(progressReducer(reused, changed(2, 'keyframe:s2a', 'stored')), START_MS + 9000)).toBe(72_000);
  });
});

const STATES: readonly TaskState[] = [
  'waiting',
  'reserving',
  'submitting',
  'reconciling',
  'polling',
  'downloading',
  'gating',
  'backing_off',
  'conforming',
  'encoding',
  'mixing',
  'assembling',
  'stored',
  'reused',
  'failed',
  'held',
  'skipped',
];

test('whatever comes in whatever order, every shot has exactly one standing and the share stays within 0 and 1', () => {
  const ids = play([started(SHOTS)]).tasks.map((task) => task.id);
  const event = fc.oneof(
    fc
      .record({ id: fc.constantFrom(...ids), state: fc.constantFrom(...STATES) })
      .map(({ id, state }) => changed(1, id, state)),
    fc
      .record({ id: fc.constantFrom(...ids), done: fc.double({ min: -1, max: 2, noNaN: true }) })
      .map(({ id, done }) => at(1, { type: 'task.progress', task: id, done })),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const state = play([started(SHOTS), ...events]);
      const shots = shotsOf(state);
      expect(shots.map((shot) => shot.shot)).toEqual(SHOTS);
      for (const shot of shots) expect(standingOf(shot.task.state)).toBe(shot.standing);
      expect(doneShare(state)).toBeGreaterThanOrEqual(0);
      expect(doneShare(state)).toBeLessThanOrEqual(1);
    }),
  );
});
