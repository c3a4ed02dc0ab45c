import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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

test('a provider that asks more than the list says is told of once, and what comes after it is reserved at that', async () => {
  const stage = await openStage({ slots: 1, fate: () => ({ costMicros: 3 * DOLLAR }) });
  const result = await stage.render(planOf(shots(3), { budgetMicros: 5 * DOLLAR }));
  const warnings = stage.events.flatMap((event) =>
    event.type === 'render.warned' && event.code === 'dearer_than_reserved' ? event.message : [],
  );
  expect(warnings).toEqual([expect.stringContaining('fake:one costs $3.00 where the list of prices says $1.00')]);
  // By the list another would fit into what is left.
  expect(result).toMatchObject({ status: 'incomplete', spentMicros: 3 * DOLLAR, reservedMicros: 0 });
  expect(result.failures[0]?.failure.message).toContain('$3.00 more would pass');
});

test('what a provider was seen to ask is known to the next process too', async () => {
  const first = await openStage({ priceMicros: 3 * DOLLAR });
  await first.render(planOf(shots(1)));
  const next = await openStage({ folder: first.folder, priceMicros: 3 * DOLLAR });
  const result = await next.render(planOf(shots(2), { budgetMicros: 5 * DOLLAR }));
  expect(result).toMatchObject({ status: 'incomplete', spentMicros: 3 * DOLLAR });
  expect(result.failures[0]?.failure.message).toContain('$3.00 more would pass');
  expect(next.provider.posts()).toHaveLength(1);
});

test('free takes need no budget', async () => {
  const stage = await openStage({ priceMicros: 0 });
  expect((await stage.render(planOf(shots(2, 0), { budgetMicros: 0 }), { maxCostMicros: 0 })).status).toBe('done');
});

describe('a model of which nobody knows what it costs', () => {
  const plan = (budgetMicros?: number) =>
    planOf(
      [{ id: 's0', ladder: ['fake:dark'], costMicros: 0 }, { id: 's1' }],
      budgetMicros === undefined ? {} : { budgetMicros },
    );
  const unpriced = ['fake:dark'];

  test.each([
    ['budget', plan(9 * DOLLAR), null],
    ['--max-cost', plan(), 9 * DOLLAR],
  ])('is refused under %s before anything is sent, and the others are shot', async (name, film, maxCostMicros) => {
    const stage = await openStage({ unpriced });
    const result = await stage.render(film, { maxCostMicros });
    expect(result).toMatchObject({ status: 'incomplete', spentMicros: DOLLAR });
    const [{ failure } = { failure: null }] = result.failures;
    expect(failure).toMatchObject({ class: 'budget', billed: 'no', advice: expect.stringContaining('known price') });
    for (const word of ['take:s0', 'fake:dark', name, '$9.00']) expect(failure?.message).toContain(word);
    expect(stage.provider.posts().map(({ shot }) => shot)).toEqual(['s1']);
  });

  test('is shot where there is no ceiling, and costs what the provider says', async () => {
    const stage = await openStage({ unpriced, priceMicros: 300_000 });
    expect((await stage.engine.outlook(plan())).tasks.map(({ isPriced }) => isPriced)).toEqual([false, true]);
    expect(await stage.render(plan())).toMatchObject({ status: 'done', spentMicros: 600_000 });
  });
});

test('what nobody knows the cost of is told apart from what cost nothing', async () => {
  const stage = await openStage({
    unpriced: ['fake:dark'],
    fate: ({ model }) => (model === 'fake:dark' ? { costMicros: 0 } : {}),
  });
  await stage.render(planOf([{ id: 's0', ladder: ['fake:dark'], costMicros: 0 }, { id: 's1' }]));
  const { total, models } = await stage.engine.costs('film');
  expect(total).toMatchObject({ submissions: 2, spentMicros: DOLLAR, unpriced: 1 });
  expect(Object.fromEntries(models.map(({ of, unpriced }) => [of, unpriced]))).toEqual({
    'fake:dark': 1,
    'fake:one': 0,
  });
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
