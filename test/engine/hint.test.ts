import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { toId, type AttemptId } from '../../src/model/ids.ts';
import type { WebhookMessage } from '../../src/providers/contract.ts';
import { expectHonest } from '../support/honest.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';
import { chargesFor, statesOf, type Stage } from '../support/stage.ts';

const plan = planOf([{ id: 'a' }, { id: 'b' }]);
const HOUR_MS = 3_600_000;

function messageOf(job: string, signer = 'fake'): WebhookMessage {
  return { headers: { 'signed-by': signer }, body: Buffer.from(job) };
}

function postOf(stage: Stage, shot: string) {
  const post = stage.provider.posts().find((one) => one.shot === shot);
  if (post === undefined) throw new Error(`nothing was sent for ${shot}`);
  return { id: toId<AttemptId>(post.attempt), job: post.job ?? '', webhook: post.webhook };
}

function hear(stage: Stage, id: AttemptId, message: WebhookMessage) {
  return stage.engine.hear(id, message, new AbortController().signal);
}

describe('an address for the provider', () => {
  test('is another with every submission, and none where nobody can reach us', async () => {
    const stage = await openStage({ isCalledBack: true });
    await stage.render(plan);
    const addresses = stage.provider.posts().map(({ webhook }) => webhook);
    expect(addresses).toEqual(
      Array.from({ length: 2 }, () => expect.stringMatching(/\/v1\/webhooks\/fake\?n=[\w-]{22}$/u)),
    );
    expect(new Set(addresses).size).toBe(2);
    const alone = await openStage();
    await alone.render(plan);
    expect(alone.provider.posts().map(({ webhook }) => webhook)).toEqual([null, null]);
  });
});

describe('a message', () => {
  test('makes the next poll due at once, and no other', async () => {
    const clock = createManualClock();
    const stage = await openStage({
      clock,
      isCalledBack: true,
      fate: () => ({ pending: 1, retryAfterMs: HOUR_MS }),
    });
    const rendering = stage.render(plan);
    while (clock.sleptMs.filter((ms) => ms > HOUR_MS / 2).length === 0 || stage.provider.counts.polls < 2)
      await setImmediate();
    const { id, job } = postOf(stage, 'a');
    const startedMs = clock.nowMs();
    const heard = hear(stage, id, messageOf(job));
    while (!statesOf(stage, 'take:a').includes('stored')) {
      await setImmediate();
      clock.advance(10);
    }
    expect(await heard).toBe('heard');
    expect(clock.nowMs() - startedMs).toBeLessThan(HOUR_MS / 2);
    expect(stage.provider.counts.polls).toBe(3);
    expect(statesOf(stage, 'take:b').at(-1)).toBe('polling');
    clock.advance(HOUR_MS);
    while (!statesOf(stage, 'take:b').includes('stored')) await setImmediate();
    let isOver = false;
    void rendering.finally(() => (isOver = true));
    while (!isOver) {
      clock.advance(10);
      await setImmediate();
    }
    expect(await rendering).toMatchObject({ status: 'done' });
    await expectHonest(stage);
  });

  test('that comes while the provider is being asked has it asked no second time', async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    let polls = 0;
    const stage = await openStage({
      isCalledBack: true,
      slots: 1,
      hook: async (name) => {
        if (name !== 'poll.before') return;
        polls += 1;
        asked.resolve();
        await answer.promise;
      },
    });
    const rendering = stage.render(plan);
    await asked.promise;
    const [post] = stage.provider.posts();
    await hear(stage, toId<AttemptId>(post?.attempt ?? ''), messageOf(post?.job ?? ''));
    const isHeard = async (): Promise<boolean> =>
      stage.read(
        async (db) =>
          (await db.selectFrom('attempt').select('id').where('told_ms', 'is not', null).execute()).length === 0,
      );
    while (!(await isHeard())) await setImmediate();
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    expect(polls).toBe(1);
    answer.resolve();
    expect(await rendering).toMatchObject({ status: 'done' });
    expect(polls).toBe(2);
    await expectHonest(stage);
  });

  test('finds a job whose answer was lost and that nobody could look for', async () => {
    const stage = await openStage({
      isCalledBack: true,
      safety: 'none',
      fate: ({ shot }) => (shot === 'a' ? { submit: 'unanswered' } : {}),
    });
    expect(await stage.render(plan)).toMatchObject({ status: 'incomplete', reservedMicros: 1_000_000 });
    const { id, job } = postOf(stage, 'a');
    expect(await hear(stage, id, messageOf(job))).toBe('heard');
    expect(await stage.render(plan)).toMatchObject({ status: 'done', spentMicros: 2_000_000, reservedMicros: 0 });
    expect(statesOf(stage, 'take:a').slice(0, 3)).toEqual(['reconciling', 'polling', 'downloading']);
    expect(chargesFor(stage, 'a')).toBe(1);
    await expectHonest(stage);
  });

  test('takes a held take up again in the render that is under way', async () => {
    const answer = Promise.withResolvers<void>();
    const stage = await openStage({
      isCalledBack: true,
      safety: 'none',
      fate: ({ shot }) => (shot === 'a' ? { submit: 'unanswered' } : { answer: answer.promise }),
    });
    const rendering = stage.render(plan);
    while (!statesOf(stage, 'take:a').includes('held')) await setImmediate();
    const { id, job } = postOf(stage, 'a');
    expect(await hear(stage, id, messageOf(job))).toBe('heard');
    while (!statesOf(stage, 'take:a').includes('stored')) await setImmediate();
    answer.resolve();
    expect(await rendering).toMatchObject({ spentMicros: 2_000_000, reservedMicros: 0 });
    await expectHonest(stage);
    expect(await stage.render(plan)).toMatchObject({ status: 'done', spentMicros: 2_000_000 });
  });

  test.each([
    ['of a job that the provider does not have', 'take 9 of a with fake'],
    ['of a job that could be none of its', 'nonsense'],
  ])('%s is believed in nothing: the provider is asked as ever', async (_what, job) => {
    const before = await openStage({
      isCalledBack: true,
      fate: ({ shot }) => (shot === 'a' ? { submit: 'unanswered', reconcile: 'unknown' } : {}),
    });
    await before.render(plan);
    expect(await hear(before, postOf(before, 'a').id, messageOf(job))).toBe('heard');
    const after = await openStage({ folder: before.folder, isCalledBack: true });
    expect(await after.render(plan)).toMatchObject({ status: 'done', spentMicros: 2_000_000 });
    expect(chargesFor(after, 'a')).toBe(1);
    await expectHonest(after);
  });

  test("of another take's job is not adopted", async () => {
    const before = await openStage({
      isCalledBack: true,
      fate: ({ shot }) => (shot === 'a' ? { submit: 'unanswered', reconcile: 'unknown' } : {}),
    });
    await before.render(plan);
    await hear(before, postOf(before, 'a').id, messageOf(postOf(before, 'b').job));
    const after = await openStage({ folder: before.folder, isCalledBack: true });
    expect(await after.render(plan)).toMatchObject({ status: 'done', spentMicros: 2_000_000 });
    await expectHonest(after);
  });

  test('that somebody else signed, that is about another job or comes too late changes nothing', async () => {
    const stage = await openStage({ isCalledBack: true, fate: ({ shot }) => (shot === 'b' ? { poll: 'stuck' } : {}) });
    const stop = new AbortController();
    const rendering = stage.render(plan, { stop: stop.signal });
    while (!statesOf(stage, 'take:a').includes('stored') || !statesOf(stage, 'take:b').includes('polling'))
      await setImmediate();
    stop.abort();
    await rendering;
    const [a, b] = [postOf(stage, 'a'), postOf(stage, 'b')];
    const rows = (): Promise<unknown> =>
      stage.read(async (db) => [
        await db.selectFrom('attempt').selectAll().execute(),
        await db.selectFrom('outbox').selectAll().execute(),
      ]);
    const before = await rows();
    expect(await hear(stage, b.id, messageOf(b.job, 'mallory'))).toBe('forged');
    expect(await hear(stage, b.id, messageOf(a.job))).toBe('foreign');
    expect(await hear(stage, a.id, messageOf(a.job))).toBe('late');
    expect(await hear(stage, toId<AttemptId>('a_none'), messageOf(a.job))).toBe('forged');
    expect(await rows()).toEqual(before);
  });
});
