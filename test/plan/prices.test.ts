import { describe, expect, test } from 'vitest';
import type { ModelFacts, Price } from '../../src/model/model-facts.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { KnownTake } from '../../src/plan/known-take.ts';
import { planStatus } from '../../src/plan/status.ts';
import { FILM, compileText, madeBy, madeOf } from './incremental-film.ts';
import { MODELS } from './storyboards.ts';

const AUTO = FILM.replace(
  /models:\n(?: {2}.*\n)+/u,
  'models: {video: [auto], image: auto, voice: auto, music: auto}\n',
);

function planOf(text: string, models: readonly ModelFacts[]): Plan {
  const { plan, errors } = compileText(text, undefined, {}, models);
  expect(errors).toEqual([]);
  return plan;
}

function priced(change: (facts: ModelFacts) => Price): readonly ModelFacts[] {
  return MODELS.map((facts) => (facts.price.kind === 'free' ? facts : { ...facts, price: change(facts) }));
}
const perTake = (micros: number): Price => ({ kind: 'per_take', micros });
/** What was the cheapest is the dearest now: `auto` chooses another model of everything. */
const TURNED = priced(({ price }) => perTake('micros' in price ? Math.round(1e12 / price.micros) : 1));

const CHANGES: readonly (readonly [change: string, models: readonly ModelFacts[]])[] = [
  ['twice as dear', priced(({ price }) => ('micros' in price ? { ...price, micros: 2 * price.micros } : price))],
  ['known where they were not', priced(({ price }) => (price.kind === 'unknown' ? perTake(5_000) : price))],
  ['unknown', priced(() => ({ kind: 'unknown' }))],
  ['charged in another way', priced(() => perTake(70_000))],
  ['turned upside down', TURNED],
  ['of another day', MODELS.map((facts) => ({ ...facts, asOf: '2027-01-02', source: 'the list' }))],
];

describe('prices that are', () => {
  test.each(
    CHANGES.flatMap(([change, models]) => [
      [change, 'named models', FILM, models] as const,
      [change, '`auto`', AUTO, models] as const,
    ]),
  )('%s make nothing again, with %s', (_, __, text, models) => {
    const before = planOf(text, MODELS);
    const takes = madeOf(before);
    const after = planOf(text, models);
    const verdicts = (plan: Plan) => planStatus(plan, { takes }).map((status) => ({ ...status, costMicros: 0 }));
    expect(verdicts(after)).toEqual(verdicts(before));
    expect(after.tasks.map(({ id, fingerprint }) => [id, fingerprint])).toEqual(
      before.tasks.map(({ id, fingerprint }) => [id, fingerprint]),
    );
    expect(madeBy(before, takes, after)).toEqual({ paid: {}, derived: [], stale: [] });
  });

  test.each(CHANGES)('%s make the same film of named models', (_, models) => {
    expect(planOf(FILM, models).fingerprint).toBe(planOf(FILM, MODELS).fingerprint);
  });

  test('others change what is still to be paid', () => {
    const [before, after] = [planOf(FILM, MODELS), planOf(FILM, CHANGES[0]![1])];
    expect(after.costMicros).toBeGreaterThan(before.costMicros);
  });
});

describe('what `auto` chose before', () => {
  const before = planOf(AUTO, MODELS);
  const after = planOf(AUTO, TURNED);
  const paid = (takes: readonly KnownTake[]): readonly string[] =>
    planStatus(after, { takes }).flatMap(({ verdict, costMicros }) =>
      verdict === 'make' && costMicros > 0 ? verdict : [],
    );

  test('is another model than it chooses now', () => {
    const models = (plan: Plan) => plan.tasks.flatMap(({ ladder: [first] }) => first?.model ?? []);
    expect(models(after)).not.toEqual(models(before));
  });

  test('is not paid twice while it is on its way', () => {
    const live = madeOf(before).map((take): KnownTake => ({ ...take, state: 'live', sha: null, isSubmitted: true }));
    expect(paid(live)).toEqual([]);
  });

  test('is not shot beside one that is held', () => {
    const held = madeOf(before).map((take): KnownTake => ({ ...take, state: 'held', sha: null }));
    const reasons = planStatus(after, { takes: held }).map(({ reason }) => reason);
    expect(new Set(reasons)).toEqual(new Set(['held: it may exist at the provider']));
  });

  test('counts no longer where nothing was sent, and a drawing never did', () => {
    const unsent = madeOf(before).map((take): KnownTake => ({ ...take, state: 'live', sha: null }));
    const drawn = madeOf(before).map((take): KnownTake => ({ ...take, model: 'animatic' }));
    for (const takes of [unsent, drawn]) expect(paid(takes).length).toBeGreaterThan(0);
  });
});
