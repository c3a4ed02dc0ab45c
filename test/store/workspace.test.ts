import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { isWorkspaceLocked, lockWorkspace } from '../../src/store/lock.ts';
import { migrate } from '../../src/store/migrations.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { openWorkspace, readWorkspace } from '../../src/store/workspace.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A process that works in a workspace until it is killed. */
const WORKING = `
  import { openWorkspace } from ${JSON.stringify(new URL('../../src/store/workspace.ts', import.meta.url).href)};
  const workspace = await openWorkspace(process.argv[1]);
  process.stdout.write('working');
  setInterval(() => workspace.db, 1_000);
`;

/** A process that may look and touch nothing. */
const READING = `
  import { openWorkspace, readWorkspace } from ${JSON.stringify(new URL('../../src/store/workspace.ts', import.meta.url).href)};
  const workspace = await readWorkspace(process.argv[1]);
  const takes = await workspace.db.selectFrom('take').selectAll().execute();
  const refusal = await openWorkspace(process.argv[1]).catch((error) => error.code);
  console.log(\`takes \${takes.length}, alive \${workspace.isAlive('film')}, \${refusal}\`);
`;
const execFileAsync = promisify(execFile);

describe('a workspace', () => {
  test('is made when it is opened, and can be opened again', async () => {
    const folder = join(await temporaryFolder(), '.longtake');
    for (const _ of [1, 2]) {
      await using workspace = await openWorkspace(folder);
      expect(await workspace.db.selectFrom('render').selectAll().execute()).toEqual([]);
    }
    expect((await readdir(folder)).filter((name) => !name.startsWith('longtake.db')).toSorted()).toEqual([
      'lock',
      'tmp',
    ]);
  });

  test('is worked in by one process: a second one hears so, and may read', async () => {
    const folder = await temporaryFolder();
    const child = spawn(process.execPath, ['--input-type=module', '-e', WORKING, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(child.stdout, 'data');
      await expect(openWorkspace(folder)).rejects.toMatchObject({
        code: 'workspace_busy',
        message: expect.stringContaining('longtake status'),
      });
      await using reader = await readWorkspace(folder);
      expect(reader?.isAlive('film')).toBe(true);
      expect(await reader?.db.selectFrom('take').selectAll().execute()).toEqual([]);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  test('is opened once within a process: the last to leave gives the lock back and sweeps up', async () => {
    const folder = await temporaryFolder();
    const [first, second] = await Promise.all([openWorkspace(folder), openWorkspace(folder)]);
    expect(second.db).toBe(first.db);
    await writeFile(join(folder, 'tmp', 'half.mp4'), 'half');
    await first[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
    expect(isWorkspaceLocked(second.lockFile)).toBe(true);
    expect(await readdir(second.temporary)).toEqual(['half.mp4']);
    await second[Symbol.asyncDispose]();
    expect(isWorkspaceLocked(second.lockFile)).toBe(false);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  test('can be opened while its last user leaves', async () => {
    const folder = await temporaryFolder();
    const first = await openWorkspace(folder);
    const leaving = first[Symbol.asyncDispose]();
    await using second = await openWorkspace(folder);
    await leaving;
    expect(await second.db.selectFrom('render').selectAll().execute()).toEqual([]);
    expect(isWorkspaceLocked(second.lockFile)).toBe(true);
  });

  test('is free again when the work ended', async () => {
    const folder = await temporaryFolder();
    await (await openWorkspace(folder))[Symbol.asyncDispose]();
    await using reader = await readWorkspace(folder);
    expect(reader?.isAlive('film')).toBe(false);
    await using _second = await openWorkspace(folder);
  });

  test('is free again when the process in it was killed, and what it left half-made is gone', async () => {
    const folder = await temporaryFolder();
    const child = spawn(process.execPath, ['--input-type=module', '-e', WORKING, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    await writeFile(join(folder, 'tmp', 'half.mp4'), 'half');
    await mkdir(join(folder, 'tmp', 'folder'));
    await expect(openWorkspace(folder)).rejects.toMatchObject({ code: 'workspace_busy' });
    expect(existsSync(join(folder, 'tmp', 'half.mp4')), 'nobody touches the files of a process at work').toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await using workspace = await openWorkspace(folder);
    expect(await readdir(workspace.temporary)).toEqual([]);
  });

  test('leaves no temporary files behind', async () => {
    const folder = await temporaryFolder();
    const workspace = await openWorkspace(folder);
    await writeFile(join(workspace.temporary, 'piece.mp4'), 'piece');
    await workspace[Symbol.asyncDispose]();
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  test('that is not there reads as nothing, and reading makes none', async () => {
    const folder = join(await temporaryFolder(), '.longtake');
    expect(await readWorkspace(folder)).toBeNull();
    expect(existsSync(folder)).toBe(false);
  });

  test('of a newer version is refused, and nothing in it is changed', async () => {
    const folder = await temporaryFolder();
    await (await openWorkspace(folder))[Symbol.asyncDispose]();
    const file = join(folder, 'longtake.db');
    const newer = new DatabaseSync(file);
    newer.exec("insert into kysely_migration values ('0002-later', '2030-01-01')");
    newer.exec('create table later (id text)');
    newer.close();
    const before = dump(file);
    for (const open of [openWorkspace, readWorkspace])
      await expect(open(folder)).rejects.toMatchObject({
        code: 'workspace_is_newer',
        message: expect.stringContaining('0002-later'),
      });
    expect(dump(file)).toEqual(before);
    expect(isWorkspaceLocked(join(folder, 'lock')), 'and it is let go').toBe(false);
  });

  test.each([
    ['its database', () => {}],
    [
      'the list of its migrations',
      (db: DatabaseSync) => db.exec('create table kysely_migration (name text primary key, timestamp text)'),
    ],
  ])('whose maker died right after it made %s reads as nothing, and is finished by the next', async (_what, make) => {
    const folder = await temporaryFolder();
    const db = new DatabaseSync(join(folder, 'longtake.db'));
    make(db);
    db.close();
    await writeFile(join(folder, 'longtake.db'), '', { flag: 'a' });
    expect(await readWorkspace(folder)).toBeNull();
    await using workspace = await openWorkspace(folder);
    expect(await workspace.db.selectFrom('film').selectAll().execute()).toEqual([]);
  });

  test('that may only be read is read all the same, and nobody works in it', async () => {
    const folder = join(await temporaryFolder(), '.longtake');
    await (await openWorkspace(folder))[Symbol.asyncDispose]();
    const places = [join(folder, '..'), folder, join(folder, 'longtake.db'), join(folder, 'lock')];
    for (const place of places) await chmod(place, 0o555);
    try {
      const { stdout, stderr } = await execFileAsync(process.execPath, ['--input-type=module', '-e', READING, folder], {
        // Nothing is forbidden to root.
        uid: process.getuid?.() === 0 ? 65_534 : undefined,
        gid: process.getuid?.() === 0 ? 65_534 : undefined,
      });
      expect({ stdout, stderr }).toEqual({ stdout: 'takes 0, alive false, workspace_not_writable\n', stderr: '' });
    } finally {
      for (const place of places) await chmod(place, 0o755);
    }
  });

  test('that is damaged says so, and what to do', async () => {
    const folder = await temporaryFolder();
    await writeFile(
      join(folder, 'longtake.db'),
      'this is no database, and it is long enough to be looked at'.repeat(50),
    );
    for (const open of [openWorkspace, readWorkspace])
      await expect(open(folder)).rejects.toMatchObject({
        code: 'workspace_damaged',
        message: expect.stringContaining('longtake.db'),
      });
    expect(isWorkspaceLocked(join(folder, 'lock'))).toBe(false);
  });

  test('that cannot be made says so', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    await expect(openWorkspace(join(folder, 'file', '.longtake'))).rejects.toMatchObject({
      code: 'workspace_not_writable',
    });
  });
});

describe('its database', () => {
  test('syncs every commit', async () => {
    await using workspace = await openWorkspace(await temporaryFolder());
    const { rows } = await sql<{ readonly synchronous: number }>`pragma synchronous`.execute(workspace.db);
    expect(rows).toEqual([{ synchronous: 2 }]);
    const mode = await sql<{ readonly journal_mode: string }>`pragma journal_mode`.execute(workspace.db);
    expect(mode.rows).toEqual([{ journal_mode: 'wal' }]);
    const keys = await sql<{ readonly foreign_keys: number }>`pragma foreign_keys`.execute(workspace.db);
    expect(keys.rows).toEqual([{ foreign_keys: 1 }]);
  });

  test('is migrated once, however often it is asked for', async () => {
    const file = join(await temporaryFolder(), 'longtake.db');
    const db = openSqlite(file, { readOnly: false });
    await migrate(db);
    const before = dump(file);
    await migrate(db);
    expect(dump(file)).toEqual(before);
    await db.destroy();
  });

  test('is migrated whole or not at all: one whose maker died half-way is made by the next', async () => {
    const file = join(await temporaryFolder(), 'longtake.db');
    const db = openSqlite(file, { readOnly: false });
    // What a process leaves that dies between two statements is what a failure leaves: nothing.
    await sql`create table attempt (in_the_way integer)`.execute(db);
    await expect(migrate(db)).rejects.toMatchObject({ code: 'workspace_not_upgraded' });
    expect(dump(file).filter((line) => line.includes('"render"'))).toEqual([]);
    await sql`drop table attempt`.execute(db);
    await migrate(db);
    expect(dump(file).filter((line) => line.includes('"render"')).length).toBeGreaterThan(0);
    await db.destroy();
  });

  test('undoes a transaction that fails, and goes on', async () => {
    await using workspace = await openWorkspace(await temporaryFolder());
    const insert = (fingerprint: string) => ({ fingerprint, kind: 'seam', result: '{}', made_ms: 1 });
    const broken = workspace.db.transaction().execute(async (trx) => {
      await trx.insertInto('derived').values(insert('a')).execute();
      await trx.insertInto('derived').values(insert('a')).execute();
    });
    await expect(broken).rejects.toThrow('UNIQUE');
    await workspace.db.insertInto('derived').values(insert('b')).execute();
    expect(await workspace.db.selectFrom('derived').select('fingerprint').execute()).toEqual([{ fingerprint: 'b' }]);
  });

  test('says that the disk is full, undoes what was begun, and goes on when there is room', async () => {
    await using workspace = await openWorkspace(await temporaryFolder());
    const { db } = workspace;
    const insert = (fingerprint: string, sizeBytes: number) =>
      db.transaction().execute(async (trx) => {
        await trx
          .insertInto('derived')
          .values({ fingerprint, kind: 'seam', result: 'x'.repeat(sizeBytes), made_ms: 1 })
          .execute();
      });
    const { rows } = await sql<{ readonly page_count: number }>`pragma page_count`.execute(db);
    await sql`pragma max_page_count = ${sql.raw(String(rows[0]?.page_count))}`.execute(db);
    await expect(insert('a', 1_000_000)).rejects.toMatchObject({
      code: 'disk_full',
      message: expect.stringContaining('Make room and run the same command again'),
    });
    await sql`pragma max_page_count = 100000`.execute(db);
    await insert('b', 1_000_000);
    expect(await db.selectFrom('derived').select('fingerprint').execute()).toEqual([{ fingerprint: 'b' }]);
  });

  test('cannot be written by a reader', async () => {
    const folder = await temporaryFolder();
    await (await openWorkspace(folder))[Symbol.asyncDispose]();
    await using reader = await readWorkspace(folder);
    await expect(reader?.db.deleteFrom('event').execute()).rejects.toThrow('readonly');
  });

  test('is read as it was committed while somebody writes', async () => {
    const folder = await temporaryFolder();
    await using writer = await openWorkspace(folder);
    await using reader = await readWorkspace(folder);
    const count = async () => (await reader!.db.selectFrom('derived').selectAll().execute()).length;
    await writer.db.transaction().execute(async (trx) => {
      await trx.insertInto('derived').values({ fingerprint: 'a', kind: 'seam', result: '{}', made_ms: 1 }).execute();
      expect(await count()).toBe(0);
    });
    expect(await count()).toBe(1);
  });
});

describe('the lock', () => {
  test('is held by one, and asking for it does not take it', async () => {
    const file = join(await temporaryFolder(), 'lock');
    expect(isWorkspaceLocked(file)).toBe(false);
    const lock = lockWorkspace(file);
    expect(isWorkspaceLocked(file)).toBe(true);
    expect(() => lockWorkspace(file)).toThrow('Another longtake');
    lock[Symbol.dispose]();
    expect(isWorkspaceLocked(file)).toBe(false);
    lockWorkspace(file)[Symbol.dispose]();
  });
});

/** Everything that a database says, as text. */
function dump(file: string): readonly string[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = db.prepare('select name, sql from sqlite_master order by name').all();
    return tables.flatMap((table) => [
      JSON.stringify(table),
      ...(String(table['sql']).startsWith('CREATE TABLE') || String(table['sql']).startsWith('create table')
        ? db
            .prepare(`select * from "${String(table['name'])}"`)
            .all()
            .map((row) => JSON.stringify(row))
        : []),
    ]);
  } finally {
    db.close();
  }
}
