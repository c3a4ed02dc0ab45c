import { describe, expect, test } from 'vitest';
import { obeyWishes } from '../../src/engine/obey-wishes.ts';
import { wordOf } from '../../src/engine/reduce.ts';
import { step } from '../../src/engine/step.ts';
import { toId, type AttemptId, type ShotId } from '../../src/model/ids.ts';
import { findMachine, listMachineEffects } from '../../src/store/machines.ts';
import { findLatestRender } from '../../src/store/renders.ts';
import { listOpenTakes } from '../../src/store/takes.ts';
import { insertWish } from '../../src/store/wishes.ts';
import { openWorkspace } from '../../src/store/workspace.ts';
import { failureOf } from '../machines/charts.ts';
import type { Fate } from '../support/fake-provider.ts';
import { expectHonest } from '../support/honest.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';
import { chargesFor, type Stage } from '../support/stage.ts';

const plan = planOf([{ id: 'a' }, { id: 'b', dissolve: 6 }, { id: 'c' }]);
const shot = (id: string): ShotId => toId<ShotId>(id);
const never = new AbortController().signal;
/** A job that goes on until somebody cancels it, and longer. */
const endless = { poll: 'stuck', retryAfterMs: 3_600_000 } as const satisfies Fate;

/** Real time does not pass in tests: what waits for another process looks again at every turn of the event loop. */
function asking(stage: Stage): Promise<Stage> {
  return openStage({ folder: stage.folder, clock: createManualClock({ hasty: true }) });
}

/** A render that was stopped while these shots were at their provider. */
async function stoppedWhile(fate: (id: string) => Fate, word = 'polling', id = 'a'): Promise<Stage> {
  const stage = await openStage({
    slots: 3,
    maxRunMs: Number.MAX_SAFE_INTEGER,
    fate: (job) => fate(job.shot),
  });
  const stop = new AbortController();
  await stage.render(plan, {
    stop: stop.signal,
    onEvent: (event) => {
      if (event.type === 'task.changed' && event.task === `take:${id}` && event.state === word) stop.abort();
    },
  });
  return stage;
}

describe('cancelling a film that nobody renders', () => {
  test('asks the provider to stop, says what may still be charged, and keeps what is stored', async () => {
    const stage = await stoppedWhile((id) => (id === 'a' ? endless : {}), 'polling');
    const { takes, mayCostMicros } = await stage.engine.cancel('film', null, never);
    const a = takes.find(({ task }) => task === 'take:a');
    expect(a).toMatchObject({ outcome: 'cancelled', mayCostMicros: 1_000_000 });
    expect(a?.message).toContain('may still be charged: $1.00');
    expect(mayCostMicros).toBeGreaterThanOrEqual(1_000_000);
    expect(stage.provider.counts.cancels).toBeGreaterThanOrEqual(1);
    const status = await stage.engine.status('film');
    expect(status.latest?.state).toBe('cancelled');
    expect(status.spentMicros, 'what may be charged counts as spent').toBe(1_000_000);
    await expectHonest(stage);

    const next = await openStage({ folder: stage.folder });
    const result = await next.render(plan);
    expect(result.status).toBe('done');
    const charged = next.provider.posts().reduce((sum, post) => sum + post.chargedMicros, 0);
    expect(result.spentMicros, 'the cancelled one is in the books').toBe(charged);
    await expectHonest(next);
  });

  test('brings in what was finished before it heard: the next render pays nothing for it', async () => {
    const stage = await stoppedWhile((id) => (id === 'a' ? { ...endless, cancelled: 'finishes' } : {}));
    const { takes } = await stage.engine.cancel('film', shot('a'), never);
    expect(takes).toMatchObject([{ task: 'take:a', outcome: 'finished', mayCostMicros: 0 }]);
    const next = await openStage({ folder: stage.folder });
    expect((await next.render(plan)).status).toBe('done');
    expect(chargesFor(next, 'a')).toBe(1);
    await expectHonest(next);
  });

  describe('of which a job took too long', () => {
    async function overdue(rest: Partial<Fate> = {}): Promise<Stage> {
      const fate = { ...endless, retryAfterMs: 1_000, ...rest };
      const stage = await openStage({ slots: 3, maxRunMs: 5_000, fate: (job) => (job.shot === 'a' ? fate : {}) });
      const { failures } = await stage.render(plan);
      expect(failures.find(({ task }) => task === 'take:a')).toMatchObject({ state: 'held' });
      return stage;
    }

    test('asks the provider to stop it', async () => {
      const stage = await overdue({ cancelled: failureOf('cancelled', { billed: 'no' }) });
      const { takes } = await stage.engine.cancel('film', null, never);
      expect(stage.provider.counts.cancels).toBe(1);
      expect(takes).toMatchObject([{ task: 'take:a', outcome: 'cancelled', mayCostMicros: 0 }]);
      expect(await stage.engine.held('film')).toEqual([]);
      expect(await stage.engine.status('film')).toMatchObject({ spentMicros: 2_000_000, reservedMicros: 0 });
    });

    test('brings it in when it is done by now', async () => {
      const stage = await overdue({ cancelled: 'finishes' });
      expect((await stage.engine.cancel('film', null, never)).takes).toMatchObject([{ outcome: 'finished' }]);
      const next = await openStage({ folder: stage.folder });
      expect((await next.render(plan)).status).toBe('done');
      expect(chargesFor(next, 'a')).toBe(1);
      await expectHonest(next);
    });

    test.each(['abandon', 'resubmit'] as const)('%s asks it too, and counts what it then says', async (action) => {
      const stage = await overdue({ cancelled: failureOf('cancelled', { billed: 'no' }) });
      const [take] = await stage.engine.held('film');
      expect(await stage.engine.settle('film', take!.id, { action }, never)).toMatchObject({
        spentMicros: 2_000_000,
        reservedMicros: 0,
      });
      expect(stage.provider.counts.cancels).toBe(1);
    });

    test.each(['abandon', 'resubmit'] as const)('%s leaves what is finished to the next render', async (action) => {
      const stage = await overdue({ cancelled: 'finishes' });
      const [take] = await stage.engine.held('film');
      await expect(stage.engine.settle('film', take!.id, { action }, never)).rejects.toMatchObject({
        code: 'finished_meanwhile',
      });
      const next = await openStage({ folder: stage.folder, fate: () => ({}) });
      expect((await next.render(plan)).status).toBe('done');
      expect(chargesFor(next, 'a')).toBe(1);
    });
  });

  test('of which a provider says that it has stopped takes up no slot, whatever it charges', async () => {
    const stopped = failureOf('cancelled', { billed: 'unknown' });
    const stage = await stoppedWhile((id) => (id === 'a' ? { ...endless, cancelled: stopped } : {}));
    await stage.engine.cancel('film', null, never);
    const next = await openStage({ folder: stage.folder, slots: 1, maxRunMs: 86_400_000 });
    const fromMs = next.clock.nowMs();
    expect((await next.render(plan)).status).toBe('done');
    expect(next.clock.nowMs() - fromMs).toBeLessThan(600_000);
  });

  test('gives money back when the provider says that it charges nothing', async () => {
    const stage = await stoppedWhile((id) =>
      id === 'a' ? { ...endless, cancelled: failureOf('cancelled', { billed: 'no' }) } : {},
    );
    const { takes } = await stage.engine.cancel('film', shot('a'), never);
    expect(takes).toMatchObject([{ task: 'take:a', outcome: 'cancelled', mayCostMicros: 0 }]);
    await expectHonest(stage);
  });

  test('of one shot leaves the others as they are', async () => {
    const stage = await stoppedWhile(() => endless, 'polling', 'c');
    const { takes } = await stage.engine.cancel('film', shot('b'), never);
    expect(takes.map(({ task }) => task)).toEqual(['take:b']);
    const status = await stage.engine.status('film');
    expect(status.latest?.state).toBe('paused');
    expect(status.takes.inFlight).toBe(2);
  });

  test('asks nobody for what was not sent', async () => {
    const stage = await stoppedWhile(() => ({}), 'reserving');
    const { mayCostMicros } = await stage.engine.cancel('film', null, never);
    expect(mayCostMicros).toBe(0);
    expect(stage.provider.counts.cancels).toBe(0);
    expect((await stage.engine.status('film')).takes.inFlight).toBe(0);
    await expectHonest(stage);
  });

  test('holds what its provider cannot tell about', async () => {
    const stage = await openStage({
      slots: 1,
      fate: ({ shot: id }) => (id === 'a' ? { answer: new Promise(() => {}) } : {}),
      safety: 'none',
    });
    const [stop, kill] = [new AbortController(), new AbortController()];
    await stage.render(plan, {
      stop: stop.signal,
      kill: kill.signal,
      onEvent: (event) => {
        if (event.type !== 'task.changed' || event.state !== 'submitting') return;
        setTimeout(() => {
          stop.abort();
          kill.abort();
        });
      },
    });
    const next = await openStage({ folder: stage.folder, safety: 'none' });
    const { takes, mayCostMicros } = await next.engine.cancel('film', null, never);
    expect(takes).toMatchObject([{ task: 'take:a', outcome: 'held', mayCostMicros: 1_000_000 }]);
    expect(mayCostMicros).toBe(1_000_000);
    await expectHonest(next);
  });

  test('twice, or with nothing in flight, does nothing', async () => {
    const stage = await openStage();
    expect(await stage.engine.cancel('film', null, never)).toEqual({ takes: [], mayCostMicros: 0 });
    await stage.render(plan);
    for (const _ of [1, 2])
      expect(await stage.engine.cancel('film', null, never)).toEqual({ takes: [], mayCostMicros: 0 });
    expect((await stage.render(plan)).status).toBe('unchanged');
  });
});

describe('cancelling while a render is under way', () => {
  test('the whole film ends it; what is stored is kept, and the next render buys only the rest', async () => {
    const stage = await openStage({
      slots: 3,
      clock: createManualClock(),
      maxRunMs: Number.MAX_SAFE_INTEGER,
      fate: ({ shot: id }) => (id === 'a' ? endless : {}),
    });
    const others = await asking(stage);
    const asked: Promise<unknown>[] = [];
    const result = await stage.render(plan, {
      onEvent: (event) => {
        if (event.type === 'task.changed' && event.task === 'conform:c' && event.state === 'stored')
          if (asked.length === 0) asked.push(others.engine.cancel('film', null, never));
      },
    });
    expect(result.status).toBe('cancelled');
    expect(await asked[0]).toMatchObject({
      takes: [{ task: 'take:a', outcome: 'cancelled' }],
      mayCostMicros: 1_000_000,
    });
    expect((await others.engine.status('film')).latest?.state).toBe('cancelled');
    await expectHonest(stage);
    const next = await openStage({ folder: stage.folder });
    expect((await next.render(plan)).status).toBe('done');
    expect([chargesFor(next, 'a'), chargesFor(next, 'b'), chargesFor(next, 'c')]).toEqual([2, 1, 1]);
    await expectHonest(next);
  });

  test('one shot lets the others finish: the film is partial', async () => {
    const stage = await openStage({
      slots: 3,
      clock: createManualClock(),
      maxRunMs: Number.MAX_SAFE_INTEGER,
      fate: ({ shot: id }) => (id === 'b' ? endless : {}),
    });
    const others = await asking(stage);
    const asked: Promise<unknown>[] = [];
    const result = await stage.render(plan, {
      onEvent: (event) => {
        if (event.type === 'task.changed' && event.task === 'conform:c' && event.state === 'stored')
          if (asked.length === 0) asked.push(others.engine.cancel('film', shot('b'), never));
      },
    });
    expect(result).toMatchObject({
      status: 'incomplete',
      film: { isPartial: true },
      failures: [{ task: 'take:b', failure: { class: 'cancelled', billed: 'unknown' } }],
    });
    expect(await asked[0]).toMatchObject({ takes: [{ task: 'take:b', outcome: 'cancelled' }] });
    await expectHonest(stage);
  });

  test('while nothing of it is under way, ends it all the same', async () => {
    const busy = failureOf('rate_limited', { billed: 'no', retryAfterMs: 3_600_000 });
    const stage = await openStage({ slots: 3, clock: createManualClock(), fate: () => ({ submit: busy }) });
    const others = await asking(stage);
    const asked: Promise<unknown>[] = [];
    const resting = new Set<string>();
    const result = await stage.render(plan, {
      onEvent: (event) => {
        if (event.type !== 'task.changed' || event.state !== 'backing_off') return;
        resting.add(event.task);
        // Only when the last of them rests does nothing run any more.
        if (resting.size === 3) asked.push(others.engine.cancel('film', null, never));
      },
    });
    expect(result.status).toBe('cancelled');
    expect(await asked[0]).toMatchObject({ mayCostMicros: 0 });
    await expectHonest(stage);
    const next = await openStage({ folder: stage.folder });
    expect((await next.render(plan)).status).toBe('done');
  });

  test.each([
    ['a job that is done just then', 'polling', { type: 'take.finished' }, 'downloading'],
    ['a reservation that is granted just then', 'reserving', { type: 'take.reserved', attempt: 'a_1' }, 'cancelling'],
  ] as const)('forgets nothing of %s', async (_what, word, crossing, after) => {
    const stage = await stoppedWhile(() => endless, word);
    await using workspace = await openWorkspace(stage.workspace);
    const { db } = workspace;
    const render = await findLatestRender(db, 'film');
    const take = (await listOpenTakes(db, 'film')).find(({ task }) => task === 'take:a');
    if (render === null || take === undefined) throw new Error('nothing is in flight');
    await insertWish(db, 'film', { kind: 'cancel', shot: shot('a') }, 0);
    let forgotten: readonly string[] = [];
    await obeyWishes(
      { workspace, plan, render },
      {
        isBusy: () => false,
        isBeginning: () => false,
        inTransaction: async (work) => {
          // Between the look at the rows and the transaction, somebody else's outcome is written down.
          if (crossing.type === 'take.finished') await step(db, take.machine, crossing, 0);
          else await step(db, take.machine, { ...crossing, attempt: toId<AttemptId>(crossing.attempt) }, 0);
          forgotten = (await db.transaction().execute((trx) => work(trx, 0))).forgotten ?? [];
        },
      },
    );
    const row = await findMachine(db, take.machine);
    expect(wordOf(row?.value ?? '')).toBe(after);
    const effects = (await listMachineEffects(db, take.machine)).map(({ kind }) => kind);
    expect(effects, 'what it does next').toContain(after === 'downloading' ? 'download' : 'cancel');
    expect(forgotten, 'what waits in memory').toEqual(after === 'downloading' ? [] : [take.machine]);
  });

  test('waits for a POST that is in flight, and then asks to stop the job that it made', async () => {
    const answered = Promise.withResolvers<void>();
    const stage = await openStage({
      slots: 1,
      clock: createManualClock(),
      maxRunMs: Number.MAX_SAFE_INTEGER,
      fate: ({ shot: id }) => (id === 'a' ? { ...endless, answer: answered.promise } : endless),
    });
    const others = await asking(stage);
    const asked: Promise<unknown>[] = [];
    const rendering = stage.render(plan, {
      onEvent: (event) => {
        if (event.type !== 'task.changed' || event.state !== 'submitting') return;
        if (asked.length === 0) asked.push(others.engine.cancel('film', null, never));
        setTimeout(() => answered.resolve(), 50);
      },
    });
    expect((await rendering).status).toBe('cancelled');
    expect(await asked[0]).toMatchObject({ takes: [{ task: 'take:a', outcome: 'cancelled' }] });
    expect(stage.provider.counts.cancels).toBe(1);
    const [attempt] = await stage.read((db) => db.selectFrom('attempt').selectAll().execute());
    expect(attempt).toMatchObject({ status: 'settled', billed: 'unknown', operation: expect.stringContaining('of a') });
    await expectHonest(stage);
  });
});

describe('pausing', () => {
  test('a render from elsewhere stops it as Ctrl-C does; a take that was polled is polled again', async () => {
    const stage = await openStage({
      slots: 1,
      clock: createManualClock(),
      maxRunMs: Number.MAX_SAFE_INTEGER,
      fate: () => endless,
    });
    const others = await asking(stage);
    const asked: Promise<unknown>[] = [];
    const result = await stage.render(plan, {
      onEvent: (event) => {
        if (event.type === 'task.changed' && event.task === 'take:a' && event.state === 'polling')
          if (asked.length === 0) asked.push(others.engine.pause('film', never));
      },
    });
    expect(result.status).toBe('cancelled');
    expect(await asked[0]).toEqual({ isPaused: true });
    expect((await others.engine.status('film')).latest).toMatchObject({ state: 'paused', isAlive: false });

    const next = await openStage({ folder: stage.folder });
    expect((await next.render(plan)).status).toBe('done');
    expect(next.events[0]).toMatchObject({ type: 'render.started', resumed: true });
    const states = next.events.flatMap((event) =>
      event.type === 'task.changed' && event.task === 'take:a' ? [event.state] : [],
    );
    expect(states).not.toContain('reserving');
    expect(chargesFor(next, 'a')).toBe(1);
    await expectHonest(next);
  });

  test('what is not under way says so', async () => {
    const stage = await openStage();
    expect(await stage.engine.pause('film', never)).toEqual({ isPaused: false });
    await stage.render(plan);
    expect(await stage.engine.pause('film', never)).toEqual({ isPaused: false });
  });
});
