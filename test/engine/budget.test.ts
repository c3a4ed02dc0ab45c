import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failureOf } from '../machines/charts.ts';
import { planOf, type ShotSpec } from '../support/small-plan.ts';
import { expectHonest } from '../support/honest.ts';
import { openStage } from '../support/open-stage.ts';
import type { Stage } from '../support/stage.ts';

const DOLLAR = 1_000_000;
const shots = (count: number, costMicros = DOLLAR): readonly ShotSpec[] =>
  Array.from({ length: count }, (_, index) => ({ id: `s${index}`, costMicros }));
const charged = (stage: Stage): number => stage.provider.posts().reduce((sum, post) => sum + post.chargedMicros, 0);

test('a budget is a ceiling over the film’s life, also for takes that are reserved at the same time', async () => {
  const stage = await openStage({ slots: 8, fate: () => ({ pending: 3 }) });
  const plan = planOf(shots(6), { budgetMicros: 3 * DOLLAR });
  const result = await stage.render(plan);
  expect(result).toMatchObject({ status: 'incomplete', spentMicros: 3 * DOLLAR, reservedMicros: 0 });
  expect(result.failures).toHaveLength(3);
  for (const { failure } of result.failures)
    expect(failure).toMatchObject({ class: 'budget', billed: 'no', message: expect.stringContaining('$3.00') });
  expect(charged(stage)).toBe(3 * DOLLAR);
  await stage.render(plan);
  expect(charged(stage), 'another render has no other budget').toBe(3 * DOLLAR);
  expect((await stage.render(planOf(shots(6), { budgetMicros: 6 * DOLLAR }))).status).toBe('done');
  expect(charged(stage)).toBe(6 * DOLLAR);
  await expectHonest(stage);
});

test('--max-cost is a ceiling over one render', async () => {
  const stage = await openStage({ slots: 8, fate: () => ({ pending: 2 }) });
  const plan = planOf(shots(5));
  expect(await stage.render(plan, { maxCostMicros: 2 * DOLLAR })).toMatchObject({
    status: 'incomplete',
    spentMicros: 2 * DOLLAR,
  });
  expect(await stage.render(plan, { maxCostMicros: 2 * DOLLAR })).toMatchObject({
    status: 'incomplete',
    spentMicros: 4 * DOLLAR,
  });
  expect(await stage.render(plan, { maxCostMicros: 2 * DOLLAR })).toMatchObject({
    status: 'done',
    spentMicros: 5 * DOLLAR,
  });
});

test('money of a refused submission is free again', async () => {
  const stage = await openStage({
    slots: 1,
    fate: ({ shot }) => (shot === 's0' ? { submit: failureOf('moderation') } : {}),
  });
  const result = await stage.render(planOf(shots(3), { budgetMicros: 2 * DOLLAR }));
  expect(result).toMatchObject({ spentMicros: 2 * DOLLAR, reservedMicros: 0 });
  expect(result.failures.map(({ shot }) => shot)).toEqual(['s0']);
});

test('the next model of a ladder is not tried for want of money', async () => {
  const stage = await openStage();
  const result = await stage.render(planOf([{ id: 'a', ladder: ['fake:one', 'fake:two'] }], { budgetMicros: 1 }));
  expect(result.failures).toMatchObject([{ failure: { class: 'budget', advice: expect.stringContaining('ceiling') } }]);
  expect(stage.provider.posts()).toEqual([]);
});

test('free takes need no budget', async () => {
  const stage = await openStage({ priceMicros: 0 });
  expect((await stage.render(planOf(shots(2, 0), { budgetMicros: 0 }), { maxCostMicros: 0 })).status).toBe('done');
});

test('a price that turns out lower is what is counted', async () => {
  const stage = await openStage({ priceMicros: 400_000 });
  expect(await stage.render(planOf(shots(2)))).toMatchObject({ spentMicros: 800_000, reservedMicros: 0 });
});

test('no mix of prices, slots and refusals ever goes over the ceiling', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        costs: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 }),
        budget: fc.integer({ min: 0, max: 12 }),
        slots: fc.integer({ min: 1, max: 4 }),
        refused: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      }),
      async ({ costs, budget, slots, refused }) => {
        const stage = await openStage({
          slots,
          fate: ({ shot, nth }) => ({
            pending: 1,
            ...(refused[Number(shot.slice(1))] === true && nth === 1 ? { submit: failureOf('rate_limited') } : {}),
            costMicros: (costs[Number(shot.slice(1))] ?? 0) * DOLLAR,
          }),
        });
        const specs = costs.map((cost, index) => ({ id: `s${index}`, costMicros: cost * DOLLAR }));
        const result = await stage.render(planOf(specs, { budgetMicros: budget * DOLLAR }), {
          onEvent: (event) => {
            if (event.type === 'money.changed')
              expect(event.spentMicros + event.reservedMicros).toBeLessThanOrEqual(budget * DOLLAR);
          },
        });
        expect(result.reservedMicros).toBe(0);
        expect(result.spentMicros).toBeLessThanOrEqual(budget * DOLLAR);
        for (const { failure } of result.failures) expect(failure.class).toBe('budget');
      },
    ),
    { numRuns: 12 },
  );
});
