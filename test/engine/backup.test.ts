import { existsSync } from 'node:fs';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { restoreBackup } from '../../src/store/restore.ts';
import { expectHonest } from '../support/honest.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';
import type { Stage } from '../support/stage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const plan = planOf([
  { id: 'a', says: 'hello' },
  { id: 'b', dissolve: 6 },
]);

async function finished(): Promise<Stage> {
  const stage = await openStage();
  await writeFile(join(stage.folder, 'film.yaml'), 'the storyboard');
  await stage.render(plan);
  return stage;
}

const backUp = (stage: Stage, out: string) =>
  stage.engine.backup({
    name: 'film',
    files: [{ path: 'film.yaml', absolutePath: join(stage.folder, 'film.yaml') }],
    out,
  });

/** The provider is another place than the restored folder, and knows what it knew. */
async function restored(stage: Stage, backup: string): Promise<Stage> {
  const folder = join(await temporaryFolder(), 'restored');
  await restoreBackup(backup, folder);
  await writeFile(
    join(folder, 'ledger.jsonl'),
    await readFile(join(stage.folder, 'ledger.jsonl'), 'utf8').catch(() => ''),
  );
  return openStage({ folder });
}

describe.each(['kept', 'kept.tar'])('a backup as %s', (name) => {
  test('renders the same film somewhere else, and pays for nothing', async () => {
    const stage = await finished();
    const out = join(await temporaryFolder(), name);
    expect(await backUp(stage, out)).toMatchObject({ path: out, files: 5 });
    const twin = await restored(stage, out);
    const before = twin.provider.posts().length;
    expect(await twin.render(plan)).toMatchObject({ status: 'done', spentMicros: 3_000_000 });
    expect(twin.provider.posts()).toHaveLength(before);
    expect(await twin.film()).toBe(await stage.film());
    expect(await readFile(join(twin.folder, 'film.yaml'), 'utf8')).toBe('the storyboard');
    await expectHonest(twin);
  });

  test('can be made while a render goes on, and goes on from there', async () => {
    const stage = await openStage({ slots: 1 });
    await writeFile(join(stage.folder, 'film.yaml'), 'the storyboard');
    const out = join(await temporaryFolder(), name);
    const backing: Promise<unknown>[] = [];
    await stage.render(plan, {
      onEvent: (event) => {
        if (event.type === 'task.changed' && event.task === 'take:a' && event.state === 'stored')
          if (backing.length === 0) backing.push(backUp(stage, out));
      },
    });
    await backing[0];
    const twin = await restored(stage, out);
    expect((await twin.render(plan)).status).toBe('done');
    expect(await twin.film()).toBe(await stage.film());
    // What was bought after the backup is not in it.
    expect(twin.provider.posts().filter(({ shot, kind }) => shot === 'a' && kind === 'video')).toHaveLength(1);
  });

  test('takes nothing’s place', async () => {
    const stage = await finished();
    const out = join(await temporaryFolder(), name);
    await backUp(stage, out);
    await expect(backUp(stage, out)).rejects.toMatchObject({ code: 'backup_exists' });
    await expect(restoreBackup(out, stage.folder)).rejects.toMatchObject({ code: 'restore_exists' });
  });

  test('that is damaged is not restored, not even in part', async () => {
    const stage = await finished();
    const out = join(await temporaryFolder(), name);
    await backUp(stage, out);
    const [take] = await stage.read((db) => db.selectFrom('take').select('sha').execute());
    if (name === 'kept') await writeFile(join(out, '.longtake/blobs', take!.sha!.slice(0, 2), take!.sha!), 'spoiled');
    else {
      const bytes = await readFile(out);
      // The first byte of the first file.
      bytes[512] = 0x58;
      await writeFile(out, bytes);
    }
    const target = join(await temporaryFolder(), 'restored');
    await expect(restoreBackup(out, target)).rejects.toMatchObject({ code: 'backup_damaged' });
    expect(existsSync(target)).toBe(false);
  });
});

test('a backup in which a take would be damaged is not made, and says which file it is', async () => {
  const stage = await finished();
  const [take] = await stage.read((db) => db.selectFrom('take').select('sha').execute());
  const blob = join(stage.workspace, 'blobs', take!.sha!.slice(0, 2), take!.sha!);
  const home = await temporaryFolder();
  await writeFile(blob, 'spoiled');
  await expect(backUp(stage, join(home, 'kept'))).rejects.toMatchObject({
    code: 'take_damaged',
    message: expect.stringContaining(take!.sha!),
  });
  await rm(blob);
  await expect(backUp(stage, join(home, 'kept'))).rejects.toMatchObject({ code: 'take_damaged' });
  expect(await readdir(home), 'and leaves nothing behind').toEqual([]);
});

test('a backup holds one film of a workspace that has several', async () => {
  const stage = await finished();
  await stage.render(planOf([{ id: 'x' }], { name: 'other' }), { out: join(stage.folder, 'other.mp4') });
  const out = join(await temporaryFolder(), 'kept');
  await backUp(stage, out);
  const twin = await restored(stage, out);
  const films = await twin.read((db) => db.selectFrom('take').select('film').distinct().execute());
  expect(films).toEqual([{ film: 'film' }]);
  expect((await twin.render(plan)).status).toBe('done');
});

test.each(['nothing', 'a folder without one', 'text'])('what is no backup is refused: %s', async (what) => {
  const home = await temporaryFolder();
  const path = join(home, 'backup');
  if (what === 'text') await writeFile(path, 'x'.repeat(2_000));
  const from = what === 'a folder without one' ? home : path;
  await expect(restoreBackup(from, join(home, 'out'))).rejects.toMatchObject({ code: 'not_a_backup' });
  expect(existsSync(join(home, 'out'))).toBe(false);
});

test('a backup whose names lead out of its folder is refused', async () => {
  const home = await temporaryFolder();
  for (const path of ['../evil', '/evil', 'a/../../evil', 'a\\evil', '']) {
    const files = [{ path, sha256: '0'.repeat(64), sizeBytes: 1 }];
    await writeFile(
      join(home, 'longtake-backup.json'),
      JSON.stringify({ longtakeBackup: 1, film: 'film', storyboard: 'film.yaml', files }),
    );
    await expect(restoreBackup(home, join(home, 'out'))).rejects.toMatchObject({ code: 'not_a_backup' });
  }
  await writeFile(join(home, 'longtake-backup.json'), JSON.stringify({ longtakeBackup: 2 }));
  await expect(restoreBackup(home, join(home, 'out'))).rejects.toMatchObject({ code: 'backup_is_newer' });
});
