import { createReadStream, createWriteStream, existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { expect, test } from 'vitest';
import { MACHINE_VERSION } from '../../src/engine/reduce.ts';
import { listTar } from '../../src/store/tar.ts';
import { openWorkspace } from '../../src/store/workspace.ts';
import { runCli } from '../cli/memory-io.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Workspaces as every version of the tables and charts left them when its process was killed. */
const KEPT = resolve(import.meta.dirname, '../fixtures/workspaces');

test('every version of the tables and charts has a workspace that was written by it', async () => {
  const folder = join(await temporaryFolder(), '.longtake');
  await (await openWorkspace(folder))[Symbol.asyncDispose]();
  const tables = query(join(folder, 'longtake.db'), 'select name from kysely_migration').length;
  const name = `tables-${tables}-charts-${MACHINE_VERSION}.tar.gz`;
  const todo = `${name} is missing: \`npm run keep-workspace\` makes it; those of earlier versions stay as they are`;
  expect(existsSync(join(KEPT, name)), todo).toBe(true);
});

test.each(readdirSync(KEPT))('%s is opened, and its film goes on', async (name) => {
  const folder = await unpack(join(KEPT, name));
  const file = join(folder, 'film.yaml');
  const database = join(folder, '.longtake', 'longtake.db');
  const takes = query(database, 'select id from take');
  const { code, out, err } = await runCli(['render', file, '--json']);
  expect({ code, err }).toEqual({ code: 2, err: '' });
  const events = out.trim().split('\n').map(parse);
  // What was in flight is fetched and not sent again; what is held is asked after and stays; what was refused is final.
  expect(events.at(-1)).toMatchObject({
    type: 'result',
    status: 'incomplete',
    failures: [
      { task: 'take:b', state: 'failed' },
      { task: 'take:d', state: 'held' },
    ],
  });
  const rows = query(database, `select task || ' ' || number || ' ' || state from take order by task, number`);
  // The words of early versions are others to this one, so that what was refused for its content is tried anew.
  expect(rows.filter((row) => row !== 'take:b 2 failed')).toEqual([
    'take:a 1 stored',
    'take:b 1 failed',
    'take:c 1 stored',
    'take:d 1 held',
  ]);
  expect(query(database, 'select id from take')).toEqual(expect.arrayContaining([...takes]));
  expect(query(database, 'select take_id from attempt group by take_id having count(*) > 1')).toEqual([]);
  expect(query(database, 'pragma integrity_check')).toEqual(['ok']);
});

test.each(readdirSync(KEPT))('%s can be looked at before anything is rendered', async (name) => {
  const folder = await unpack(join(KEPT, name));
  const file = join(folder, 'film.yaml');
  for (const argv of [
    ['plan', file],
    ['status', file],
    ['takes', file],
    ['report', file],
    ['clean', file, '-n'],
  ])
    expect(await runCli(argv), argv[0]).toMatchObject({ code: 0, err: '' });
});

function parse(line: string): unknown {
  return JSON.parse(line);
}

function query(file: string, sql: string): readonly string[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db
      .prepare(sql)
      .all()
      .map((row) => String(Object.values(row)[0]));
  } finally {
    db.close();
  }
}

async function unpack(archive: string): Promise<string> {
  const folder = await temporaryFolder();
  const tar = join(folder, 'kept.tar');
  await pipeline(createReadStream(archive), createGunzip(), createWriteStream(tar));
  for await (const { path, read } of listTar(tar)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await pipeline(read(), createWriteStream(join(folder, path)));
  }
  return folder;
}
