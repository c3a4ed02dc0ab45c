import { describe, expect, test } from 'vitest';
import { toId, type TaskId } from '../../src/model/ids.ts';
import type { Plan, Select } from '../../src/model/plan.ts';
import { failureOf } from '../machines/charts.ts';
import { expectHonest } from '../support/honest.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf, type ShotSpec } from '../support/small-plan.ts';
import { statesOf, type Stage } from '../support/stage.ts';

const SHOTS: readonly ShotSpec[] = [
  { id: 'a' },
  { id: 'b', dissolve: 6 },
  { id: 'c', dissolve: 6 },
  { id: 'd', dissolve: 6 },
];
const B = toId<TaskId>('take:b');

/** The film with something chosen or asked for of one shot. */
function filmWith(id: string, select: Partial<Select>, shots = SHOTS) {
  return planOf(shots.map((shot) => (shot.id === id ? { ...shot, select } : shot)));
}

/** The file of a take, as the lock file has it. */
async function fileOf(stage: Stage, shot: string, number: number): Promise<string> {
  const takes = await stage.engine.takes(planOf(SHOTS), toId<TaskId>(`take:${shot}`));
  return takes.find((take) => take.number === number)?.sha?.slice(0, 16) ?? '';
}

const shotsOf = (stage: Stage): readonly string[] => stage.provider.posts().map(({ shot, nth }) => `${shot}${nth}`);

describe('a retake', () => {
  test('shoots one shot, and makes again only what touches it', async () => {
    const stage = await openStage();
    await stage.render(planOf(SHOTS));
    const before = stage.media.calls.length;
    const result = await stage.render(filmWith('b', {}));
    expect(result).toMatchObject({ status: 'done', failures: [] });
    expect(shotsOf(stage).slice(4)).toEqual(['b2']);
    const made = stage.events.flatMap((event) =>
      event.type === 'task.changed' && event.state === 'stored' ? event.task : [],
    );
    expect(made.toSorted()).toEqual(['conform:b', 'film', 'seam:a.b', 'seam:b.c', 'sound', 'take:b']);
    const calls = stage.media.calls.slice(before);
    expect(calls.filter((call) => call === 'conform')).toHaveLength(1);
    expect(calls.filter((call) => call === 'seam')).toHaveLength(2);
    expect(await stage.film()).toContain('"seed":7926');
    expect(await stage.render(filmWith('b', {}))).toMatchObject({ status: 'unchanged' });
    await expectHonest(stage);
  });

  test('asks for what it was told: prompt, model and seed', async () => {
    const stage = await openStage();
    await stage.render(planOf(SHOTS));
    await stage.render(filmWith('b', { override: { prompt: null, model: null, seed: 12 } }));
    expect(stage.provider.posts().at(-1)?.body).toMatchObject({ shot: 'b', seed: 12 });
  });

  test('that fails leaves the film with the take that it had, and the next render tries again', async () => {
    const stage = await openStage({
      fate: ({ shot, nth }) => (shot === 'b' && nth === 2 ? { submit: failureOf('provider_failed') } : {}),
    });
    await stage.render(planOf(SHOTS));
    const film = await stage.film();
    const plan = filmWith('b', {});
    const failed = await stage.render(plan);
    expect(failed).toMatchObject({ status: 'incomplete', film: { isPartial: false } });
    expect(failed.failures).toMatchObject([{ task: B, state: 'failed', meanwhile: 1 }]);
    expect(await stage.film()).toBe(film);
    expect(await stage.engine.outlook(plan)).toMatchObject({ isComplete: false });
    const outlook = (await stage.engine.outlook(plan)).tasks.find(({ task }) => task === B);
    expect(outlook).toMatchObject({ verdict: 'make', reason: 'retake: take 3, because take 2 failed', take: 1 });

    expect(await stage.render(plan)).toMatchObject({ status: 'done' });
    expect(await stage.film()).not.toBe(film);
    expect((await stage.engine.takes(plan, B)).map(({ number, state, isUsed }) => [number, state, isUsed])).toEqual([
      [1, 'stored', false],
      [2, 'failed', false],
      [3, 'stored', true],
    ]);
    await expectHonest(stage);
  });

  test('that is given up by choosing the take before it costs nothing more', async () => {
    const stage = await openStage({
      fate: ({ shot, nth }) => (shot === 'b' && nth === 2 ? { submit: failureOf('moderation') } : {}),
    });
    await stage.render(planOf(SHOTS));
    await stage.render(filmWith('b', {}));
    const result = await stage.render(filmWith('b', { take: 1, file: await fileOf(stage, 'b', 1) }));
    expect(result).toMatchObject({ status: 'done' });
    expect(shotsOf(stage).filter((shot) => shot.startsWith('b'))).toEqual(['b1', 'b2']);
  });

  test('that was broken off goes on: what was sent for it is not sent again', async () => {
    const stage = await openStage();
    await stage.render(planOf(SHOTS));
    const plan = filmWith('b', {});
    const stop = new AbortController();
    const stopped = await stage.render(plan, {
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === 'task.changed' && event.task === B && event.state === 'polling') stop.abort();
      },
    });
    expect(stopped.status).toBe('cancelled');
    expect(await stage.engine.askFor(plan, B, { override: null, takes: 1 })).toMatchObject({
      kind: 'going_on',
      locked: { take: 2 },
    });
    expect(await stage.render(plan)).toMatchObject({ status: 'done' });
    expect(shotsOf(stage).filter((shot) => shot.startsWith('b'))).toEqual(['b1', 'b2']);
    expect(await stage.engine.askFor(plan, B, { override: null, takes: 1 })).toMatchObject({
      kind: 'new',
      locked: { take: 3 },
    });
    await expectHonest(stage);
  });

  test('while another take of the shot is in flight loses neither', async () => {
    const stage = await openStage();
    const stop = new AbortController();
    await stage.render(planOf(SHOTS), {
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === 'task.changed' && event.task === B && event.state === 'polling') stop.abort();
      },
    });
    const plan = filmWith('b', {});
    expect(await stage.render(plan)).toMatchObject({ status: 'done' });
    expect((await stage.engine.takes(plan, B)).map(({ number, state, isUsed }) => [number, state, isUsed])).toEqual([
      [1, 'stored', false],
      [2, 'stored', true],
    ]);
    expect(shotsOf(stage).filter((shot) => shot.startsWith('b'))).toEqual(['b1', 'b2']);
    await expectHonest(stage);
  });

  test('of several takes shoots them at once, and the film uses the newest', async () => {
    const stage = await openStage({ slots: 3 });
    await stage.render(planOf(SHOTS));
    const plan = filmWith('b', { takes: 3 });
    expect(await stage.render(plan)).toMatchObject({ status: 'done' });
    expect((await stage.engine.takes(plan, B)).map(({ number, isUsed }) => [number, isUsed])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, true],
    ]);
    expect(new Set((await stage.engine.takes(plan, B)).map(({ seed }) => seed)).size).toBe(4);
  });

  test('of several takes of which some fail says how many came, and why', async () => {
    const failure = failureOf('provider_failed');
    const stage = await openStage({ fate: ({ shot, nth }) => (shot === 'b' && nth === 3 ? { poll: failure } : {}) });
    await stage.render(planOf(SHOTS));
    const warnings = (): readonly string[] =>
      stage.events.flatMap((event) =>
        event.type === 'render.warned' && event.code === 'fewer_takes' ? event.message : [],
      );
    expect(warnings()).toEqual([]);
    expect(await stage.render(filmWith('b', { takes: 3 }))).toMatchObject({ status: 'done' });
    expect(warnings()).toEqual([expect.stringMatching(/b: 2 of 3 takes came\. .* What went wrong: /u)]);
    // What a plan says that is to be made, the next render makes.
    const posted = shotsOf(stage).length;
    expect(await stage.render(filmWith('b', { takes: 3 }))).toMatchObject({ status: 'done' });
    expect(shotsOf(stage).slice(posted)).toHaveLength(1);
    expect(await stage.render(filmWith('b', { takes: 3 }))).toMatchObject({ status: 'unchanged' });
  });

  test('keeps its number in a workspace that has none of the takes before it', async () => {
    const stage = await openStage();
    const plan = filmWith('b', { take: 3 });
    await stage.render(plan);
    expect((await stage.engine.takes(plan, B)).map(({ number }) => number)).toEqual([3]);
    const [a] = await stage.engine.takes(plan, toId<TaskId>('take:a'));
    expect(a?.number).toBe(1);
  });
});

describe('a film of which one shot alone is made', () => {
  /** As `retake` renders it. */
  async function renderAlone(stage: Stage, plan: Plan, wanted: TaskId | null) {
    const { plan: alone, limits } = await stage.engine.limit(plan, wanted === null ? [] : [wanted]);
    return stage.render(alone, { limits });
  }

  test('buys that shot and nothing else; the rest is made by the next render', async () => {
    const stage = await openStage();
    await stage.render(planOf(SHOTS.slice(0, 3)));
    // A cut to the new shot, so that the one before it stays as long as it is.
    const shots = [...SHOTS.slice(0, 3), { id: 'd' }].map((shot) =>
      shot.id === 'a' ? { ...shot, action: 'else' } : shot,
    );
    const plan = filmWith('b', {}, shots);
    const result = await renderAlone(stage, plan, B);
    expect(result).toMatchObject({
      status: 'incomplete',
      film: { isPartial: true },
      failures: [],
      kept: [{ task: 'take:a', take: 1 }],
      left: [{ task: 'take:d' }],
    });
    expect(shotsOf(stage)).toEqual(['a1', 'b1', 'c1', 'b2']);
    expect(await stage.render(plan)).toMatchObject({ status: 'done', kept: [], left: [] });
    expect(shotsOf(stage).toSorted()).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'd1']);
    await expectHonest(stage);
  });

  test('tells before which kept takes are too short for the film by now, as the plan does', async () => {
    const stage = await openStage();
    await stage.render(planOf(SHOTS.slice(0, 3)));
    const shots = [...SHOTS.slice(0, 3), { id: 'd', dissolve: 6 }].map((shot) =>
      shot.id === 'c' ? { ...shot, action: 'else' } : shot,
    );
    const plan = filmWith('b', {}, shots);
    const { limits } = await stage.engine.limit(plan, [B]);
    const words = expect.stringMatching(/^is 1\.25 s long; the film needs 1\.50 s of it$/u);
    expect(limits.kept).toMatchObject([{ task: 'take:c', take: 1, tooShort: words }]);
    const { tasks } = await stage.engine.outlook(plan);
    expect(tasks.find(({ task }) => task === 'take:c')?.reason).toContain('a placeholder stands for it until then');
  });

  test('that was broken off goes on with the same command, and does not buy it twice', async () => {
    const stage = await openStage();
    await stage.render(planOf(SHOTS.slice(0, 3)));
    const plan = filmWith('b', {});
    const { plan: alone, limits } = await stage.engine.limit(plan, [B]);
    const stop = new AbortController();
    await stage.render(alone, {
      limits,
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === 'task.changed' && event.task === 'conform:b' && event.state === 'stored') stop.abort();
      },
    });
    expect(await stage.engine.askFor(plan, B, { override: null, takes: 1 })).toMatchObject({ kind: 'going_on' });
    expect(await renderAlone(stage, plan, B)).toMatchObject({ status: 'incomplete', left: [{ task: 'take:d' }] });
    expect(shotsOf(stage)).toEqual(['a1', 'b1', 'c1', 'b2']);
  });

  test('lets takes of other shots be that are on their way, and the next render brings them in', async () => {
    const stage = await openStage({ fate: ({ shot }) => ({ pending: shot === 'a' ? 3 : 0 }) });
    const stop = new AbortController();
    await stage.render(planOf(SHOTS), {
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === 'task.changed' && event.task === 'take:a' && event.state === 'polling') stop.abort();
      },
    });
    const sent = shotsOf(stage);
    const plan = filmWith('b', {});
    const result = await renderAlone(stage, plan, B);
    expect(result.left.map(({ task }) => task)).toContain('take:a');
    expect(shotsOf(stage).filter((shot) => !sent.includes(shot))).toEqual(
      ['b2'].filter((shot) => !sent.includes(shot)),
    );
    expect(await stage.render(plan)).toMatchObject({ status: 'done' });
    expect(shotsOf(stage).filter((shot) => shot.startsWith('a'))).toEqual(['a1']);
    await expectHonest(stage);
  });

  test('and which fails keeps the take of earlier words', async () => {
    const stage = await openStage({
      fate: ({ shot, nth }) => (shot === 'b' && nth === 2 ? { submit: failureOf('moderation') } : {}),
    });
    await stage.render(planOf(SHOTS));
    const film = await stage.film();
    const shots = SHOTS.map((shot) => (shot.id === 'b' ? { ...shot, action: 'else' } : shot));
    const { locked } = await stage.engine.askFor(planOf(shots), B, { override: null, takes: 1 });
    const result = await renderAlone(stage, filmWith('b', { take: locked.take, instead: locked.instead }, shots), B);
    expect(result).toMatchObject({ status: 'incomplete', film: { isPartial: false } });
    expect(await stage.film()).toBe(film);
  });
});

describe('a select', () => {
  test('cuts the film from another take without sending anything; the film is what it was', async () => {
    const stage = await openStage();
    await stage.render(planOf(SHOTS));
    const first = await stage.film();
    await stage.render(filmWith('b', {}));
    const second = await stage.film();
    const posts = stage.provider.posts().length;
    const result = await stage.render(filmWith('b', { take: 1, file: await fileOf(stage, 'b', 1) }));
    expect(result).toMatchObject({ status: 'done', made: 2 });
    expect(await stage.film()).toBe(first);
    await stage.render(filmWith('b', { take: 2, file: await fileOf(stage, 'b', 2) }));
    expect(await stage.film()).toBe(second);
    expect(stage.provider.posts()).toHaveLength(posts);
  });

  test('can be a take of earlier words, of another model, or of the name that the shot had', async () => {
    const stage = await openStage();
    await stage.render(planOf(SHOTS));
    const first = await stage.film();
    const file = await fileOf(stage, 'b', 1);
    const changed: readonly ShotSpec[] = SHOTS.map((shot) =>
      shot.id === 'b' ? { ...shot, action: 'something else', ladder: ['fake:two'] } : shot,
    );
    await stage.render(planOf(changed));
    expect(await stage.film()).not.toBe(first);
    await stage.render(filmWith('b', { take: 1, file }, changed));
    expect(await stage.film()).toBe(first);
    const renamed: readonly ShotSpec[] = changed.map((shot) =>
      shot.id === 'b' ? { ...shot, id: 'bb', was: 'b' } : shot,
    );
    await stage.render(filmWith('bb', { take: 1, file }, renamed));
    expect(await stage.film()).toBe(first);
    expect(shotsOf(stage)).toHaveLength(5);
  });

  test('of a file that is not in this workspace shoots the shot as the storyboard has it', async () => {
    const stage = await openStage();
    const plan = filmWith('b', { take: 2, file: '0123456789abcdef' });
    const reason = (await stage.engine.outlook(plan)).tasks.find(({ task }) => task === B)?.reason;
    expect(reason).toBe('the chosen take 2 is not in this workspace: take 2');
    expect(await stage.render(plan)).toMatchObject({ status: 'done' });
    expect(await stage.render(plan)).toMatchObject({ status: 'unchanged' });
  });
});

describe('a take that is shorter than the film needs it now', () => {
  // A dissolve makes the shot before it longer.
  const longer: readonly ShotSpec[] = [...SHOTS, { id: 'e', dissolve: 6 }];
  const D = toId<TaskId>('take:d');

  test('is refused by a select, before anything is written', async () => {
    const stage = await openStage();
    await stage.render(planOf(SHOTS));
    expect(await stage.engine.choose(planOf(longer), D, 1)).toMatchObject({ locked: null, refused: 'too_short' });
    expect(await stage.engine.choose(planOf(SHOTS), D, 1)).toMatchObject({ refused: null });
  });

  test('leaves a placeholder with both lengths where it is not shot again', async () => {
    const stage = await openStage();
    await stage.render(planOf(SHOTS));
    const { plan, limits } = await stage.engine.limit(planOf(longer), []);
    const result = await stage.render(plan, { limits });
    expect(result).toMatchObject({ status: 'incomplete', film: { isPartial: true } });
    expect(result.failures).toMatchObject([
      {
        task: 'conform:d',
        failure: { class: 'bad_output', message: expect.stringContaining('is 1.25 s long; the film needs 1.50 s') },
      },
    ]);
  });
});

describe('a neighbour', () => {
  const chain: readonly ShotSpec[] = [{ id: 'a' }, { id: 'b', from: 'a' }, { id: 'c', from: 'b' }];

  test('that starts from a frame which is no longer there is told of with its seam, kept, and can be accepted', async () => {
    const stage = await openStage();
    await stage.render(planOf(chain));
    expect((await stage.engine.outlook(planOf(chain))).stale).toEqual([]);
    const plan = filmWith('a', {}, chain);
    const result = await stage.render(plan);
    expect(result).toMatchObject({ status: 'done' });
    expect(shotsOf(stage)).toEqual(['a1', 'b1', 'c1', 'a2']);
    expect(result.stale).toMatchObject([
      { shot: 'b', take: 1, seams: [{ from: 'a', part: 'last', ssim: 0.9, deltaE: 1 }] },
    ]);
    expect((await stage.engine.outlook(plan)).stale).toEqual(result.stale);
    expect((await stage.engine.status('film')).stale).toEqual(result.stale);

    const accepts = new Map(result.stale.map(({ shot, hash }) => [shot, hash]));
    const accepting = await openStage({ folder: stage.folder, accepts, clock: stage.clock });
    expect((await accepting.engine.outlook(plan)).stale).toEqual([]);
    const again = filmWith('a', { take: 3 }, chain);
    await accepting.render(again);
    expect((await accepting.engine.outlook(again)).stale).toMatchObject([{ shot: 'b' }]);
    // Shot again from the frame that is there now, it fits, and the one after it is told of.
    const shots = again.tasks.filter(({ select }) => select !== null).length;
    expect(shots).toBe(1);
    const both = planOf([
      { id: 'a', select: { take: 3 } },
      { id: 'b', from: 'a', select: {} },
      { id: 'c', from: 'b' },
    ]);
    expect((await stage.render(both)).stale).toMatchObject([{ shot: 'c', seams: [{ from: 'b' }] }]);
  });

  test('that is kept stays in the film when the shot it goes on from fails, and when that is left out', async () => {
    const stage = await openStage({
      fate: ({ shot, nth }) => (shot === 'a' && nth > 1 ? { submit: failureOf('moderation') } : {}),
    });
    await stage.render(planOf(chain));
    const changed = planOf(chain.map((shot) => (shot.id === 'a' ? { ...shot, action: 'else' } : shot)));
    const result = await stage.render(changed);
    expect(result.failures.map(({ task }) => task)).toEqual(['take:a']);
    const states = new Map(
      stage.events.flatMap((event) => (event.type === 'task.changed' ? [[String(event.task), event.state]] : [])),
    );
    expect([states.get('take:b'), states.get('conform:b'), states.get('take:c')]).toEqual([
      'reused',
      'reused',
      'reused',
    ]);
    // A new shot before it, of a film in which only another is made.
    const longer = planOf([{ id: 'x' }, { id: 'a', from: 'x' }, ...chain.slice(1)]);
    const { plan, limits } = await stage.engine.limit(longer, []);
    expect(limits).toMatchObject({ kept: [{ task: 'take:a' }], left: [{ task: 'take:x' }] });
    const cut = await stage.render(plan, { limits });
    expect(cut).toMatchObject({ status: 'incomplete', failures: [] });
    const skipped = stage.events.flatMap((event) =>
      event.type === 'task.changed' && event.state === 'skipped' ? event.task : [],
    );
    expect(skipped).toEqual(['take:x', 'conform:x']);
  });

  test('is bound where the model can end on a given frame: the retake ends on the frame that it starts from', async () => {
    const stage = await openStage();
    await stage.render(planOf(chain));
    const bind = { next: toId<TaskId>('take:b'), models: ['fake:one'] };
    const plan = filmWith('a', { bind }, chain);
    const result = await stage.render(plan);
    expect(result).toMatchObject({ status: 'done', stale: [] });
    const rows = await stage.read((db) => db.selectFrom('take').select(['task', 'number', 'request']).execute());
    const requestOf = (task: string, number: number) =>
      JSON.parse(rows.find((row) => row.task === task && row.number === number)?.request ?? '{}') as {
        readonly start: { readonly sha: string } | null;
        readonly end: { readonly sha: string } | null;
      };
    expect(requestOf('take:a', 2).end?.sha).toBe(requestOf('take:b', 1).start?.sha);
    expect(requestOf('take:a', 2).end?.sha).toMatch(/^[0-9a-f]{64}$/u);
    expect(requestOf('take:a', 1).end).toBeNull();
  });
});

test('amending a film while it is made keeps the takes in flight', async () => {
  const stage = await openStage({ fate: ({ shot }) => ({ pending: shot === 'a' ? 5 : 0 }) });
  const stop = new AbortController();
  await stage.render(planOf(SHOTS), {
    stop: stop.signal,
    onEvent: (event) => {
      if (event.type === 'task.changed' && event.task === 'take:a' && event.state === 'polling') stop.abort();
    },
  });
  expect(shotsOf(stage)).toContain('a1');
  const amended = planOf([...SHOTS.map((shot) => (shot.id === 'c' ? { ...shot, action: 'else' } : shot)), { id: 'e' }]);
  expect(await stage.render(amended)).toMatchObject({ status: 'done' });
  expect(statesOf(stage, 'take:a')).not.toContain('submitting');
  expect(
    shotsOf(stage)
      .filter((shot) => /^[abde]/u.test(shot))
      .toSorted(),
  ).toEqual(['a1', 'b1', 'd1', 'e1']);
  await expectHonest(stage);
});
