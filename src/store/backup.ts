import { createHash, type Hash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { EnvironmentError, InputError } from '../model/error.ts';
import { MANIFEST_FILE, writeManifest, type BackedUpFile } from './backup-manifest.ts';
import { createLocalBlobs, syncPath } from './blobs.ts';
import { forgetDerived, forgetOtherFilms, listTakenBlobs, type TakenBlobs } from './forget.ts';
import { migrate } from './migrations.ts';
import { openSqlite } from './sqlite.ts';
import { verifyBackup } from './restore.ts';
import { createTar, type TarWriter } from './tar.ts';

export type BackupSource = {
  /** The workspace; it may be worked in. */
  readonly workspace: string;
  readonly film: string;
  /** Files beside the workspace, by their path in the backup; the storyboard comes first. */
  readonly files: readonly { readonly path: string; readonly absolutePath: string }[];
};
export type BackupResult = { readonly path: string; readonly files: number; readonly sizeBytes: number };

/**
 * Writes everything of one film that cannot be made again for nothing into a new folder, or an archive when `out` ends
 * in `.tar`: the journal, every take, and the given files. What appears at `out` is whole, on disk, and read back once.
 * @throws InputError when `out` exists; EnvironmentError when a take's bytes are not what they were.
 */
export async function writeBackup(source: BackupSource, out: string, nowMs: number): Promise<BackupResult> {
  refuseExisting(out);
  const draft = `${out}.part`;
  const database = `${out}.part.db`;
  // What an earlier one left that was killed.
  for (const path of [draft, database]) await rm(path, { recursive: true, force: true });
  await mkdir(dirname(out), { recursive: true });
  try {
    const blobs = await copyDatabase(source, database, nowMs);
    const written = await write(source, blobs, database, draft, out.endsWith('.tar'));
    await verifyBackup(draft);
    refuseExisting(out);
    await rename(draft, out);
    await syncPath(dirname(out));
    return { path: out, files: written.length, sizeBytes: written.reduce((sum, file) => sum + file.sizeBytes, 0) };
  } finally {
    for (const path of [draft, database]) await rm(path, { recursive: true, force: true });
  }
}

/** A consistent copy, also while somebody writes, with this film in it alone; returns the blobs that its takes need. */
async function copyDatabase({ workspace, film }: BackupSource, copy: string, nowMs: number): Promise<TakenBlobs> {
  const original = openSqlite(join(workspace, 'longtake.db'), { readOnly: true });
  try {
    await sql`vacuum into ${copy}`.execute(original);
  } finally {
    await original.destroy();
  }
  const db = openSqlite(copy, { readOnly: false });
  try {
    await migrate(db);
    await forgetOtherFilms(db, film);
    await forgetDerived(db, nowMs);
    const blobs = await listTakenBlobs(db);
    // One file, without a log of changes beside it.
    await sql`pragma journal_mode = delete`.execute(db);
    await sql`vacuum`.execute(db);
    return blobs;
  } finally {
    await db.destroy();
  }
}

async function write(
  source: BackupSource,
  blobs: TakenBlobs,
  database: string,
  draft: string,
  isTar: boolean,
): Promise<readonly BackedUpFile[]> {
  const store = createLocalBlobs(join(source.workspace, 'blobs'), '');
  const home = basename(source.workspace);
  await using target = await (isTar ? createTar(draft) : createFolder(draft));
  const files: BackedUpFile[] = [];
  const add = async (path: string, absolutePath: string): Promise<BackedUpFile> => {
    const { size: sizeBytes } = await stat(absolutePath);
    const hash = createHash('sha256');
    await target.add(path, sizeBytes, hashing(absolutePath, hash));
    const file = { path, sha256: hash.digest('hex'), sizeBytes };
    files.push(file);
    return file;
  };
  for (const { path, absolutePath } of source.files) await add(path, absolutePath);
  await add(`${home}/longtake.db`, database);
  for (const sha of [...blobs.named].toSorted()) {
    const isThere = await store.has(sha);
    // What only looked like a blob's name.
    if (!isThere && !blobs.stored.has(sha)) continue;
    const file = isThere ? await add(`${home}/blobs/${sha.slice(0, 2)}/${sha}`, store.path(sha)) : null;
    if (file?.sha256 !== sha) throw damagedTake(store.path(sha), isThere);
  }
  const [storyboard] = source.files;
  const text = Buffer.from(writeManifest({ film: source.film, storyboard: storyboard?.path ?? '', files }));
  await target.add(MANIFEST_FILE, text.length, Readable.from([text]));
  await target.finish();
  return files;
}

/** A folder, written as an archive is. */
async function createFolder(folder: string): Promise<TarWriter> {
  await mkdir(folder);
  const folders = new Set([folder]);
  return {
    add: async (path, _sizeBytes, content) => {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      for (let home = dirname(file); home !== folder; home = dirname(home)) folders.add(home);
      await using handle = await open(file, 'wx');
      for await (const chunk of content) await handle.writeFile(chunk);
      await handle.sync();
    },
    finish: async () => {
      for (const one of folders) await syncPath(one);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

async function* hashing(file: string, hash: Hash): AsyncIterable<Uint8Array> {
  for await (const chunk of createReadStream(file)) {
    if (!(chunk instanceof Uint8Array)) continue;
    hash.update(chunk);
    yield chunk;
  }
}

function refuseExisting(out: string): void {
  if (!existsSync(out)) return;
  throw new InputError({
    code: 'backup_exists',
    message: `${out} exists already, and a backup takes nothing's place. Name another, or move it away.`,
  });
}

function damagedTake(file: string, isThere: boolean): EnvironmentError {
  return new EnvironmentError({
    code: 'take_damaged',
    message: `${file} ${isThere ? 'is not what it was when its take was stored' : 'is gone, and a take needs it'}. Nothing was written. Put the file back from an earlier backup, or shoot the take again.`,
  });
}
