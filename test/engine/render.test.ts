import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../machines/charts.ts';
import { planOf, type ShotSpec } from '../support/small-plan.ts';
import { expectHonest } from '../support/honest.ts';
import { openStage } from '../support/open-stage.ts';
import { statesOf } from '../support/stage.ts';

const THREE: readonly ShotSpec[] = [{ id: 'a' }, { id: 'b', dissolve: 6 }, { id: 'c', from: 'b', says: 'hello' }];

describe('a render', () => {
  test('makes the film of a plan, with everything in its place', async () => {
    const stage = await openStage();
    const result = await stage.render(planOf(THREE));
    expect(result).toMatchObject({
      status: 'done',
      made: 10,
      reused: 0,
      failures: [],
      spentMicros: 4_000_000,
      reservedMicros: 0,
    });
    expect(result.film).toMatchObject({ path: join(stage.folder, 'film.mp4'), frames: 78, isPartial: false });
    const lines = (await stage.film()).split('\n');
    expect(lines.map((line) => line.replace(/ of .*/u, ''))).toEqual([
      'A Film',
      '24: body',
      '6: dissolve',
      '24: body',
      '24: body',
      expect.stringMatching(/^sound/u),
    ]);
    expect(lines.at(-2)).toMatch(/"start":"[0-9a-f]{64}"/u);
    await expectHonest(stage);
  });

  test('tells what every task is doing, in the order in which it happens', async () => {
    const stage = await openStage({ fate: () => ({ pending: 2 }) });
    await stage.render(planOf([{ id: 'a' }]));
    expect(statesOf(stage, 'take:a')).toEqual([
      'reserving',
      'submitting',
      'polling',
      'polling',
      'polling',
      'downloading',
      'gating',
      'stored',
    ]);
    expect(statesOf(stage, 'conform:a')).toEqual(['conforming', 'stored']);
    expect(stage.events[0]).toMatchObject({ type: 'render.started', resumed: false });
    expect(stage.events.at(-1)).toMatchObject({ type: 'render.finished', result: { status: 'done' } });
    expect(stage.events.filter(({ type }) => type === 'render.warned')).toEqual([]);
    const numbers = stage.events.flatMap(({ seq }) => (seq === null ? [] : [seq]));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  test('of an unchanged film sends nothing and writes nothing', async () => {
    const stage = await openStage();
    const plan = planOf(THREE);
    await stage.render(plan);
    const before = await snapshot(stage.folder);
    const result = await stage.render(plan);
    expect(result).toMatchObject({ status: 'unchanged', made: 0, reused: plan.tasks.length, spentMicros: 4_000_000 });
    expect(stage.provider.posts()).toHaveLength(4);
    expect(await snapshot(stage.folder)).toEqual(before);
  });

  test('makes the film anew from what is stored when somebody removed it', async () => {
    const stage = await openStage();
    const plan = planOf(THREE);
    await stage.render(plan);
    const film = await stage.film();
    await rm(join(stage.folder, 'film.mp4'));
    const result = await stage.render(plan);
    expect(result).toMatchObject({ status: 'done', reused: 8, made: 2 });
    expect(await stage.film()).toBe(film);
    expect(stage.provider.posts()).toHaveLength(4);
  });

  test('shoots only what the storyboard changed', async () => {
    const stage = await openStage();
    await stage.render(planOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }]));
    await stage.render(planOf([{ id: 'a' }, { id: 'b', action: 'something else' }, { id: 'c' }]));
    expect(
      stage.provider
        .posts()
        .map(({ shot, nth }) => `${shot}${nth}`)
        .toSorted(),
    ).toEqual(['a1', 'b1', 'b2', 'c1']);
    expect(stage.media.calls.filter((call) => call === 'conform')).toHaveLength(4);
    await expectHonest(stage);
  });

  test('keeps the takes of a shot that was renamed', async () => {
    const stage = await openStage();
    await stage.render(planOf([{ id: 'a', action: 'runs', takes: 2 }]));
    const renamed = planOf([{ id: 'z', was: 'a', action: 'runs', takes: 3 }]);
    expect(await stage.render(renamed)).toMatchObject({ status: 'done' });
    expect(stage.provider.posts().map(({ shot }) => shot)).toEqual(['a', 'a', 'z']);
    const seeds = await stage.read((db) =>
      db.selectFrom('take').select(['task', 'number', 'seed']).orderBy('number').execute(),
    );
    expect(new Set(seeds.map(({ seed }) => seed)).size, 'three takes are three candidates').toBe(3);
    await expectHonest(stage);
  });

  test('shoots as many takes as are wanted, each with its own seed', async () => {
    const stage = await openStage();
    await stage.render(planOf([{ id: 'a', takes: 3 }]));
    const takes = await stage.read((db) =>
      db.selectFrom('take').select(['number', 'seed', 'state']).orderBy('number').execute(),
    );
    expect(takes.map(({ number, state }) => [number, state])).toEqual([
      [1, 'stored'],
      [2, 'stored'],
      [3, 'stored'],
    ]);
    expect(new Set(takes.map(({ seed }) => seed)).size).toBe(3);
  });

  test('shows a placeholder for a shot that failed, and makes only that one once it is mended', async () => {
    const stage = await openStage({
      fate: ({ shot, nth }) => (shot === 'b' && nth === 1 ? { submit: failureOf('provider_failed') } : {}),
    });
    const plan = planOf(THREE);
    const partial = await stage.render(plan);
    expect(partial).toMatchObject({
      status: 'incomplete',
      film: { isPartial: true, path: join(stage.folder, 'film.partial.mp4') },
    });
    expect(partial.failures).toMatchObject([
      { task: 'take:b', shot: 'b', state: 'failed', failure: { class: 'provider_failed' } },
    ]);
    expect(await readFile(join(stage.folder, 'film.partial.mp4'), 'utf8')).toContain('placeholder of 24 frames');
    await expect(stage.film()).rejects.toThrow('ENOENT');
    await expectHonest(stage);

    const complete = await stage.render(plan);
    expect(complete).toMatchObject({ status: 'done', film: { isPartial: false } });
    expect(
      stage.provider
        .posts()
        .map(({ kind, shot, nth }) => `${kind} ${shot}${nth}`)
        .toSorted(),
    ).toEqual(['video a1', 'video b1', 'video b2', 'video c1', 'voice c1']);
    expect(await stage.film()).not.toContain('placeholder');
    expect(await readdir(stage.folder), 'the partial film is replaced').not.toContain('film.partial.mp4');
    await expectHonest(stage);
  });

  test('is not complete while a line is not spoken, and has it with the next render', async () => {
    const spoken = planOf([{ id: 'a', says: 'hello' }]);
    const stage = await openStage({
      fate: ({ kind, nth }) => (kind === 'voice' && nth === 1 ? { submit: failureOf('quota') } : {}),
    });
    expect(await stage.render(spoken)).toMatchObject({
      status: 'incomplete',
      film: { isPartial: true, path: join(stage.folder, 'film.partial.mp4') },
      failures: [{ kind: 'voice', failure: { class: 'quota' } }],
    });
    expect(await stage.render(spoken)).toMatchObject({ status: 'done', film: { isPartial: false } });
    expect(stage.provider.posts().filter(({ kind }) => kind === 'voice')).toHaveLength(2);
    expect(await readdir(stage.folder)).not.toContain('film.partial.mp4');
    await expectHonest(stage);
  });

  test('cuts no partial film again of which nothing changed, unless somebody changed or took away a file', async () => {
    const stage = await openStage({
      fate: ({ shot }) => (shot === 'b' ? { submit: failureOf('moderation') } : {}),
    });
    const plan = planOf(THREE);
    const first = await stage.render(plan);
    const file = join(stage.folder, 'film.partial.mp4');
    const { mtimeMs } = await stat(file);
    const cuts = (): number => stage.media.calls.filter((call) => call === 'assemble').length;
    const drawn = (): number => stage.media.calls.filter((call) => call === 'placeholder' || call === 'sheet').length;
    const drawnFirst = drawn();
    expect(await stage.render(plan)).toMatchObject({ status: 'incomplete', film: first.film, sheet: first.sheet });
    expect(cuts()).toBe(1);
    expect(drawn()).toBe(drawnFirst);
    expect((await stat(file)).mtimeMs).toBe(mtimeMs);
    await rm(first.sheet ?? '');
    await stage.render(plan);
    expect(cuts()).toBe(2);
    await rm(file);
    await stage.render(plan);
    expect(cuts()).toBe(3);
    await stage.render(planOf(THREE.slice(0, 2)));
    expect(cuts()).toBe(4);
  });

  test('leaves a partial film alone that somebody else wrote since', async () => {
    const stage = await openStage({ fate: ({ nth }) => (nth === 1 ? { submit: failureOf('provider_failed') } : {}) });
    await stage.render(planOf([{ id: 'a' }]));
    await writeFile(join(stage.folder, 'film.partial.mp4'), 'mine');
    expect((await stage.render(planOf([{ id: 'a' }]))).status).toBe('done');
    expect(await readFile(join(stage.folder, 'film.partial.mp4'), 'utf8')).toBe('mine');
  });

  test('makes the same film whatever order its takes come in', async () => {
    const late = await openStage({ slots: 4, fate: ({ shot }) => ({ pending: shot === 'a' ? 9 : 0 }) });
    const plan = planOf(THREE);
    await late.render(plan);
    const alone = await openStage({ slots: 1 });
    await alone.render(plan);
    expect(await late.film()).toBe(await alone.film());
  });

  test('can be planned before and asked about afterwards', async () => {
    const stage = await openStage({ fate: ({ shot }) => (shot === 'b' ? { submit: failureOf('quota') } : {}) });
    const plan = planOf([{ id: 'a' }, { id: 'b' }]);
    expect(await stage.engine.outlook(plan)).toMatchObject({ costMicros: 2_000_000, isComplete: false });
    expect(await stage.engine.status('film')).toMatchObject({ renders: 0, latest: null });
    await stage.render(plan);
    expect(await stage.engine.outlook(plan)).toMatchObject({ costMicros: 1_000_000, isComplete: false });
    const status = await stage.engine.status('film');
    expect(status).toMatchObject({
      renders: 1,
      takes: { stored: 1, failed: 1 },
      spentMicros: 1_000_000,
      latest: { state: 'incomplete', isAlive: false },
    });
    expect(status.latest?.tasks.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'take:a stored',
      'conform:a stored',
      'take:b failed',
      'conform:b skipped',
      'sound stored',
      'film stored',
    ]);
  });
});

/** Every file below a folder with its size and time of writing. Readers of a database leave empty side files. */
async function snapshot(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !/-(?:wal|shm)$/u.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const facts = await Promise.all(files.map(async (file) => ({ file, facts: await stat(file) })));
  return facts.map(({ file, facts: { size, mtimeMs } }) => `${file} ${size} ${mtimeMs}`).toSorted();
}
