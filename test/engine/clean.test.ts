import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWorkspace } from '../../src/store/workspace.ts';
import { expectHonest } from '../support/honest.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';

const plan = planOf([
  { id: 'a', says: 'hello' },
  { id: 'b', dissolve: 6 },
  { id: 'c', from: 'a' },
]);

async function listBlobs(workspace: string): Promise<readonly string[]> {
  const entries = await readdir(join(workspace, 'blobs'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

test('cleaning removes what can be made again, and the next film is the same without a cent', async () => {
  const stage = await openStage();
  await stage.render(plan);
  const film = await stage.film();
  const before = await listBlobs(stage.workspace);
  const { removed, kept } = await stage.engine.clean(false);
  const after = await listBlobs(stage.workspace);
  expect(removed.files).toBe(before.length - after.length);
  expect(kept.files).toBe(after.length);
  expect(removed.files).toBeGreaterThan(5);
  await expectHonest(stage);

  expect((await stage.render(plan)).status, 'a film that is there is left alone').toBe('unchanged');
  await rm(join(stage.folder, 'film.mp4'));
  const next = await openStage({ folder: stage.folder });
  const posts = next.provider.posts().length;
  expect((await next.render(plan)).status).toBe('done');
  expect(next.provider.posts()).toHaveLength(posts);
  expect(await next.film()).toBe(film);
  await expectHonest(next);
});

test('a dry run counts the same and changes nothing', async () => {
  const stage = await openStage();
  await stage.render(plan);
  const before = await listBlobs(stage.workspace);
  const dry = await stage.engine.clean(true);
  expect(await listBlobs(stage.workspace)).toEqual(before);
  expect(await stage.engine.clean(false)).toEqual(dry);
  expect((await stage.engine.clean(false)).removed.files).toBe(0);
});

test('bytes that a killed process left without a row are removed, strange files are not', async () => {
  const stage = await openStage();
  await stage.render(plan);
  await stage.engine.clean(false);
  const left = join(stage.workspace, 'blobs', (await readdir(join(stage.workspace, 'blobs')))[0]!);
  const name = left.slice(-2) + '0'.repeat(62);
  await writeFile(join(left, name), 'left over');
  await writeFile(join(left, 'notes.txt'), 'mine');
  expect((await stage.engine.clean(false)).removed).toEqual({ files: 1, sizeBytes: 9 });
  expect(await readdir(left)).toContain('notes.txt');
});

test('nothing is cleaned while a process works there', async () => {
  const stage = await openStage();
  await stage.render(plan);
  const before = await listBlobs(stage.workspace);
  await using working = await openWorkspace(stage.workspace);
  working.atWork.add('another film');
  await expect(stage.engine.clean(false)).rejects.toMatchObject({ code: 'workspace_busy' });
  expect(await listBlobs(stage.workspace)).toEqual(before);
});

test('a render that was broken off goes on after a cleaning; takes in flight are not lost', async () => {
  const stage = await openStage({ slots: 3, fate: ({ shot }) => (shot === 'b' ? { pending: 4 } : {}) });
  const stop = new AbortController();
  await stage.render(plan, {
    stop: stop.signal,
    onEvent: (event) => {
      if (event.type === 'task.changed' && event.task === 'conform:a' && event.state === 'stored') stop.abort();
    },
  });
  expect((await stage.engine.clean(false)).removed.files).toBeGreaterThan(0);
  const next = await openStage({ folder: stage.folder });
  expect(await next.render(plan)).toMatchObject({ status: 'done', spentMicros: 4_000_000 });
  await expectHonest(next);
});

test('where nothing was rendered there is nothing to clean, and nothing is made', async () => {
  const stage = await openStage();
  expect((await stage.engine.clean(false)).removed.files).toBe(0);
  expect(await readdir(stage.folder)).toEqual([]);
});
