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
