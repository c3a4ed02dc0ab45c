import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError } from '../model/error.ts';
import { createLocalBlobs, type BlobStore } from './blobs.ts';
import { isWorkspaceLocked, lockWorkspace } from './lock.ts';
import { checkVersion, migrate } from './migrations.ts';
import { isDamage, isNotWritable, openSqlite, type Database, type SqliteOptions } from './sqlite.ts';

/** The `.longtake` folder beside a storyboard: database, blobs, temporary files. */
export type Workspace = {
  readonly folder: string;
  readonly db: Database;
  readonly blobs: BlobStore;
  /** For files being made; on the blobs' file system; emptied whenever a process begins or ends its work here. */
  readonly temporary: string;
  /** Held by the process that works here. */
  readonly lockFile: string;
};

/**
 * Opens a workspace to work in it: alone, migrated, temporary files of a killed process removed.
 * @throws EnvironmentError when another process works here, a newer longtake wrote it, or it cannot be written.
 */
export async function openWorkspace(folder: string): Promise<Workspace & AsyncDisposable> {
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
      temporary,
      lockFile: join(folder, 'lock'),
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

/** Reads a workspace without its lock, also while another process works in it. Null when there is none, or none yet. */
export async function readWorkspace(
  folder: string,
): Promise<(Omit<Workspace, 'temporary'> & { readonly isAlive: boolean } & AsyncDisposable) | null> {
  const file = join(folder, DATABASE);
  if (!existsSync(file)) return null;
  let isMade = false;
  const db = await openTables(file, { readOnly: true }, async (opened) => {
    isMade = await checkVersion(opened);
  });
  if (!isMade) {
    await db.destroy();
    return null;
  }
  return {
    folder,
    db,
    lockFile: join(folder, 'lock'),
    blobs: createLocalBlobs(join(folder, 'blobs'), join(folder, 'tmp')),
    isAlive: isWorkspaceLocked(join(folder, 'lock')),
    [Symbol.asyncDispose]: () => db.destroy(),
  };
}

/**
 * Leaves wishes for the process that works here; null when none does. Everything else needs `openWorkspace`. It never
 * waits for that process (which may be this one): what finds the database busy is refused, see `isBusy`.
 */
export async function openBeside(folder: string): Promise<(Database & AsyncDisposable) | null> {
  const file = join(folder, DATABASE);
  if (!existsSync(file) || !isWorkspaceLocked(join(folder, 'lock'))) return null;
  return openTables(file, { readOnly: false, busyTimeoutMs: 0 }, async (opened) => {
    await checkVersion(opened);
  });
}

function takeLock(file: string): Disposable {
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
