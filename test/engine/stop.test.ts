import { describe, expect, test } from 'vitest';
import { failureOf } from '../machines/charts.ts';
import { findLatestRender } from '../../src/store/renders.ts';
import { planOf } from '../support/small-plan.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { expectHonest } from '../support/honest.ts';
import { openStage } from '../support/open-stage.ts';
import { chargesFor, type Stage, type StageOptions } from '../support/stage.ts';

const plan = planOf([{ id: 'a' }, { id: 'b', dissolve: 6 }, { id: 'c' }]);

/** Aborts when a task comes to a state. */
function stopAt(task: string, state: string) {
  const stop = new AbortController();
  return {
    stop: stop.signal,
    onEvent: (event: Stage['events'][number]) => {
      if (event.type === 'task.changed' && event.task === task && event.state === state)
        stop.abort(new Error('stopped'));
    },
  };
}

/** As soon as the first POST is at the provider. */
function whenPosted(stage: Stage, act: () => void): void {
  if (stage.provider.posts().length > 0) act();
  else setImmediate(() => whenPosted(stage, act));
}

describe('a stop', () => {
  test('lets a submission in flight be answered and saved; the next render goes on without sending it again', async () => {
    const answered = Promise.withResolvers<void>();
    const stage = await openStage({ slots: 1, fate: ({ shot }) => (shot === 'a' ? { answer: answered.promise } : {}) });
    const stop = new AbortController();
    const rendering = stage.render(plan, {
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type !== 'task.changed' || event.state !== 'submitting') return;
        whenPosted(stage, () => {
          stop.abort();
          answered.resolve();
        });
      },
    });
    expect(await rendering).toMatchObject({ status: 'cancelled', film: null });
    expect(stage.events.filter(({ type }) => type === 'render.changed')).toMatchObject([
      { state: 'stopping' },
      { state: 'paused' },
    ]);
    const [attempt] = await stage.read((db) => db.selectFrom('attempt').selectAll().execute());
    expect(attempt).toMatchObject({ status: 'submitted', operation: expect.stringContaining('video 1 of a') });
    expect(stage.provider.posts()).toHaveLength(1);
    await expectHonest(stage);

    const result = await stage.render(plan);
    expect(result).toMatchObject({ status: 'done', render: expect.any(String) });
    expect(stage.events[0]).toMatchObject({
      type: 'render.started',
      resumed: true,
      // What is in flight is shown as that from the first line on.
      tasks: expect.arrayContaining([expect.objectContaining({ id: 'take:a', state: 'polling' })]),
    });
    expect(stage.events.filter(({ type }) => type === 'render.changed')).toMatchObject([{ state: 'done' }]);
    expect(
      stage.provider
        .posts()
        .map(({ shot }) => shot)
        .toSorted(),
    ).toEqual(['a', 'b', 'c']);
    expect(stage.provider.counts.reconciles).toBe(0);
    await expectHonest(stage);
  });

  test('of another cut leaves the film that is there not `paused` for ever', async () => {
    const stage = await openStage();
    await stage.render(plan);
    const other = planOf([{ id: 'a' }, { id: 'b', dissolve: 8 }, { id: 'c' }]);
    expect(await stage.render(other, { stop: AbortSignal.abort() })).toMatchObject({ status: 'cancelled' });
    const result = await stage.render(plan);
    expect(result).toMatchObject({ status: 'done' });
    expect(await stage.read((db) => findLatestRender(db, plan.name))).toMatchObject({
      id: result.render,
      state: 'done',
    });
    expect(await stage.render(plan)).toMatchObject({ status: 'unchanged' });
  });

  test('begins nothing new', async () => {
    const stage = await openStage({ slots: 1 });
    await stage.render(plan, stopAt('take:a', 'stored'));
    expect(stage.provider.posts().map(({ shot }) => shot)).toEqual(['a']);
  });

  test.each([
    ['take:a', 'reserving'],
    ['take:a', 'polling'],
    ['take:a', 'downloading'],
    ['conform:b', 'conforming'],
    ['seam:a.b', 'encoding'],
    ['sound', 'mixing'],
    ['film', 'assembling'],
    ['film', 'stored'],
  ])('when %s is %s loses nothing: the next render makes the same film, each shot paid once', async (task, state) => {
    const whole = await openStage();
    await whole.render(plan);
    const stage = await openStage({ slots: 2 });
    const stopped = await stage.render(plan, stopAt(task, state));
    expect(stopped.status).toBe(state === 'stored' && task === 'film' ? 'done' : 'cancelled');
    const result = await stage.render(plan);
    expect(['done', 'unchanged']).toContain(result.status);
    expect(await stage.film()).toBe(await whole.film());
    for (const shot of ['a', 'b', 'c']) expect(chargesFor(stage, shot)).toBe(1);
    expect(result).toMatchObject({ spentMicros: 3_000_000, reservedMicros: 0 });
    await expectHonest(stage);
  });

  test('while it waits for a busy provider does not wait on', async () => {
    const fate: StageOptions['fate'] = ({ nth }) =>
      nth === 1 ? { submit: failureOf('rate_limited', { retryAfterMs: 60_000 }) } : {};
    const one = planOf([{ id: 'a' }]);
    // On this clock nothing that is waited for ever comes.
    const stage = await openStage({ fate, clock: createManualClock() });
    await stage.render(one, stopAt('take:a', 'backing_off'));
    const next = await openStage({ folder: stage.folder, fate });
    const startMs = next.clock.nowMs();
    expect((await next.render(one)).status).toBe('done');
    expect(next.clock.nowMs() - startMs, 'the next render waits as the provider wished').toBeGreaterThan(59_000);
    await expectHonest(next);
  });

  test.each([-24, 24])('survives a clock that is put %i hours off: nobody waits a day', async (hours) => {
    const stage = await openStage({
      fate: ({ nth }) => (nth === 1 ? { submit: failureOf('rate_limited', { retryAfterMs: 60_000 }) } : {}),
    });
    const one = planOf([{ id: 'a' }]);
    await stage.render(one, stopAt('take:a', 'backing_off'));
    stage.clock.advance(hours * 3_600_000);
    const startMs = stage.clock.nowMs();
    expect((await stage.render(one)).status).toBe('done');
    expect(stage.clock.nowMs() - startMs).toBeLessThan(120_000);
    await expectHonest(stage);
  });

  test('before the beginning does nothing', async () => {
    const stage = await openStage();
    expect((await stage.render(plan, { stop: AbortSignal.abort() })).status).toBe('cancelled');
    expect(stage.provider.posts()).toEqual([]);
  });
});

describe('a kill (the second Ctrl-C)', () => {
  test('does not wait for an answer; the next render asks what became of it', async () => {
    const stage = await openStage({
      slots: 1,
      fate: ({ shot }) => (shot === 'a' ? { answer: new Promise(() => {}) } : {}),
    });
    const [stop, kill] = [new AbortController(), new AbortController()];
    const rendering = stage.render(plan, {
      stop: stop.signal,
      kill: kill.signal,
      onEvent: (event) => {
        if (event.type !== 'task.changed' || event.state !== 'submitting') return;
        whenPosted(stage, () => {
          stop.abort();
          kill.abort();
        });
      },
    });
    expect((await rendering).status).toBe('cancelled');
    const next = await openStage({ folder: stage.folder });
    expect((await next.render(plan)).status).toBe('done');
    expect(next.provider.counts.reconciles).toBe(1);
    for (const shot of ['a', 'b', 'c']) expect(chargesFor(next, shot)).toBe(1);
    await expectHonest(next);
  });
});

describe('a plan that changed in between', () => {
  test('drops takes that were not sent, and finishes and keeps those in flight', async () => {
    const stage = await openStage({
      slots: 3,
      fate: ({ shot }) =>
        shot === 'a'
          ? { pending: 3 }
          : shot === 'b'
            ? { submit: failureOf('rate_limited', { retryAfterMs: 3_600_000 }) }
            : {},
    });
    const stop = new AbortController();
    const seen = new Set<string>();
    await stage.render(plan, {
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === 'task.changed') seen.add(`${event.task} ${event.state}`);
        if (seen.has('take:a polling') && seen.has('take:b backing_off')) stop.abort();
      },
    });
    const next = await openStage({ folder: stage.folder });
    const result = await next.render(planOf([{ id: 'a', action: 'new' }, { id: 'b', action: 'new' }, { id: 'c' }]));
    expect(result.status).toBe('done');
    const takes = await next.read((db) =>
      db.selectFrom('take').select(['task', 'number', 'state']).orderBy('task').orderBy('number').execute(),
    );
    const of = (task: string) => takes.filter((take) => take.task === task).map(({ state }) => state);
    expect(of('take:b')).toEqual(['failed', 'stored']);
    expect(of('take:a')).toEqual(['stored', 'stored']);
    expect(result).toMatchObject({ spentMicros: 4_000_000, reservedMicros: 0 });
    expect(await next.film()).toContain('"prompt":"new"');
    expect(next.provider.posts().filter(({ shot }) => shot === 'a')).toHaveLength(2);
    await expectHonest(next);
    // What the storyboard no longer asks for is finished in silence.
    const told = next.events.flatMap((event) =>
      event.type === 'task.changed' && event.take !== null ? [`${event.task} ${event.take}`] : [],
    );
    expect([...new Set(told)].toSorted()).toEqual(['take:a 2', 'take:b 2', 'take:c 1']);
  });

  test('says what it waits for when only takes are left that nobody asks for, and can be stopped', async () => {
    let isSlow = true;
    const slow: StageOptions = {
      maxRunMs: Number.MAX_SAFE_INTEGER,
      fate: ({ shot }) => (shot === 'a' && isSlow ? { poll: 'stuck' } : {}),
    };
    const stage = await openStage(slow);
    await stage.render(planOf([{ id: 'a' }]), stopAt('take:a', 'polling'));
    const next = await openStage({ ...slow, folder: stage.folder });
    const other = planOf([{ id: 'b' }]);
    const stop = new AbortController();
    const stopped = await next.render(other, {
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === 'render.warned' && event.code === 'unwanted_takes') stop.abort();
      },
    });
    expect(stopped).toMatchObject({ status: 'done', reservedMicros: 1_000_000 });
    isSlow = false;
    expect(await next.render(other), 'what is paid is fetched, although the film is there').toMatchObject({
      status: 'done',
      spentMicros: 2_000_000,
      reservedMicros: 0,
    });
    expect((await next.render(other)).status).toBe('unchanged');
    await expectHonest(next);
  });

  test('and no longer has a shot whose take was about to be sent lets go of its money', async () => {
    const stage = await openStage();
    await stage.render(plan, stopAt('take:a', 'reserving'));
    const next = await openStage({ folder: stage.folder });
    const result = await next.render(planOf([{ id: 'x' }]));
    expect(result).toMatchObject({ status: 'done', spentMicros: 1_000_000, reservedMicros: 0 });
    expect(next.provider.posts().map(({ shot }) => shot)).toEqual(['x']);
    await expectHonest(next);
  });

  test('and renamed a shot whose take was about to be sent goes on with it', async () => {
    const stage = await openStage();
    await stage.render(planOf([{ id: 'a', action: 'runs' }]), stopAt('take:a', 'reserving'));
    const next = await openStage({ folder: stage.folder });
    const result = await next.render(planOf([{ id: 'z', action: 'runs', was: 'a' }]));
    expect(result).toMatchObject({ status: 'done', spentMicros: 1_000_000 });
    expect(next.provider.posts()).toHaveLength(1);
    expect(
      next.events.some(
        (event) => event.type === 'task.changed' && event.task === 'take:z' && event.state === 'polling',
      ),
      'it is told under its new name',
    ).toBe(true);
    await expectHonest(next);
  });

  test('and names another model finishes and keeps what is in flight with the old one', async () => {
    const stage = await openStage();
    await stage.render(planOf([{ id: 'a' }]), stopAt('take:a', 'polling'));
    const next = await openStage({ folder: stage.folder, slots: 1 });
    const result = await next.render(planOf([{ id: 'a', ladder: ['fake:two'] }, { id: 'b' }, { id: 'c', from: 'b' }]));
    expect(result).toMatchObject({ status: 'done', spentMicros: 4_000_000, reservedMicros: 0 });
    await expectHonest(next);
  });
});
