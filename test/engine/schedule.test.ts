import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSchedule, type Schedule, type Settled } from '../../src/engine/schedule.ts';
import { toId, type TaskId } from '../../src/model/ids.ts';
import type { Plan, Task, TaskKind } from '../../src/model/plan.ts';
import { planOf } from '../support/small-plan.ts';

const id = (text: string): TaskId => toId<TaskId>(text);

/** A plan with these tasks and nothing else that the schedule looks at. */
function planWith(
  tasks: readonly {
    readonly id: string;
    readonly needs?: readonly string[];
    readonly weightMs?: number;
    readonly kind?: TaskKind;
  }[],
): Plan {
  const [template] = planOf([{ id: 'a' }]).tasks;
  return {
    ...planOf([]),
    tasks: tasks.map((task) => ({
      ...template!,
      kind: task.kind ?? 'take',
      id: id(task.id),
      needs: (task.needs ?? []).map(id),
      weightMs: task.weightMs ?? 1,
    })),
  };
}

const laneOf = (task: Task): string => (task.kind === 'take' ? 'paid' : 'own');
const open = (plan: Plan, room = 1): Schedule => createSchedule(plan, { laneOf, roomOf: () => room });

function takeAll(schedule: Schedule): readonly string[] {
  const taken: string[] = [];
  for (let task = schedule.next(); task !== null; task = schedule.next()) taken.push(task.id);
  return taken;
}

describe('a schedule', () => {
  test('begins with what needs nothing, the longest way to the film first', () => {
    const plan = planWith([
      { id: 'short', weightMs: 5 },
      { id: 'long', weightMs: 1 },
      { id: 'after long', needs: ['long'], weightMs: 9 },
      { id: 'film', needs: ['short', 'after long'], kind: 'film' },
    ]);
    expect(takeAll(open(plan, 9))).toEqual(['long', 'short']);
    expect(takeAll(open(plan, 1))).toEqual(['long']);
  });

  test('begins equals in the order of the film', () => {
    const plan = planWith([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
    expect(takeAll(open(plan, 3))).toEqual(['a', 'b', 'c']);
  });

  test('keeps a lane’s room for what an earlier process began', () => {
    const plan = planWith([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
    const schedule = open(plan, 2);
    schedule.resume(id('a'));
    expect(takeAll(schedule)).toEqual(['b']);
    schedule.settle(id('a'), 'stored');
    expect(takeAll(schedule)).toEqual(['c']);
  });

  test('begins nothing while an earlier process left more at work than there is room for now', () => {
    const plan = planWith([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
    const schedule = open(plan, 1);
    schedule.resume(id('a'));
    schedule.resume(id('b'));
    expect(takeAll(schedule)).toEqual([]);
    schedule.settle(id('a'), 'stored');
    expect(takeAll(schedule)).toEqual([]);
    schedule.settle(id('b'), 'missing');
    expect(takeAll(schedule)).toEqual(['c']);
  });

  test('gives a resting task’s place away, and gives it one again when its turn comes', () => {
    const plan = planWith([
      { id: 'a', weightMs: 5 },
      { id: 'b', weightMs: 9 },
      { id: 'c', weightMs: 1 },
    ]);
    const schedule = open(plan);
    expect(takeAll(schedule)).toEqual(['b']);
    expect(schedule.rest(id('b'))).toBe(true);
    expect(schedule.rest(id('b')), 'it has no place any more').toBe(false);
    expect(takeAll(schedule)).toEqual(['a']);
    schedule.wake(id('b'));
    schedule.wake(id('b'));
    expect(takeAll(schedule), 'there is no room yet').toEqual([]);
    schedule.settle(id('a'), 'stored');
    expect(takeAll(schedule), 'the longer way first').toEqual(['b']);
    schedule.settle(id('b'), 'stored');
    expect(takeAll(schedule)).toEqual(['c']);
  });

  test('tells once which tasks can never begin, and why; sound and film make the best of it', () => {
    const plan = planWith([
      { id: 'a' },
      { id: 'b', needs: ['a'] },
      { id: 'c', needs: ['a', 'b'] },
      { id: 'sound', needs: ['a'], kind: 'sound' },
      { id: 'film', needs: ['b', 'sound'], kind: 'film' },
    ]);
    const schedule = open(plan, 9);
    takeAll(schedule);
    schedule.settle(id('a'), 'missing');
    expect(schedule.nextHopeless()).toMatchObject({ task: { id: 'b' }, missing: 'a' });
    expect(schedule.nextHopeless()).toMatchObject({ task: { id: 'c' }, missing: 'a' });
    expect(schedule.nextHopeless()).toBeNull();
    schedule.settle(id('b'), 'missing');
    schedule.settle(id('c'), 'missing');
    expect(schedule.nextHopeless()).toBeNull();
    expect(takeAll(schedule)).toEqual(['sound']);
    schedule.settle(id('sound'), 'stored');
    expect(takeAll(schedule)).toEqual(['film']);
  });

  test('does not tell again of what an earlier process skipped', () => {
    const plan = planWith([{ id: 'a' }, { id: 'b', needs: ['a'] }, { id: 'c', needs: ['b'] }]);
    for (const order of [
      ['a', 'b'],
      ['b', 'a'],
    ]) {
      const schedule = open(plan);
      for (const task of order) schedule.settle(id(task), 'missing');
      expect(schedule.nextHopeless()).toMatchObject({ task: { id: 'c' } });
      expect(schedule.nextHopeless()).toBeNull();
    }
  });
});

type Run = {
  readonly plan: Plan;
  readonly room: number;
  readonly outcomes: readonly Settled[];
  readonly picks: readonly number[];
  readonly resumed: number;
};

/** Any graph whose needs come before their users, as the compiler makes them, and any course of events. */
const anyRun: fc.Arbitrary<Run> = fc
  .integer({ min: 1, max: 25 })
  .chain((size) =>
    fc.record({
      needs: fc.array(fc.array(fc.nat(size), { maxLength: 4 }), { minLength: size, maxLength: size }),
      kinds: fc.array(fc.constantFrom<TaskKind>('take', 'conform', 'seam', 'voice', 'sound'), {
        minLength: size,
        maxLength: size,
      }),
      weights: fc.array(fc.nat(20), { minLength: size, maxLength: size }),
      outcomes: fc.array(fc.constantFrom<Settled>('stored', 'stored', 'stored', 'missing'), {
        minLength: size + 1,
        maxLength: size + 1,
      }),
      picks: fc.array(fc.nat(1_000), { minLength: size + 1, maxLength: size + 1 }),
      room: fc.integer({ min: 1, max: 4 }),
      resumed: fc.nat(6),
    }),
  )
  .map(({ needs, kinds, weights, ...rest }) => ({
    ...rest,
    plan: planWith([
      ...needs.map((earlier, index) => ({
        id: `t${index}`,
        needs: [...new Set(earlier.filter((need) => need < index))].map((need) => `t${need}`),
        kind: kinds[index]!,
        weightMs: weights[index]!,
      })),
      { id: 'film', needs: needs.map((_, index) => `t${index}`), kind: 'film' as const },
    ]),
  }));

/** Plays a run to its end and notes what the schedule said; fails when it says something it must not. */
function playOut({ plan, room, outcomes, picks, resumed }: Run) {
  const schedule = open(plan, room);
  const settled = new Map<TaskId, Settled>();
  const running: Task[] = [];
  const begun: TaskId[] = [];
  const hopeless: TaskId[] = [];
  const settle = (task: Task, outcome: Settled): void => {
    settled.set(task.id, outcome);
    schedule.settle(task.id, outcome);
  };
  // What an earlier process began: tasks without needs, which can have been at work in any number.
  for (const task of plan.tasks.filter(({ needs }) => needs.length === 0).slice(0, resumed)) {
    schedule.resume(task.id);
    running.push(task);
    begun.push(task.id);
  }
  for (let turn = 0; turn < plan.tasks.length * 3; turn += 1) {
    for (let told = schedule.nextHopeless(); told !== null; told = schedule.nextHopeless()) {
      expect(told.task.needs).toContain(told.missing);
      expect(settled.get(told.missing)).toBe('missing');
      expect(['sound', 'film']).not.toContain(told.task.kind);
      hopeless.push(told.task.id);
      settle(told.task, 'missing');
    }
    for (let task = schedule.next(); task !== null; task = schedule.next()) {
      const isTolerant = task.kind === 'sound' || task.kind === 'film';
      for (const need of task.needs) {
        expect(settled.has(need), `${task.id} before ${need}`).toBe(true);
        if (!isTolerant) expect(settled.get(need)).toBe('stored');
      }
      const lane = laneOf(task);
      expect(running.filter((other) => laneOf(other) === lane).length).toBeLessThan(room);
      running.push(task);
      begun.push(task.id);
    }
    const [done] = running.splice((picks[turn % picks.length] ?? 0) % Math.max(1, running.length), 1);
    if (done === undefined) break;
    settle(done, outcomes[plan.tasks.indexOf(done)] ?? 'stored');
  }
  return { begun, hopeless, settled };
}

test('any graph comes to its end: every task begun or skipped once, never before its needs, never without room', () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const { begun, hopeless, settled } = playOut(run);
      const all = [...begun, ...hopeless];
      expect(all.toSorted()).toEqual(run.plan.tasks.map((task) => task.id).toSorted());
      expect(begun).toContain('film');
      for (const task of run.plan.tasks) if (task.kind === 'sound') expect(begun).toContain(task.id);
      expect(settled.size).toBe(run.plan.tasks.length);
    }),
    { numRuns: 300 },
  );
});
