import { describe, expect, test } from 'vitest';
import { adviceOf, damageWords } from '../../src/engine/gate.ts';
import { acceptedOf, readingsOf } from '../../src/model/gate.ts';
import { listTakes } from '../../src/store/takes.ts';
import { expectHonest } from '../support/honest.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';
import type { Stage } from '../support/stage.ts';

const FROZEN = { picture: { frozenShare: 1 } };
const isFirstModel = ({ model }: { readonly model: string }) => (model === 'fake:one' ? FROZEN : {});

test('a file that does not decode is said to break off where it does, and to be damaged otherwise', () => {
  const said = { video: null, audio: null, trouble: 'partial file' };
  expect(damageWords({ ...said, containerMs: 2200 })).toBe(
    'breaks off: of 2.20 s only 0.00 s can be read. The decoder says: partial file.',
  );
  expect(damageWords({ ...said, containerMs: null })).toBe(
    'is damaged: it does not decode to its end. The decoder says: partial file.',
  );
});

test('for damaged footage a whole file is advised, and not a shorter shot', () => {
  const failed = (['decodes', 'length'] as const).map((gate) => ({ gate }));
  expect(adviceOf(failed, true)).toBe('Name another file.');
  expect(adviceOf(failed.slice(1), true)).toContain('duration: auto');
});

describe('a take that does not pass its gates', () => {
  test('is failed with the reason, its file and values are kept, and the ladder goes on', async () => {
    const stage = await openStage({ fate: isFirstModel });
    const result = await stage.render(planOf([{ id: 'a', ladder: ['fake:one', 'fake:two'] }]));
    expect(result).toMatchObject({ status: 'done', spentMicros: 2_000_000 });
    const [failed, stored] = await takesOf(stage);
    expect(failed).toMatchObject({
      state: 'failed',
      sha: expect.any(String),
      failure: {
        class: 'bad_output',
        billed: 'yes',
        message: 'The take of fake:one did not pass: stands still for much of its time: 100% (mark 99.5%).',
        advice: expect.stringContaining('--accept-gates'),
      },
    });
    expect(readingsOf(failed!.facts)).toContainEqual(
      expect.objectContaining({ gate: 'frozen', value: 1, mark: 0.995, unit: 'share', verdict: 'failed' }),
    );
    expect(stored).toMatchObject({ state: 'stored', model: 'fake:two' });
    expect(readingsOf(stored!.facts).every(({ verdict }) => verdict === 'passed')).toBe(true);
    await expectHonest(stage);
  });

  test('is not followed by another that the budget does not allow', async () => {
    const stage = await openStage({ fate: isFirstModel });
    const plan = planOf([{ id: 'a', ladder: ['fake:one', 'fake:two'] }], { budgetMicros: 1_500_000 });
    const result = await stage.render(plan);
    expect(result).toMatchObject({ status: 'incomplete', spentMicros: 1_000_000 });
    expect(stage.provider.posts()).toHaveLength(1);
  });

  test('is used all the same with --accept-gates, and what was overruled is written down', async () => {
    const stage = await openStage({ fate: isFirstModel });
    const result = await stage.render(planOf([{ id: 'a', ladder: ['fake:one', 'fake:two'] }]), { acceptGates: true });
    expect(result).toMatchObject({ status: 'done', spentMicros: 1_000_000 });
    const [take] = await takesOf(stage);
    expect(take).toMatchObject({ state: 'stored', failure: null });
    expect(acceptedOf(take!.facts)).toEqual([{ gate: 'frozen', value: 1, mark: 0.995, atMs: expect.any(Number) }]);
    await expectHonest(stage);
  });

  test('of an earlier render is used with --accept-gates without being paid again', async () => {
    const stage = await openStage({ fate: ({ shot }) => (shot === 'a' ? FROZEN : {}) });
    const plan = planOf([{ id: 'a' }, { id: 'b' }]);
    expect((await stage.render(plan)).status).toBe('incomplete');
    const again = await stage.render(plan, { acceptGates: true });
    expect(again).toMatchObject({ status: 'done', spentMicros: 2_000_000, failures: [] });
    expect(stage.provider.posts()).toHaveLength(2);
    const takes = await takesOf(stage);
    expect(acceptedOf(takes.find(({ task }) => task === 'take:a')!.facts)).toMatchObject([{ gate: 'frozen' }]);
    expect((await stage.render(plan)).status).toBe('unchanged');
    await expectHonest(stage);
  });

  test('and was overruled passes its gates wherever the lock file goes, and no other does', async () => {
    const fate = ({ nth }: { readonly nth: number }) => (nth === 1 ? FROZEN : {});
    const stage = await openStage({ fate });
    await stage.render(planOf([{ id: 'a' }]), { acceptGates: true });
    const [take] = await takesOf(stage);
    expect([...stage.overruled]).toEqual([[take?.sha?.slice(0, 16), 'a take 1: frozen']]);
    // A fresh copy of the folder, in which the same file is made.
    const copy = await openStage({ fate, overruled: stage.overruled });
    expect(await copy.render(planOf([{ id: 'a' }]))).toMatchObject({ status: 'done' });
    expect(acceptedOf((await takesOf(copy))[0]!.facts)).toMatchObject([{ gate: 'frozen' }]);
    const other = await openStage({ fate, overruled: new Map([['0123456789abcdef', 'a take 9: frozen']]) });
    expect(await other.render(planOf([{ id: 'a' }]))).toMatchObject({ status: 'incomplete' });
    // Somebody else overruled it since, and it came with git.
    const pulled = await openStage({ folder: other.folder, clock: other.clock, fate, overruled: stage.overruled });
    expect(await pulled.engine.outlook(planOf([{ id: 'a' }]))).toMatchObject({ costMicros: 0 });
    expect(await pulled.render(planOf([{ id: 'a' }]))).toMatchObject({ status: 'done' });
    expect(pulled.provider.posts()).toHaveLength(1);
  });

  test('is overruled for the one shot that is shot again, and for no other', async () => {
    const stage = await openStage({ fate: ({ shot, nth }) => (shot === 'a' || nth === 2 ? FROZEN : {}) });
    await stage.render(planOf([{ id: 'a' }, { id: 'b' }]));
    const plan = planOf([{ id: 'a' }, { id: 'b', select: {} }]);
    const { plan: alone, limits } = await stage.engine.limit(plan, [plan.tasks[2]!.id]);
    await stage.render(alone, { limits, acceptGates: true });
    expect([...stage.overruled.values()]).toEqual(['b take 2: frozen']);
  });

  test('and was passed by when its render was broken off is used by the next one with --accept-gates', async () => {
    const stop = new AbortController();
    const stage = await openStage({
      fate: ({ shot }) => (shot === 'a' ? FROZEN : { pending: 1000, retryAfterMs: 1000 }),
    });
    const plan = planOf([{ id: 'a' }, { id: 'b' }]);
    await stage.render(plan, {
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === 'task.changed' && event.task === 'take:a' && event.state === 'failed') stop.abort();
      },
    });
    const again = await stage.render(plan, { acceptGates: true });
    expect(again.status).toBe('done');
    expect(stage.provider.posts()).toHaveLength(2);
    await expectHonest(stage);
  });

  test('because it is too short is never accepted: the film has no use for it', async () => {
    const stage = await openStage({ fate: ({ nth }) => (nth === 1 ? { delivers: 'short' } : {}) });
    const plan = planOf([{ id: 'a' }]);
    expect((await stage.render(plan, { acceptGates: true })).status).toBe('incomplete');
    expect((await stage.render(plan, { acceptGates: true })).status).toBe('done');
    expect(stage.provider.posts()).toHaveLength(2);
  });

  test('is left alone where a take that passed is there', async () => {
    const stage = await openStage({ fate: isFirstModel });
    const plan = planOf([{ id: 'a', ladder: ['fake:one', 'fake:two'] }]);
    await stage.render(plan);
    await stage.render(plan, { acceptGates: true });
    expect((await takesOf(stage)).map(({ state }) => state)).toEqual(['failed', 'stored']);
  });

  test('never takes the place of one of several that passed', async () => {
    const stage = await openStage({ fate: ({ nth }) => (nth === 2 ? FROZEN : {}) });
    const plan = planOf([{ id: 'a', takes: 2 }]);
    await stage.render(plan);
    const before = (await takesOf(stage)).map(({ state }) => state);
    expect(before.toSorted()).toEqual(['failed', 'stored']);
    expect(await stage.engine.outlook(plan, { acceptGates: true })).toMatchObject({ costMicros: 1_000_000 });
    await stage.render(plan, { acceptGates: true });
    // One more is shot in its place, as the plan said.
    expect((await takesOf(stage)).map(({ state }) => state)).toEqual([...before, 'stored']);
  });
});

function takesOf(stage: Stage) {
  return stage.read((db) => listTakes(db, 'film'));
}
