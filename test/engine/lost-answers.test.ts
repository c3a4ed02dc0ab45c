import { describe, expect, test } from 'vitest';
import { planOf } from '../support/small-plan.ts';
import { expectHonest } from '../support/honest.ts';
import { openStage } from '../support/open-stage.ts';
import { chargesFor, statesOf } from '../support/stage.ts';

const plan = planOf([{ id: 'a' }, { id: 'b' }, { id: 'c', from: 'a' }]);

describe('a submission without an answer', () => {
  test('that the provider has is adopted and paid once', async () => {
    const stage = await openStage({ fate: ({ shot }) => (shot === 'a' ? { submit: 'unanswered' } : {}) });
    expect(await stage.render(plan)).toMatchObject({ status: 'done', spentMicros: 3_000_000 });
    expect(statesOf(stage, 'take:a').slice(0, 4)).toEqual(['reserving', 'submitting', 'reconciling', 'polling']);
    expect(chargesFor(stage, 'a')).toBe(1);
    await expectHonest(stage);
  });

  test.each(['unheard', 'throws'] as const)(
    'that never arrived (%s) is sent again under a new name',
    async (submit) => {
      const stage = await openStage({ fate: ({ shot, nth }) => (shot === 'a' && nth === 1 ? { submit } : {}) });
      expect(await stage.render(plan)).toMatchObject({ status: 'done', spentMicros: 3_000_000 });
      expect(stage.provider.posts().filter(({ shot }) => shot === 'a')).toHaveLength(2);
      expect(chargesFor(stage, 'a')).toBe(1);
      await expectHonest(stage);
    },
  );

  test('that never arrives, again and again, is given up without a charge', async () => {
    const stage = await openStage({ fate: ({ shot }) => (shot === 'a' ? { submit: 'unheard' } : {}) });
    const result = await stage.render(plan);
    expect(result.failures).toMatchObject([
      { task: 'take:a', state: 'failed', failure: { class: 'unavailable', billed: 'no' } },
    ]);
    expect(result).toMatchObject({ spentMicros: 1_000_000, reservedMicros: 0 });
    expect(stage.provider.posts().filter(({ shot }) => shot === 'a')).toHaveLength(5);
  });

  test('that nobody can tell about is held: its money reserved, its dependents skipped, the others made', async () => {
    const stage = await openStage({
      safety: 'none',
      fate: ({ shot }) => (shot === 'a' ? { submit: 'unanswered' } : {}),
    });
    const result = await stage.render(plan);
    expect(result).toMatchObject({ status: 'incomplete', spentMicros: 1_000_000, reservedMicros: 1_000_000 });
    expect(result.failures).toMatchObject([
      { task: 'take:a', state: 'held', failure: { class: 'lost', billed: 'unknown' } },
    ]);
    expect(result.failures[0]?.failure.advice).toContain('$1.00');
    expect(statesOf(stage, 'take:c')).toEqual(['skipped']);
    expect(statesOf(stage, 'take:b').at(-1)).toBe('stored');
    await expectHonest(stage);
  });

  test('that is held is not sent again by the next render either, nor by a changed one', async () => {
    const stage = await openStage({
      safety: 'none',
      fate: ({ shot }) => (shot === 'a' ? { submit: 'unanswered' } : {}),
    });
    await stage.render(plan);
    const again = await stage.render(plan);
    expect(again).toMatchObject({ status: 'incomplete', reservedMicros: 1_000_000 });
    expect(again.failures).toMatchObject([{ task: 'take:a', state: 'held' }]);
    await stage.render(planOf([{ id: 'a' }, { id: 'b', action: 'new' }, { id: 'c', from: 'a' }]));
    expect(
      stage.provider
        .posts()
        .map(({ shot }) => shot)
        .toSorted(),
    ).toEqual(['a', 'b', 'b']);
    await expectHonest(stage);
  });

  describe('that is held', () => {
    /** A render in which nobody could tell what became of shot a; afterwards the provider can. */
    const hold = async (submit: 'unanswered' | 'unheard', plans = [plan, plan]) => {
      const before = await openStage({
        fate: ({ shot, nth }) => (shot === 'a' && nth === 1 ? { submit, reconcile: 'unknown' } : {}),
      });
      expect(await before.render(plans[0]!)).toMatchObject({ reservedMicros: 1_000_000 });
      const after = await openStage({ folder: before.folder });
      const result = await after.render(plans[1]!);
      await expectHonest(after);
      return { stage: after, result };
    };

    test('is asked after by the next render, and adopted when the provider has it', async () => {
      const { stage, result } = await hold('unanswered');
      expect(result).toMatchObject({ status: 'done', spentMicros: 3_000_000, reservedMicros: 0 });
      expect(statesOf(stage, 'take:a').slice(0, 3)).toEqual(['reconciling', 'polling', 'downloading']);
      expect(chargesFor(stage, 'a')).toBe(1);
    });

    test('is sent again when the provider is sure by then that it never arrived', async () => {
      const { stage, result } = await hold('unheard');
      expect(result).toMatchObject({ status: 'done', spentMicros: 3_000_000, reservedMicros: 0 });
      expect(stage.provider.posts().filter(({ shot }) => shot === 'a')).toHaveLength(2);
      expect(chargesFor(stage, 'a')).toBe(1);
    });

    test.each([
      ['kept when it exists', 'unanswered', 2_000_000, 2],
      ['no more money aside for it when it does not', 'unheard', 1_000_000, 1],
    ] as const)('and that nobody wants any more is %s', async (_what, submit, spentMicros, stored) => {
      const amended = planOf([{ id: 'a', action: 'another' }]);
      const { stage, result } = await hold(submit, [planOf([{ id: 'a' }]), amended]);
      expect(result).toMatchObject({ status: 'done', spentMicros, reservedMicros: 0 });
      const takes = await stage.read((db) => db.selectFrom('take').select('state').execute());
      expect(takes.filter(({ state }) => state === 'stored')).toHaveLength(stored);
      expect(await stage.film()).toContain('another');
    });

    test('beside a stored one is asked after although the film is complete', async () => {
      const { result } = await hold('unanswered', [planOf([{ id: 'a', takes: 2 }]), planOf([{ id: 'a', takes: 2 }])]);
      expect(result).toMatchObject({ status: 'done', spentMicros: 2_000_000, reservedMicros: 0 });
    });
  });

  test('counts against the budget while it is held', async () => {
    const stage = await openStage({
      safety: 'none',
      fate: ({ shot }) => (shot === 'a' ? { submit: 'unanswered' } : {}),
    });
    const result = await stage.render(planOf([{ id: 'a' }, { id: 'b', weightMs: 1 }], { budgetMicros: 1_000_000 }));
    expect(result.failures.map(({ task, failure }) => `${task} ${failure.class}`)).toEqual([
      'take:a lost',
      'take:b budget',
    ]);
    expect(stage.provider.posts()).toHaveLength(1);
  });
});
