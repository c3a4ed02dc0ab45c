import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EnvironmentError } from '../model/error.ts';
import { createLocalBlobs, type BlobStore } from './blobs.ts';
import { isWorkspaceLocked, lockWorkspace, type WorkspaceLock } from './lock.ts';
import { checkVersion, migrate } from './migrations.ts';
import { isDamage, isNotWritable, openSqlite, type Database, type SqliteOptions } from './sqlite.ts';
import { createTransact, type Transact } from './transact.ts';

/** The `.longtake` folder beside a storyboard: database, blobs, temporary files. */
export type Workspace = {
  readonly folder: string;
  readonly db: Database;
  readonly transact: Transact;
  readonly blobs: BlobStore;
  /** For files being made; on the blobs' file system; emptied whenever a process begins or ends its work here. */
  readonly temporary: string;
  /** Held by the process that works here. */
  readonly lockFile: string;
  /** False once another process may have taken the workspace over: then nothing may be sent or written any more. */
  readonly isOurs: () => boolean;
  /** Films that a render of this process is at work on. */
  readonly atWork: Set<string>;
};

/**
 * Opens a workspace to work in it: for this process alone, migrated, temporary files of a killed process removed. Within
 * the process it is opened once and shared: the first to open it takes the lock, the last to leave gives it back.
 * @throws EnvironmentError when another process works here, a newer longtake wrote it, or it cannot be written.
 */
export async function openWorkspace(folder: string): Promise<Workspace & AsyncDisposable> {
  const key = resolve(folder);
  for (;;) {
    const known = shares.get(key);
    if (known === undefined) break;
    // Somebody is about to leave as the last: what comes after has to begin anew.
    if (known.users === 0) await known.closed.promise;
    else return lend(key, known);
  }
  const share: Share = { users: 0, reader: null, opened: openAlone(folder), closed: Promise.withResolvers() };
  shares.set(key, share);
  return lend(key, share);
}

/** The workspace as this process has it open already; null when it has not. */
export async function shareWorkspace(folder: string): Promise<SharedWorkspace | null> {
  const key = resolve(folder);
  const known = shares.get(key);
  return known === undefined || known.users === 0 ? null : lend(key, known);
}

type SharedWorkspace = Workspace & {
  /** A connection of its own: whoever reads sees what is committed, and waits for no transaction. */
  readonly reader: () => Promise<Database>;
} & AsyncDisposable;

type Share = {
  users: number;
  reader: Promise<Database> | null;
  readonly opened: Promise<Workspace & AsyncDisposable>;
  readonly closed: PromiseWithResolvers<void>;
};

const shares = new Map<string, Share>();

async function lend(key: string, share: Share): Promise<SharedWorkspace> {
  share.users += 1;
  let hasLeft = false;
  const leave = async (): Promise<void> => {
    if (hasLeft) return;
    hasLeft = true;
    share.users -= 1;
    if (share.users > 0) return;
    try {
      await (await share.reader)?.destroy();
      await (await share.opened)[Symbol.asyncDispose]();
    } finally {
      shares.delete(key);
      share.closed.resolve();
    }
  };
  try {
    const opened = await share.opened;
    const file = join(opened.folder, DATABASE);
    const reader = (): Promise<Database> => (share.reader ??= openTables(file, { readOnly: true }, async () => {}));
    return { ...opened, reader, [Symbol.asyncDispose]: leave };
  } catch (error) {
    hasLeft = true;
    share.users -= 1;
    if (shares.get(key) === share) shares.delete(key);
    share.closed.resolve();
    throw error;
  }
}

async function openAlone(folder: string): Promise<Workspace & AsyncDisposable> {
  const temporary = join(folder, 'tmp');
  try {
    await mkdir(temporary, { recursive: true });
  } catch (error) {
    throw new EnvironmentError({
      code: 'workspace_not_writable',
      message: `${folder} cannot be created. Check that the storyboard's folder is writable.`,
      cause: error,
    });
  }
  const lock = takeLock(join(folder, 'lock'));
  try {
    await empty(temporary);
    const db = await openTables(join(folder, DATABASE), { readOnly: false }, migrate);
    return {
      folder,
      db,
      transact: createTransact(db),
      temporary,
      lockFile: join(folder, 'lock'),
      isOurs: lock.isOurs,
      atWork: new Set(),
      blobs: createLocalBlobs(join(folder, 'blobs'), temporary),
      [Symbol.asyncDispose]: async () => {
        await db.destroy();
        try {
          await empty(temporary);
        } finally {
          lock[Symbol.dispose]();
        }
      },
    };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

/** A workspace to read in. */
export type ReadableWorkspace = Pick<Workspace, 'folder' | 'db' | 'blobs' | 'lockFile'> & {
  /** Whether a process is at work on the film; of another process it is only known that it is at work here. */
  readonly isAlive: (film: string) => boolean;
} & AsyncDisposable;

/**
 * Reads a workspace without its lock, also while another process works in it. Null when there is none, or none yet. One
 * of an earlier version is brought to this one first.
 * @throws EnvironmentError when that cannot be, because a process of that version is at work, or nothing may be written.
 */
export async function readWorkspace(folder: string): Promise<ReadableWorkspace | null> {
  const own = await shareWorkspace(folder);
  if (own !== null) return { ...own, db: await own.reader(), isAlive: (film) => own.atWork.has(film) };
  const file = join(folder, DATABASE);
  if (!existsSync(file)) return null;
  const found: { version: Awaited<ReturnType<typeof checkVersion>> } = { version: 'none' };
  const db = await openTables(file, { readOnly: true }, async (opened) => {
    found.version = await checkVersion(opened);
  });
  if (found.version !== 'current') {
    await db.destroy();
    if (found.version === 'none') return null;
    // What an earlier version wrote cannot be read as it is.
    await (await openWorkspace(folder))[Symbol.asyncDispose]();
    return readWorkspace(folder);
  }
  const isLocked = isWorkspaceLocked(join(folder, 'lock'));
  return {
    folder,
    db,
    lockFile: join(folder, 'lock'),
    blobs: createLocalBlobs(join(folder, 'blobs'), join(folder, 'tmp')),
    isAlive: () => isLocked,
    [Symbol.asyncDispose]: () => db.destroy(),
  };
}

/**
 * Leaves wishes for the process that works here; null when none does. Everything else needs `openWorkspace`. It never
 * waits for that process (which may be this one): what finds the database busy is refused, see `isBusy`.
 */
export async function openBeside(folder: string): Promise<(Database & AsyncDisposable) | null> {
  const file = join(folder, DATABASE);
  return existsSync(file) && isWorkspaceLocked(join(folder, 'lock')) ? openForNotes(folder) : null;
}

/** For small notes to whoever works here, now or next; they wait for nobody either. */
export async function openForNotes(folder: string): Promise<Database & AsyncDisposable> {
  return openTables(join(folder, DATABASE), { readOnly: false, busyTimeoutMs: 0 }, async (opened) => {
    await checkVersion(opened);
  });
}

function takeLock(file: string): WorkspaceLock {
  try {
    return lockWorkspace(file);
  } catch (error) {
    throw isNotWritable(error) ? notWritable(file, error) : error;
  }
}

async function openTables(
  file: string,
  options: SqliteOptions,
  prepare: (db: Database) => Promise<void>,
): Promise<Database> {
  try {
    const db = openSqlite(file, options);
    try {
      await prepare(db);
      return db;
    } catch (error) {
      await db.destroy();
      throw error;
    }
  } catch (error) {
    if (isDamage(error)) throw damaged(file, error);
    if (!isNotWritable(error)) throw error;
    // A reader without the right to write makes no side files; without a log of changes it needs none.
    if (options.readOnly && options.isImmutable !== true && !existsSync(`${file}-wal`))
      return openTables(file, { ...options, isImmutable: true }, prepare);
    throw notWritable(file, error);
  }
}

function notWritable(file: string, cause: unknown): EnvironmentError {
  return new EnvironmentError({
    code: 'workspace_not_writable',
    message: `${file} cannot be written. Check who owns it and its folder; nothing was changed.`,
    cause,
  });
}

function damaged(file: string, cause: unknown): EnvironmentError {
  return new EnvironmentError({
    code: 'workspace_damaged',
    message: `${file} is damaged and cannot be read. Put back a copy of its folder, or move the folder away: the next render then makes everything anew, paid takes included.`,
    cause,
  });
}

async function empty(folder: string): Promise<void> {
  for (const entry of await readdir(folder)) await rm(join(folder, entry), { recursive: true, force: true });
}

const DATABASE = 'longtake.db';
