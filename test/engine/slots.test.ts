import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSharedSlots } from '../../src/engine/slots.ts';
import { toId, type AttemptId, type MachineId } from '../../src/model/ids.ts';
import { failureOf } from '../machines/charts.ts';
import { planOf, type ShotSpec } from '../support/small-plan.ts';
import { expectHonest } from '../support/honest.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { openStage } from '../support/open-stage.ts';

const many = (count: number, rest: Partial<ShotSpec> = {}): readonly ShotSpec[] =>
  Array.from({ length: count }, (_, index) => ({ id: `s${index}`, ...rest }));

test('takes are shot side by side, as many as there are slots and no more', async () => {
  const stage = await openStage({ slots: 3, fate: () => ({ pending: 3 }) });
  expect((await stage.render(planOf(many(8)))).status).toBe('done');
  expect(stage.provider.mostOpen()).toBe(3);
  await expectHonest(stage);
});

test('one slot shoots one take at a time', async () => {
  const stage = await openStage({ slots: 1, fate: () => ({ pending: 1 }) });
  await stage.render(planOf(many(4)));
  expect(stage.provider.mostOpen()).toBe(1);
});

test('takes of one shot need a slot each', async () => {
  const stage = await openStage({ slots: 2, fate: () => ({ pending: 2 }) });
  expect((await stage.render(planOf(many(2, { takes: 3 })))).status).toBe('done');
  expect(stage.provider.posts()).toHaveLength(6);
  expect(stage.provider.mostOpen()).toBe(2);
  await expectHonest(stage);
});

test('the shots with the longest way to the film are shot first', async () => {
  const stage = await openStage({ slots: 1 });
  await stage.render(
    planOf([
      { id: 'quick' },
      { id: 'first' },
      { id: 'second', from: 'first' },
      { id: 'third', from: 'second' },
      { id: 'slow', weightMs: 25_000 },
    ]),
  );
  const order = stage.provider.posts().map(({ shot }) => shot);
  expect(order.slice(0, 2)).toEqual(['first', 'slow']);
  expect(order.indexOf('quick')).toBeGreaterThan(1);
});

test('a shot is conformed while others are still being shot', async () => {
  const conformed = Promise.withResolvers<void>();
  const stage = await openStage({ slots: 2, fate: ({ shot }) => (shot === 's1' ? { answer: conformed.promise } : {}) });
  const result = await stage.render(planOf(many(2)), {
    onEvent: (event) => {
      if (event.type === 'task.changed' && event.task === 'conform:s0' && event.state === 'stored') conformed.resolve();
    },
  });
  expect(result.status).toBe('done');
});

/** A stage in which nobody knows what became of the first shot's submission; its provider is done after ten minutes. */
const doubtful = (rest: Partial<Parameters<typeof openStage>[0]> = {}) =>
  openStage({
    slots: 1,
    safety: 'none',
    maxRunMs: RUN_MS,
    fate: ({ shot, nth }) => (shot === 's0' && nth === 1 ? { submit: 'unanswered' } : {}),
    ...rest,
  });
const RUN_MS = 600_000;

test('a held submission keeps its slot until its provider must be done with it, and no longer', async () => {
  const sentMs: number[] = [];
  const stage = await doubtful({
    hook: (point) => void (point === 'submit.before' && sentMs.push(stage.clock.nowMs())),
  });
  const result = await stage.render(planOf(many(3)));
  expect(result.failures.map(({ task, state }) => `${task} ${state}`)).toEqual(['take:s0 held']);
  expect(stage.provider.posts()).toHaveLength(3);
  const [first = 0, second = 0, third = 0] = sentMs;
  expect(second - first).toBeGreaterThanOrEqual(RUN_MS);
  expect(second - first).toBeLessThan(RUN_MS + 5_000);
  expect(third - second).toBeLessThan(RUN_MS);
  const told = stage.events.filter((event) => event.type === 'render.warned' && event.code === 'slot_in_doubt');
  expect(told).toMatchObject([{ message: expect.stringContaining('2026-01-01T00:10:') }]);
});

test('a take that waits for the slot of a submission which then becomes doubtful is sent when that must be over', async () => {
  const stage = await doubtful();
  const result = await stage.render(planOf(many(1, { takes: 2 })));
  expect(result.failures).toEqual([]);
  expect(stage.provider.posts()).toHaveLength(2);
  const told = stage.events.filter((event) => event.type === 'render.warned' && event.code === 'slot_in_doubt');
  expect(told).toHaveLength(1);
});

test('where there are slots beside it, nobody waits for a held submission', async () => {
  const stage = await doubtful({ slots: 2 });
  await stage.render(planOf(many(3)));
  expect(stage.provider.posts()).toHaveLength(3);
  expect(stage.events.filter((event) => event.type === 'render.warned')).toEqual([]);
});

test('the slot stays with the submission when its take is given up and another process renders, also another film', async () => {
  const before = await doubtful();
  await before.render(planOf([{ id: 's0' }]));
  const [held] = await before.engine.held('film');
  await before.engine.settle('film', held!.id, { action: 'abandon' }, new AbortController().signal);
  const after = await doubtful({ folder: before.folder, clock: before.clock });
  const fromMs = after.clock.nowMs();
  expect((await after.render(planOf([{ id: 'x' }], { name: 'other' }))).status).toBe('done');
  expect(after.clock.nowMs() - fromMs).toBeGreaterThan(RUN_MS - 60_000);
});

test('a job that failed keeps no slot in the next render, although nobody knows what it cost', async () => {
  const failed = { poll: failureOf('provider_failed', { billed: 'unknown' }) } as const;
  const stage = await openStage({ slots: 1, maxRunMs: 86_400_000, fate: ({ nth }) => (nth === 1 ? failed : {}) });
  expect((await stage.render(planOf([{ id: 'a' }]))).status).toBe('incomplete');
  const fromMs = stage.clock.nowMs();
  expect((await stage.render(planOf([{ id: 'a' }]))).status).toBe('done');
  expect(stage.clock.nowMs() - fromMs).toBeLessThan(RUN_MS);
});

test('a submission that provably never came has no slot', async () => {
  const stage = await openStage({
    slots: 1,
    maxRunMs: 86_400_000,
    fate: ({ shot, nth }) => (shot === 's0' && nth === 1 ? { submit: 'unheard' } : {}),
  });
  const fromMs = stage.clock.nowMs();
  expect((await stage.render(planOf(many(2)))).status).toBe('done');
  expect(stage.clock.nowMs() - fromMs).toBeLessThan(RUN_MS);
  await expectHonest(stage);
});

test('while one shot backs off others are shot, and its turn comes by its way to the film', async () => {
  const busy = failureOf('rate_limited', { retryAfterMs: 100 });
  const stage = await openStage({
    slots: 1,
    // Time only passes while somebody waits: the second shot takes longer than the first one backs off.
    fate: ({ shot, nth }) => (shot === 'long' && nth === 1 ? { submit: busy } : { pending: 4 }),
  });
  const result = await stage.render(
    planOf([{ id: 'long' }, { id: 'after', from: 'long' }, { id: 's1' }, { id: 's2' }]),
  );
  expect(result.status).toBe('done');
  expect(
    stage.provider
      .posts()
      .map(({ shot }) => shot)
      .slice(0, 3),
  ).toEqual(['long', 's1', 'long']);
  expect(stage.provider.mostOpen()).toBe(1);
  await expectHonest(stage);
});

test('a shot that backed off when the process died rests in the next one too', async () => {
  const busy = failureOf('rate_limited', { retryAfterMs: 3_600_000 });
  const stop = new AbortController();
  const before = await openStage({ slots: 1, fate: () => ({ submit: busy }) });
  const stopped = await before.render(planOf([{ id: 'a' }, { id: 'b' }]), {
    stop: stop.signal,
    onEvent: (event) => {
      if (event.type === 'task.changed' && event.state === 'backing_off') stop.abort();
    },
  });
  expect(stopped.status).toBe('cancelled');
  const after = await openStage({ folder: before.folder, slots: 1, clock: before.clock });
  expect((await after.render(planOf([{ id: 'a' }, { id: 'b' }]))).status).toBe('done');
  expect(after.provider.posts().map(({ shot }) => shot)).toEqual(['a', 'b', 'a']);
});

test('a take that waits for a slot gets it before those with a shorter way to the film', async () => {
  const queued = Promise.withResolvers<void>();
  const stage = await openStage({
    slots: 2,
    fate: ({ shot }) => (shot === 'short' ? { answer: queued.promise } : {}),
  });
  await stage.render(
    planOf([{ id: 'short', takes: 3 }, { id: 'first' }, { id: 'second', from: 'first', weightMs: 20_000 }]),
    {
      onEvent: (event) => {
        if (event.type === 'task.changed' && event.task === 'take:second' && event.state === 'reserving')
          queued.resolve();
      },
    },
  );
  const order = stage.provider.posts().map(({ shot }) => shot);
  expect(order.slice(0, 2).toSorted()).toEqual(['first', 'short']);
  expect(order.slice(2)).toEqual(['short', 'second', 'short']);
});

test('a second model of a ladder has slots of its own provider', async () => {
  const stage = await openStage({
    slots: 2,
    fate: ({ model }) => (model === 'fake:one' ? { submit: failureOf('quota') } : { pending: 2 }),
  });
  expect((await stage.render(planOf(many(5, { ladder: ['fake:one', 'fake:two'] })))).status).toBe('done');
  expect(stage.provider.mostOpen()).toBe(2);
});

test('renders of one process share the slots, and each gets its turn', async () => {
  const shared = createSharedSlots(() => 1);
  const turns: string[] = [];
  const [a, b, c] = ['a', 'b', 'c'].map((name) => shared.join(() => turns.push(name), createManualClock()));
  const machine = (name: string): MachineId => toId<MachineId>(name);
  expect(a!.take('p', machine('a1'))).toBe(true);
  expect([b!.take('p', machine('b1')), c!.take('p', machine('c1')), a!.take('p', machine('a2'))]).toEqual([
    false,
    false,
    false,
  ]);
  a!.free(machine('a1'));
  expect(turns).toEqual(['b']);
  expect(a!.take('p', machine('a2')), 'who waits longer comes first').toBe(false);
  expect(b!.take('p', machine('b1'))).toBe(true);
  b!.free(machine('b1'));
  c!.pass();
  expect(turns).toEqual(['b', 'c', 'a']);
  expect(a!.take('p', machine('a2'))).toBe(true);
  expect(b!.take('p', machine('b2'))).toBe(false);
  a![Symbol.dispose]();
  expect(turns.at(-1)).toBe('b');
  expect(b!.take('p', machine('b2'))).toBe(true);
});

test('whoever waits for a slot of which nobody will say that it is free sets an alarm of its own', async () => {
  const shared = createSharedSlots(() => 1);
  const clock = createManualClock();
  const turns: string[] = [];
  const [a, b] = ['a', 'b'].map((name) => shared.join(() => turns.push(name), clock));
  const machine = (name: string): MachineId => toId<MachineId>(name);
  expect([a!.take('p', machine('a1')), b!.take('p', machine('b1'))]).toEqual([true, false]);
  for (let time = 0; time < 2; time += 1) a!.hold('p', toId<AttemptId>('lost'), clock.nowMs() + RUN_MS);
  a!.free(machine('a1'));
  expect(turns, 'told once').toEqual(['b']);
  expect(b!.take('p', machine('b1'))).toBe(false);
  expect(clock.sleptMs).toEqual([RUN_MS]);
  clock.advance(RUN_MS);
  await Promise.resolve();
  expect(turns).toEqual(['b', 'b']);
  expect(b!.take('p', machine('b1'))).toBe(true);
});

test('nobody gets a slot at a provider that is braked, until the time is over or who braked is gone', () => {
  const shared = createSharedSlots(() => 4);
  const clock = createManualClock();
  const turns: string[] = [];
  const [a, b] = ['a', 'b'].map((name) => shared.join(() => turns.push(name), clock));
  const machine = (name: string): MachineId => toId<MachineId>(name);
  a!.brake('p', 5_000);
  a!.brake('p', 1_000);
  expect([b!.take('p', machine('b1')), b!.take('q', machine('b2'))]).toEqual([false, true]);
  a![Symbol.dispose]();
  expect(turns, 'it finds out for itself').toEqual(['b']);
  expect(b!.take('p', machine('b1'))).toBe(true);
});

test('a provider that is asked too often is left alone by all takes for as long as it says', async () => {
  const clock = createManualClock({ hasty: true });
  const sentMs: number[] = [];
  const stage = await openStage({
    clock,
    slots: 1,
    fate: ({ shot, nth }) => {
      sentMs.push(clock.nowMs());
      return shot === 's0' && nth === 1 ? { submit: { ...failureOf('rate_limited'), retryAfterMs: 45_000 } } : {};
    },
  });
  expect((await stage.render(planOf(many(3)))).status).toBe('done');
  const [first = 0, second = 0] = sentMs
    .toSorted((one, other) => one - other)
    .filter((ms, index, all) => ms !== all[index - 1]);
  expect(second - first).toBeGreaterThanOrEqual(45_000);
});

test('a provider that is away is asked less and less, and that is said', async () => {
  const stage = await openStage({
    clock: createManualClock({ hasty: true }),
    fate: () => ({ submit: failureOf('unavailable') }),
  });
  const result = await stage.render(planOf(many(2)));
  expect(result.failures.map(({ failure }) => failure?.class)).toEqual(['unavailable', 'unavailable']);
  const warned = stage.events.filter((event) => event.type === 'render.warned' && event.code === 'provider_away');
  expect(warned.length).toBeGreaterThan(2);
  expect(result.spentMicros).toBe(0);
});

test('many renders side by side never have more takes open than there are slots, and all come to their end', async () => {
  const stage = await openStage({ slots: 2, fate: ({ nth }) => ({ pending: 1 + (nth % 3) }) });
  const results = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      stage.engine.render(
        { ...planOf(many(4)), name: `film-${index}` },
        {
          out: join(stage.folder, `film-${index}.mp4`),
          maxCostMicros: null,
          onEvent: () => {},
          stop: new AbortController().signal,
          kill: new AbortController().signal,
        },
      ),
    ),
  );
  expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'done'));
  expect(stage.provider.mostOpen()).toBe(2);
  expect(stage.provider.posts()).toHaveLength(24);
});

test('a film is rendered once at a time', async () => {
  const answered = Promise.withResolvers<void>();
  const stage = await openStage({ fate: () => ({ answer: answered.promise }) });
  const begun = Promise.withResolvers<void>();
  const first = stage.render(planOf([{ id: 'a' }]), { onEvent: () => begun.resolve() });
  await begun.promise;
  await expect(stage.render(planOf([{ id: 'a' }]))).rejects.toMatchObject({ code: 'workspace_busy' });
  answered.resolve();
  expect((await first).status).toBe('done');
});
