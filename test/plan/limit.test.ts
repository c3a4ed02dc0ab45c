import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import type { KnownTake } from '../../src/plan/known-take.ts';
import { limitPlan } from '../../src/plan/limit.ts';
import { planStatus } from '../../src/plan/status.ts';
import { toId, type TaskId } from '../../src/model/ids.ts';
import { planOf, type ShotSpec } from '../support/small-plan.ts';

const SHOTS: readonly ShotSpec[] = [
  { id: 'a' },
  { id: 'b', from: 'a' },
  { id: 'c', takes: 3 },
  { id: 'd', says: 'Hm.' },
];
const id = (text: string): TaskId => toId<TaskId>(text);

/** A stored take of every paid task of a plan but those named. */
function takesFor(plan: Plan, without: readonly string[] = [], model = 'fake:one'): readonly KnownTake[] {
  return plan.tasks.flatMap(({ id: task, request, fingerprint, parts }) =>
    request === null || without.includes(task)
      ? []
      : { task, number: 1, fingerprint, parts, model, state: 'stored' as const, sha: task.padEnd(64, '0') },
  );
}
/** What a render of it would make. */
function madeBy(
  plan: Plan,
  takes: readonly KnownTake[],
  left: readonly { readonly task: TaskId }[],
): readonly string[] {
  return planStatus(plan, { takes }).flatMap(({ task, verdict }) =>
    verdict === 'make' && left.every((one) => one.task !== task) ? task : [],
  );
}

describe('a plan in which one task alone is made', () => {
  test('is the whole plan where nothing else is to be made', () => {
    const before = planOf(SHOTS.map((shot) => ({ ...shot, takes: 1 })));
    const plan = planOf(SHOTS.map((shot) => ({ ...shot, takes: 1, ...(shot.id === 'b' ? { select: {} } : {}) })));
    const limited = limitPlan(plan, takesFor(before), [id('take:b')]);
    expect(limited).toEqual({ plan, limits: { wanted: ['take:b'], also: [], kept: [], left: [] } });
  });

  test('keeps what was made of other words, and leaves out what is not there', () => {
    const takes = takesFor(planOf(SHOTS), ['voice:d.1']);
    const plan = planOf(SHOTS.map((shot) => ({ ...shot, ...(shot.id === 'a' ? { action: 'else' } : {}) })));
    const { plan: alone, limits } = limitPlan(plan, takes, [id('take:d')]);
    expect(limits).toEqual({
      wanted: ['take:d'],
      also: [],
      kept: [
        { task: 'take:a', title: 'take:a', take: 1, reason: expect.stringContaining('action'), tooShort: null },
        { task: 'take:c', title: 'take:c', take: 1, reason: '2 more of 3', tooShort: null },
      ],
      left: [{ task: 'voice:d.1', title: 'voice:d.1', reason: 'new' }],
    });
    expect(madeBy(alone, takes, limits.left)).toEqual([]);
    expect(alone.fingerprint).not.toBe(plan.fingerprint);
    expect(limitPlan(plan, takes, [id('take:d')]).plan).toEqual(alone);
  });

  test('makes what the wanted task cannot be made without, and nothing that has a take', () => {
    const plan = planOf([...SHOTS, { id: 'e', from: 'b' }]);
    expect(limitPlan(plan, [], [id('take:e')]).limits.also).toEqual(['take:a', 'take:b']);
    expect(limitPlan(plan, takesFor(plan, ['take:a', 'take:e']), [id('take:e')]).limits.also).toEqual([]);
  });

  test('makes nothing where no task is wanted', () => {
    const plan = planOf(SHOTS);
    const { limits } = limitPlan(plan, [], []);
    expect(limits.left.map(({ task }) => task)).toEqual(['take:a', 'take:b', 'take:c', 'take:d', 'voice:d.1']);
  });

  test('lets no drawing stand in for a paid take', () => {
    const plan = planOf(SHOTS);
    const { limits } = limitPlan(plan, takesFor(plan, [], 'animatic'), []);
    expect(limits.kept).toEqual([]);
  });

  test('leaves alone what is on its way for others', () => {
    const plan = planOf(SHOTS);
    const takes = takesFor(plan).map((take) =>
      take.task === 'take:a' ? { ...take, state: 'live' as const, sha: null } : take,
    );
    const { limits } = limitPlan(plan, takes, [id('take:d')]);
    expect(limits.left).toEqual([{ task: 'take:a', title: 'take:a', reason: 'on its way' }]);
  });
});
