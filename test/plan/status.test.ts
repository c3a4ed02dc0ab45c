import { describe, expect, test } from 'vitest';
import { toId, type TaskId } from '../../src/model/ids.ts';
import type { Plan, Select } from '../../src/model/plan.ts';
import type { ModelLadders, Shot } from '../../src/model/storyboard.ts';
import type { KnownTake } from '../../src/plan/known-take.ts';
import { planStatus } from '../../src/plan/status.ts';
import { castId, characterOf, compile, modelRef, shotId, shotOf, storyboardOf, task } from './storyboards.ts';

const MODELS = {
  ...storyboardOf([]).models,
  video: [modelRef('fal:kling-v3-pro'), modelRef('fal:wan-v2.7')],
};
function film(a: Partial<Shot> = {}, look = 'woman about 60'): Plan {
  const mara = [castId('mara')];
  const shots = [
    shotOf('a', { with: mara, action: 'She waits.', ...a }),
    shotOf('b', { with: mara, start: { kind: 'continue' } }),
  ];
  return compile(storyboardOf(shots, { characters: [characterOf('mara', { look })], models: MODELS })).plan;
}

/** What a workspace remembers after this plan was made. */
function madeBy(plan: Plan, rest: Partial<KnownTake> = {}): readonly KnownTake[] {
  return plan.tasks
    .filter((one) => one.request !== null)
    .map((one) => ({
      task: one.id,
      number: 1,
      fingerprint: one.fingerprint,
      parts: one.parts,
      model: one.ladder[0]?.model ?? '',
      state: 'stored',
      sha: 'f'.repeat(64),
      ...rest,
    }));
}
function of(plan: Plan, takes: readonly KnownTake[], id: string) {
  return planStatus(plan, { takes }).find((status) => status.task === id);
}

describe('the status of a plan', () => {
  test('is all new in an empty workspace, with its price', () => {
    const statuses = planStatus(film(), { takes: [] });
    expect(statuses.map((status) => [status.task, status.verdict, status.reason, status.costMicros])).toEqual([
      ['keyframe:a', 'make', 'new', 0],
      ['take:a', 'make', 'new', 560_000],
      ['take:b', 'make', 'new', 672_000],
    ]);
  });

  test('is all reused once it was made', () => {
    const plan = film();
    expect(planStatus(plan, { takes: madeBy(plan) }).map((status) => [status.verdict, status.reason])).toEqual([
      ['reuse', '1 take stored'],
      ['reuse', '1 take stored'],
      ['reuse', '1 take stored'],
    ]);
  });

  test('asks no price for what is with its provider already', () => {
    const plan = film();
    const takes = madeBy(plan, { state: 'live', sha: null, isSubmitted: true });
    expect(of(plan, takes, 'take:a')).toMatchObject({ verdict: 'make', reason: 'on its way', costMicros: 0 });
    expect(of(plan, madeBy(plan, { state: 'live', sha: null }), 'take:a')).toMatchObject({ costMicros: 560_000 });
  });

  test('makes a drawing of the animatic again for another colour, and no paid take', () => {
    const plan = (models: ModelLadders, color: string): Plan => {
      const shots = [shotOf('a', { with: [castId('mara')], start: { kind: 'text' } })];
      return compile(storyboardOf(shots, { characters: [characterOf('mara', { color })], models })).plan;
    };
    const local = { ...MODELS, video: null };
    expect(of(plan(local, '#112233'), madeBy(plan(local, '#445566')), 'take:a')).toMatchObject({
      verdict: 'make',
      reason: 'color of mara: #445566 → #112233',
    });
    expect(plan(local, '#112233').fingerprint).not.toBe(plan(local, '#445566').fingerprint);
    expect(of(plan(MODELS, '#112233'), madeBy(plan(MODELS, '#445566')), 'take:a')).toMatchObject({ verdict: 'reuse' });
  });

  test('says what changed', () => {
    expect(of(film({ action: 'She leaves.' }), madeBy(film()), 'take:a')).toMatchObject({
      verdict: 'make',
      reason: 'action: She waits. → She leaves.',
    });
    expect(of(film({}, 'woman about 70'), madeBy(film()), 'keyframe:a')?.reason).toBe(
      'look of mara: woman about 60 → woman about 70',
    );
  });

  test('holds it against the take that the film shows, not against what was tried and taken back', () => {
    const asIs = madeBy(film({ sound: 'wind' }));
    const tried = madeBy(film({ sound: 'wind' }, 'woman about 70'), { number: 2 });
    expect(of(film({ sound: 'rain' }), [...asIs, ...tried], 'take:a')).toMatchObject({
      reason: 'sound: wind → rain',
      take: 1,
    });
    const told = asIs.map((take) => ({ ...take, number: 3, parts: { ...take.parts, prompt: 'She smiles.' } }));
    expect(of(film({ sound: 'rain' }), [...asIs, ...tried, ...told], 'take:a')?.take).toBe(3);
  });

  test('says when the parts were not kept', () => {
    const takes = madeBy(film(), { parts: null });
    expect(of(film({ action: 'She leaves.' }), takes, 'take:a')?.reason).toBe('changed since it was made');
  });

  test('counts the takes that are missing', () => {
    expect(of(film({ takes: 3 }), madeBy(film()), 'take:a')).toMatchObject({
      verdict: 'make',
      reason: '2 more of 3',
      costMicros: 2 * 560_000,
    });
  });

  test('takes any rung’s take, but not that of a model outside the ladder', () => {
    const plan = film();
    expect(of(plan, madeBy(plan, { model: 'fal:wan-v2.7' }), 'take:a')?.verdict).toBe('reuse');
    expect(of(plan, madeBy(plan, { model: 'animatic' }), 'take:a')).toMatchObject({
      verdict: 'make',
      reason: 'model changed: animatic → fal:kling-v3-pro',
    });
  });

  test.each([
    ['live', 'on its way'],
    ['held', 'held: it may exist at the provider'],
    ['failed', 'failed before'],
  ] as const)('of a take that is %s says so', (state, reason) => {
    const plan = film();
    expect(of(plan, madeBy(plan, { state }), 'take:a')).toMatchObject({ verdict: 'make', reason });
  });

  test('of a take whose money is set aside costs nothing more', () => {
    const plan = film();
    expect(of(plan, madeBy(plan, { state: 'failed' }), 'take:a')?.costMicros).toBeGreaterThan(0);
    expect(of(plan, madeBy(plan, { state: 'held' }), 'take:a')?.costMicros).toBe(0);
  });

  test('counts takes under the old name of a renamed shot', () => {
    const renamed = film({ id: shotId('new'), was: shotId('a') });
    expect(of(renamed, madeBy(film()), 'take:new')?.verdict).toBe('reuse');
  });

  test('says when a new shot tells what one that is gone told', () => {
    const renamed = film({ id: shotId('new') });
    expect(of(renamed, madeBy(film()), 'take:new')).toMatchObject({
      verdict: 'make',
      reason: 'new; take 1 of a, which is gone, was made of the same words: `was: a` would keep it',
    });
    const other = film({ id: shotId('new'), action: 'She leaves.' });
    expect(of(other, madeBy(film()), 'take:new')?.reason).toBe('new');
  });

  test('never calls a take chosen that is another file than the one that was', () => {
    const plan = film();
    const select: Select = {
      take: 1,
      file: 'a'.repeat(16),
      takes: 1,
      override: null,
      instead: null,
      models: [],
      bind: null,
    };
    const chosen = { ...plan, tasks: plan.tasks.map((one) => (one.id === 'take:a' ? { ...one, select } : one)) };
    expect(of(chosen, madeBy(plan, { sha: 'a'.repeat(64) }), 'take:a')?.reason).toBe('take 1 of 1, chosen');
    expect(of(chosen, madeBy(plan), 'take:a')?.reason).toBe(
      'take 1 of 1, because the file that was chosen as take 1 is none of its takes here',
    );
  });

  test('says that a retake is shot again because its model is not in the ladder any more', () => {
    const plan = film();
    const select: Select = {
      take: 2,
      file: null,
      takes: 1,
      override: null,
      instead: null,
      models: [],
      bind: null,
    };
    const asked = { ...plan, tasks: plan.tasks.map((one) => (one.id === 'take:a' ? { ...one, select } : one)) };
    const takes = [...madeBy(plan), ...madeBy(plan, { number: 2, model: 'runway:gen4.5' })];
    expect(of(asked, takes, 'take:a')).toMatchObject({
      verdict: 'make',
      reason: 'retake: take 3, model changed: runway:gen4.5 → fal:kling-v3-pro',
    });
    expect(of(asked, madeBy(plan, { model: 'runway:gen4.5' }), 'take:a')?.reason).toBe('retake: take 2');
  });

  test('never takes the same words of another shot', () => {
    const twins = compile(storyboardOf([shotOf('a'), shotOf('b')])).plan;
    expect(task(twins, 'take:a').fingerprint).toBe(task(twins, 'take:b').fingerprint);
    const takes = madeBy(twins).filter((take) => take.task === toId<TaskId>('take:a'));
    expect(planStatus(twins, { takes }).map((status) => status.verdict)).toEqual(['reuse', 'make']);
  });

  test('makes no keyframe for a take that is kept, also where it never had one', () => {
    const links = ['b', 'c', 'd'].map((id) => shotOf(id, { with: [castId('mara')], start: { kind: 'continue' } }));
    const chain = (anchorEvery: number, action = 'She waits.'): Plan =>
      compile(
        storyboardOf([shotOf('a', { with: [castId('mara')] }), ...links.with(2, { ...links[2]!, action })], {
          characters: [characterOf('mara', { look: 'woman about 60' })],
          models: MODELS,
          defaults: { ...storyboardOf([]).defaults, anchorEvery },
        }),
      ).plan;
    const takes = madeBy(chain(3));
    expect(of(chain(2), takes, 'keyframe:d')).toMatchObject({
      verdict: 'reuse',
      reason: 'new: not needed while its take is kept',
      costMicros: 0,
      take: null,
      isNeeded: false,
    });
    expect(of(chain(2), takes, 'take:d')?.verdict).toBe('reuse');
    expect(of(chain(2, 'She leaves.'), takes, 'keyframe:d')).toMatchObject({ verdict: 'make', isNeeded: true });
  });

  test('shows what is stale by upstream without making it again', () => {
    const takes = madeBy(film());
    const [, a, b] = planStatus(film({ action: 'She leaves.' }), { takes });
    expect(a?.verdict).toBe('make');
    expect(b).toMatchObject({ verdict: 'reuse', stale: ['conform:a'] });
    expect(planStatus(film(), { takes }).every((status) => status.stale.length === 0)).toBe(true);
  });
});
