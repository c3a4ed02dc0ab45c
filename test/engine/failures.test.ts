import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../machines/charts.ts';
import type { Fate } from '../support/fake-provider.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { planOf } from '../support/small-plan.ts';
import { expectHonest } from '../support/honest.ts';
import { openStage } from '../support/open-stage.ts';
import { chargesFor, statesOf, type Stage } from '../support/stage.ts';

const shots = (stage: Stage): readonly string[] =>
  stage.provider.posts().map(({ shot, model, nth }) => `${shot} ${model} ${nth}`);

describe('a shot that fails', () => {
  test('never stops the others, and those that start from it are skipped with the reason', async () => {
    const stage = await openStage({ fate: ({ shot }) => (shot === 'b' ? { submit: failureOf('moderation') } : {}) });
    const plan = planOf([{ id: 'a' }, { id: 'b' }, { id: 'c', from: 'b' }, { id: 'd' }]);
    const result = await stage.render(plan);
    expect(result.failures.map(({ task }) => task)).toEqual(['take:b']);
    expect(statesOf(stage, 'take:d').at(-1)).toBe('stored');
    expect(statesOf(stage, 'take:c')).toEqual(['skipped']);
    const skipped = stage.events.find((event) => event.type === 'task.changed' && event.task === 'take:c');
    expect(skipped).toMatchObject({
      failure: { class: 'input_failed', message: 'take:c needs conform:b, which did not come about.' },
    });
    expect(stage.provider.posts().some(({ shot }) => shot === 'c')).toBe(false);
    await expectHonest(stage);
  });

  test.each(['invalid_request', 'quota', 'unauthorized', 'model_retired', 'provider_failed'] as const)(
    'for %s is tried with the next model of its ladder, and told by that name',
    async (failureClass) => {
      const stage = await openStage({
        fate: ({ model }) => (model === 'fake:one' ? { submit: failureOf(failureClass) } : {}),
      });
      const result = await stage.render(planOf([{ id: 'a', ladder: ['fake:one', 'fake:two'] }]));
      expect(result.status).toBe('done');
      expect(shots(stage)).toEqual(['a fake:one 1', 'a fake:two 1']);
      const models = stage.events.flatMap((event) =>
        event.type === 'task.changed' && event.model !== null ? [`${event.take} ${event.model}`] : [],
      );
      expect([...new Set(models)]).toEqual(['1 fake:one', '2 fake:two']);
      expect(stage.events).toContainEqual(
        expect.objectContaining({
          type: 'render.warned',
          code: 'next_model',
          message: `take:a: fake:one did not make it (it was ${failureClass}); fake:two tries now.`,
        }),
      );
      await expectHonest(stage);
    },
  );

  test('for its content is shown to no other model, and says what would allow that', async () => {
    const refused = await openStage({ fate: () => ({ submit: failureOf('moderation', { advice: 'Change it.' }) }) });
    const result = await refused.render(planOf([{ id: 'a', ladder: ['fake:one', 'fake:two'] }]));
    expect(shots(refused)).toEqual(['a fake:one 1']);
    expect(result.failures).toMatchObject([
      {
        failure: {
          class: 'moderation',
          advice: 'Change it. `on_moderation: next_model` in the storyboard lets fake:two try it as it is.',
        },
      },
    ]);
    await expectHonest(refused);
  });

  test('for its content at one model is tried by the next where the storyboard allows it', async () => {
    const stage = await openStage({
      fate: ({ model }) => (model === 'fake:one' ? { poll: failureOf('moderation', { billed: 'yes' }) } : {}),
    });
    const plan = planOf([{ id: 'a', ladder: ['fake:one', 'fake:two'] }], { onModeration: 'next_model' });
    expect(await stage.render(plan)).toMatchObject({ status: 'done', spentMicros: 2_000_000 });
    expect(shots(stage)).toEqual(['a fake:one 1', 'a fake:two 1']);
    await expectHonest(stage);
  });

  test('on every model of its ladder is failed with the last one’s reason', async () => {
    const stage = await openStage({
      fate: ({ model }) => ({ submit: failureOf(model === 'fake:one' ? 'provider_failed' : 'quota') }),
    });
    const result = await stage.render(planOf([{ id: 'a', ladder: ['fake:one', 'fake:two'] }]));
    expect(result.failures).toMatchObject([{ state: 'failed', failure: { class: 'quota' } }]);
    expect(result).toMatchObject({ status: 'incomplete', spentMicros: 0, reservedMicros: 0 });
  });

  test('for its content is never sent again with the same body', async () => {
    const stage = await openStage({ fate: () => ({ submit: failureOf('moderation') }) });
    await stage.render(planOf([{ id: 'a' }]));
    expect(shots(stage)).toEqual(['a fake:one 1']);
  });

  test('after it was billed is counted as spent', async () => {
    const stage = await openStage({ fate: () => ({ poll: failureOf('provider_failed', { billed: 'yes' }) }) });
    expect(await stage.render(planOf([{ id: 'a' }]))).toMatchObject({ spentMicros: 1_000_000, reservedMicros: 0 });
    await expectHonest(stage);
  });

  test.each([
    ['short', 'is 0.50 s long; the film needs 1.00 s'],
    ['garbage', 'holds no picture'],
  ] as const)('its check because it is %s is paid for, kept and not used', async (delivers, words) => {
    const stage = await openStage({ fate: () => ({ delivers }) });
    const result = await stage.render(planOf([{ id: 'a' }]));
    expect(result.failures).toMatchObject([
      { failure: { class: 'bad_output', billed: 'yes', message: expect.stringContaining(words) } },
    ]);
    expect(result.spentMicros).toBe(1_000_000);
    const [take] = await stage.read((db) => db.selectFrom('take').selectAll().execute());
    expect(take).toMatchObject({ state: 'failed', sha: expect.any(String) });
  });
});

describe('a file that came damaged', () => {
  test('is fetched once more, and the take is as good as any', async () => {
    const stage = await openStage({ fate: ({ shot }) => (shot === 'a' ? { garbled: 1 } : {}) });
    expect(await stage.render(planOf([{ id: 'a' }, { id: 'b' }]))).toMatchObject({ status: 'done', failures: [] });
    expect(stage.provider.posts()).toHaveLength(2);
    expect(stage.provider.counts.downloads).toBe(3);
    await expectHonest(stage);
  });

  test('twice is what was made: it fails, is kept and paid, and nothing is fetched for ever', async () => {
    const stage = await openStage({ fate: () => ({ garbled: 9 }) });
    const result = await stage.render(planOf([{ id: 'a' }]));
    expect(result.failures).toMatchObject([{ state: 'failed', failure: { class: 'bad_output', billed: 'yes' } }]);
    expect(stage.provider.counts.downloads).toBe(2);
    expect(result.spentMicros).toBe(1_000_000);
    await expectHonest(stage);
  });

  test('stays what there is when its provider has it no more', async () => {
    const gone = failureOf('lost', { billed: 'yes' });
    const stage = await openStage({ fate: () => ({ garbled: 1, gone: { after: 1, failure: gone } }) });
    const result = await stage.render(planOf([{ id: 'a' }]));
    expect(result.failures).toMatchObject([{ state: 'failed', failure: { class: 'bad_output', billed: 'yes' } }]);
    await expectHonest(stage);
  });

  test('is held when its provider is away: it may have it whole', async () => {
    const away = failureOf('unavailable', { billed: 'yes' });
    const stage = await openStage({ fate: () => ({ garbled: 1, gone: { after: 1, failure: away } }) });
    const result = await stage.render(planOf([{ id: 'a' }]));
    expect(result.failures).toMatchObject([{ state: 'held', failure: { class: 'unavailable' } }]);
    await expectHonest(stage);
  });
});

describe('a provider that is busy', () => {
  test('is asked again when it says, and not before', async () => {
    const busy = failureOf('rate_limited', { retryAfterMs: 42_000 });
    const stage = await openStage({ fate: ({ nth }) => (nth <= 2 ? { submit: busy } : {}) });
    const startMs = stage.clock.nowMs();
    expect((await stage.render(planOf([{ id: 'a' }]))).status).toBe('done');
    expect(shots(stage)).toEqual(['a fake:one 1', 'a fake:one 2', 'a fake:one 3']);
    expect(stage.clock.nowMs() - startMs).toBeGreaterThanOrEqual(84_000);
    expect(stage.clock.nowMs() - startMs).toBeLessThan(90_000);
    expect(chargesFor(stage, 'a')).toBe(1);
    await expectHonest(stage);
  });

  test('for ever is given up after five times, and the next model is asked', async () => {
    const stage = await openStage({
      fate: ({ model }) => (model === 'fake:one' ? { submit: failureOf('unavailable') } : {}),
    });
    expect((await stage.render(planOf([{ id: 'a', ladder: ['fake:one', 'fake:two'] }]))).status).toBe('done');
    expect(shots(stage)).toHaveLength(6);
  });

  test('keeps nobody else waiting', async () => {
    const clock = createManualClock();
    const busy = failureOf('rate_limited', { retryAfterMs: 3_600_000 });
    const stage = await openStage({
      clock,
      fate: ({ shot, nth }) => (shot === 'a' && nth === 1 ? { submit: busy } : {}),
    });
    const result = await stage.render(planOf([{ id: 'a' }, { id: 'b' }]), {
      onEvent: (event) => {
        // Time stands still until everything else is made.
        if (event.type === 'task.changed' && event.task === 'conform:b' && event.state === 'stored')
          clock.advance(3_600_000);
      },
    });
    expect(result.status).toBe('done');
  });
});

describe('a model without an adapter', () => {
  test('that would be first is refused before anything is opened or sent', async () => {
    const stage = await openStage();
    const rendering = stage.render(planOf([{ id: 'a' }, { id: 'b', ladder: ['other:one', 'fake:one'] }]));
    await expect(rendering).rejects.toMatchObject({
      code: 'model_not_ready',
      message: expect.stringContaining('other:one'),
      details: { models: ['other:one'] },
    });
    expect(stage.provider.posts()).toEqual([]);
    expect(existsSync(stage.workspace)).toBe(false);
  });

  test('that comes later is passed over, and does not hide why the first one failed', async () => {
    const stage = await openStage({
      fate: ({ model }) => (model === 'fake:one' ? { submit: failureOf('quota') } : {}),
    });
    const ladder = ['fake:one', 'other:one'];
    expect((await stage.render(planOf([{ id: 'a', ladder }]))).failures).toMatchObject([
      { failure: { class: 'quota' } },
    ]);
    expect((await stage.render(planOf([{ id: 'a', ladder: [...ladder, 'fake:two'] }]))).status).toBe('done');
  });
});

describe('what breaks on the way', () => {
  const breaking: readonly (readonly [string, Fate])[] = [
    ['a poll that throws', { poll: 'throws' }],
    ['a job that never ends', { poll: 'stuck' }],
  ];
  test.each(breaking)(
    '%s is waited for until the job’s longest time, then held with its handle',
    async (_what, fate) => {
      const stage = await openStage({ maxRunMs: 60_000, fate: ({ shot }) => (shot === 'a' ? fate : {}) });
      const result = await stage.render(planOf([{ id: 'a' }, { id: 'b' }]));
      expect(result.failures).toMatchObject([
        { shot: 'a', state: 'held', failure: { class: 'timed_out', billed: 'unknown' } },
      ]);
      expect(statesOf(stage, 'take:b').at(-1)).toBe('stored');
      expect(result).toMatchObject({ spentMicros: 1_000_000, reservedMicros: 1_000_000 });
      await expectHonest(stage);
    },
  );

  test('a provider that says nothing of what is on its way is told of, once for each of its silences', async () => {
    const told = async (fate: Fate): Promise<readonly string[]> => {
      const stage = await openStage({ maxRunMs: 90_000, fate: () => fate });
      await stage.render(planOf([{ id: 'a' }, { id: 'b' }]));
      return stage.events.flatMap((event) => (event.type === 'render.warned' ? `${event.code}: ${event.message}` : []));
    };
    expect(await told({ poll: 'throws' })).toEqual([
      expect.stringMatching(/^provider_silent: fake has said nothing .* for 3\d s \(no answer\)\. It is asked again/u),
    ]);
    // A job that takes its time is no silence.
    expect(await told({ poll: 'stuck' })).toEqual([]);
  });

  test('a held job is asked for by the next render, and not sent again', async () => {
    let isStuck = true;
    const stage = await openStage({ maxRunMs: 60_000, fate: () => (isStuck ? { poll: 'stuck' } : {}) });
    const plan = planOf([{ id: 'a' }]);
    expect((await stage.render(plan)).status).toBe('incomplete');
    isStuck = false;
    expect(await stage.render(plan)).toMatchObject({ status: 'done', spentMicros: 1_000_000, reservedMicros: 0 });
    expect(stage.provider.posts()).toHaveLength(1);
    await expectHonest(stage);
  });

  test('a file that is cut off is fetched again, without another submission', async () => {
    const stage = await openStage({ fate: () => ({ brokenDownloads: 3 }) });
    expect((await stage.render(planOf([{ id: 'a' }]))).status).toBe('done');
    expect(stage.provider.counts.downloads).toBe(4);
    expect(stage.provider.posts()).toHaveLength(1);
  });

  test('a file that never comes is held: the next render fetches it', async () => {
    let isBroken = true;
    const stage = await openStage({ fate: ({ shot }) => (shot === 'a' && isBroken ? { download: 'throws' } : {}) });
    const plan = planOf([{ id: 'a' }, { id: 'b' }]);
    const result = await stage.render(plan);
    expect(result.failures).toMatchObject([{ shot: 'a', state: 'held' }]);
    expect(statesOf(stage, 'take:b').at(-1)).toBe('stored');
    isBroken = false;
    expect((await stage.render(plan)).status).toBe('done');
    expect(stage.provider.posts()).toHaveLength(2);
    await expectHonest(stage);
  });

  test('a check that cannot be made holds the take, which is paid for, and stops nobody', async () => {
    let isBroken = true;
    const stage = await openStage({
      slots: 1,
      hook: (point) => {
        if (point === 'inspect.before' && isBroken) throw new Error('no memory');
      },
    });
    const plan = planOf([{ id: 'a' }]);
    const result = await stage.render(plan);
    expect(result.failures).toMatchObject([
      { shot: 'a', state: 'held', failure: { class: 'internal', message: 'no memory' } },
    ]);
    isBroken = false;
    expect((await stage.render(plan)).status).toBe('done');
    expect(stage.provider.posts()).toHaveLength(1);
    await expectHonest(stage);
  });

  test('work of our own is tried once more, and its failure stops nobody', async () => {
    const broken = { conform: 1 };
    const stage = await openStage({
      hook: (point) => {
        if (point === 'conform.before' && broken.conform-- > 0) throw new Error('the encoder crashed');
      },
    });
    expect((await stage.render(planOf([{ id: 'a' }, { id: 'b' }]))).status).toBe('done');
    broken.conform = 2;
    const other = await openStage({
      slots: 1,
      hook: (point) => {
        if (point === 'seam.before') throw new Error('the encoder crashed');
      },
    });
    const result = await other.render(planOf([{ id: 'a' }, { id: 'b', dissolve: 6 }]));
    expect(result).toMatchObject({ status: 'incomplete', film: { isPartial: true } });
    expect(result.failures).toMatchObject([
      { task: 'seam:a.b', failure: { class: 'internal', message: 'the encoder crashed' } },
    ]);
  });

  test.each([
    ['cannot be read', `update derived set result = '{' where kind = 'conform'`, 'JSON'],
    ['is gone', `delete from derived where kind = 'conform'`, 'no longer in the workspace'],
  ])('a shot whose pieces were made is no placeholder when what was made %s', async (_what, sql, words) => {
    let isSpoilt = true;
    const stage = await openStage({
      hook: (point) => {
        if (point !== 'stretch.after' || !isSpoilt) return;
        isSpoilt = false;
        const db = new DatabaseSync(join(stage.workspace, 'longtake.db'));
        db.exec(sql);
        db.close();
      },
    });
    const result = await stage.render(planOf([{ id: 'a' }, { id: 'b' }]));
    expect(result).toMatchObject({ status: 'incomplete', film: null });
    expect(result.failures).toMatchObject([
      { task: 'film', failure: { class: 'internal', message: expect.stringContaining(words) } },
    ]);
    expect(stage.media.calls).not.toContain('placeholder');
  });

  test('a full disk ends the render with everything kept, and lets submissions be answered', async () => {
    let isFull = true;
    const answered = Promise.withResolvers<void>();
    const stage = await openStage({
      fate: ({ shot }) => (shot === 'b' ? { answer: answered.promise } : {}),
      hook: (point) => {
        if (point !== 'conform.before' || !isFull) return;
        setImmediate(answered.resolve);
        throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      },
    });
    const plan = planOf([{ id: 'a' }, { id: 'b' }]);
    await expect(stage.render(plan), 'which disk is full').rejects.toMatchObject({ path: stage.workspace });
    isFull = false;
    expect((await stage.render(plan)).status).toBe('done');
    expect(stage.provider.counts.reconciles, 'the answer was not thrown away').toBe(0);
    await expectHonest(stage);
  });
});
