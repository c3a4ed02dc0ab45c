import { describe, expect, test } from 'vitest';
import type { UnknownPolicies } from '../../src/model/on-unknown.ts';
import type { Provider } from '../../src/providers/contract.ts';
import { readRegistry } from '../../src/providers/registry.ts';
import type { Fate, Job } from '../support/fake-provider.ts';
import { expectHonest } from '../support/honest.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';
import { chargesFor, statesOf, type Stage } from '../support/stage.ts';

const repay = (upToMicros: number): UnknownPolicies => ({ all: { kind: 'repay', upToMicros }, providers: {} });
const first = ({ nth }: Job): Fate => (nth === 1 ? { submit: 'unanswered' } : {});
const always = (): Fate => ({ submit: 'unanswered' });

/** A provider that can never tell what became of a submission; takes cost a dollar. */
async function rendered(onUnknown: UnknownPolicies | null, fate: (job: Job) => Fate, more: RenderSetup = {}) {
  const { wrap, costMicros = 1_000_000, ...film } = more;
  const stage = await openStage({
    slots: 2,
    safety: 'none',
    priceMicros: costMicros,
    fate,
    ...(wrap === undefined ? {} : { wrap }),
  });
  const plan = planOf([{ id: 'a', costMicros }], { ...film, ...(onUnknown === null ? {} : { onUnknown }) });
  const result = await stage.render(plan);
  await expectHonest(stage);
  return { stage, plan, result };
}
type RenderSetup = {
  readonly budgetMicros?: number;
  readonly costMicros?: number;
  readonly wrap?: (provider: Provider) => Provider;
};

const rows = (stage: Stage) =>
  stage.read((db) => db.selectFrom('attempt').select(['status', 'billed', 'cost_micros']).orderBy('id').execute());

describe('a submission of which nobody can tell whether it exists', () => {
  test('is held where nothing was written down', async () => {
    const { stage, result } = await rendered(null, first);
    expect(result.failures).toMatchObject([{ state: 'held' }]);
    expect(chargesFor(stage, 'a')).toBe(1);
  });

  test('is paid once more where a person wrote that down, and the old one counts as spent and uncertain', async () => {
    const { stage, result } = await rendered(repay(1_000_000), first);
    expect(result).toMatchObject({ status: 'done', spentMicros: 2_000_000, reservedMicros: 0 });
    expect(chargesFor(stage, 'a')).toBe(2);
    expect((await rows(stage)).toSorted((a, b) => String(a.billed).localeCompare(String(b.billed)))).toEqual([
      { status: 'settled', billed: 'unknown', cost_micros: 1_000_000 },
      { status: 'settled', billed: 'yes', cost_micros: 1_000_000 },
    ]);
    const costs = await stage.engine.costs('film');
    expect(costs.total).toMatchObject({ submissions: 2, spentMicros: 2_000_000, uncertainMicros: 1_000_000 });
    expect(statesOf(stage, 'take:a').slice(0, 6)).toEqual([
      'reserving',
      'submitting',
      'reconciling',
      'reserving',
      'submitting',
      'polling',
    ]);
  });

  test('is held where it costs more than was written down', async () => {
    const { stage } = await rendered(repay(999_999), first);
    expect(chargesFor(stage, 'a')).toBe(1);
  });

  test('is paid once more and no oftener: the second that is lost is held', async () => {
    const { stage, plan, result } = await rendered(repay(5_000_000), always);
    expect(result.failures).toMatchObject([{ state: 'held' }]);
    expect(chargesFor(stage, 'a')).toBe(2);
    await stage.render(plan);
    expect(chargesFor(stage, 'a')).toBe(2);
  });

  test('is held where paying it once more would pass the budget, of which the old one is a part: it can be adopted', async () => {
    const { stage, result } = await rendered(repay(1_000_000), first, { budgetMicros: 1_500_000 });
    expect(result.failures).toMatchObject([{ state: 'held' }]);
    expect(result).toMatchObject({ spentMicros: 0, reservedMicros: 1_000_000 });
    expect(chargesFor(stage, 'a')).toBe(1);
    expect(await stage.engine.held('film')).toMatchObject([{ actions: ['adopt', 'resubmit', 'abandon'] }]);
    const richer = planOf([{ id: 'a' }], { onUnknown: repay(1_000_000), budgetMicros: 2_000_000 });
    expect(await stage.render(richer)).toMatchObject({ status: 'done', spentMicros: 2_000_000 });
  });

  test('goes by what was written for its own provider', async () => {
    const own: UnknownPolicies = {
      all: { kind: 'repay', upToMicros: 9_000_000 },
      providers: { fake: { kind: 'ask' } },
    };
    const { stage } = await rendered(own, first);
    expect(chargesFor(stage, 'a')).toBe(1);
  });

  test('that was held is paid once more by the next render when the policy was written down meanwhile', async () => {
    const { stage } = await rendered(null, first);
    const result = await stage.render(planOf([{ id: 'a' }], { onUnknown: repay(1_000_000) }));
    expect(result).toMatchObject({ status: 'done', spentMicros: 2_000_000 });
  });

  /** A model whose answer to a submission is the file itself. */
  const atOnce = (provider: Provider): Provider => ({
    ...provider,
    models: () => [{ ...readRegistry()[0]!, id: 'fake:one', provider: 'fake', answersAtOnce: true }],
  });

  test.each([
    [50_000, 2],
    [50_001, 1],
  ])(
    'by a model that answers at once is paid once more by itself up to five cents: %i',
    async (costMicros, charges) => {
      const { stage } = await rendered(null, first, { costMicros, wrap: atOnce });
      expect(chargesFor(stage, 'a')).toBe(charges);
    },
  );
});
