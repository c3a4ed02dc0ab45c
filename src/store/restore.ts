import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError } from '../model/error.ts';
import { MANIFEST_FILE, isInside, notABackup, parseManifest, type Manifest } from './backup-manifest.ts';
import { syncPath } from './blobs.ts';
import { listTar } from './tar.ts';

/**
 * Puts a backup, a folder or an archive, into a new folder, in which the film can be rendered as it was. What appears at
 * `out` is whole: every file has the hash that the backup promises.
 * @throws InputError when the backup is not whole, or `out` exists with something in it.
 */
export async function restoreBackup(backup: string, out: string): Promise<Manifest> {
  await refuseFull(out);
  const draft = `${out}.part`;
  await rm(draft, { recursive: true, force: true });
  try {
    await mkdir(draft, { recursive: true });
    const manifest = await check(backup, async (path, content) => {
      const file = join(draft, path);
      await mkdir(dirname(file), { recursive: true });
      await pipeline(content, createWriteStream(file, { flags: 'wx', flush: true }));
      return createReadStream(file);
    });
    await refuseFull(out);
    // An empty folder may be replaced by a full one, a full one never.
    await rename(draft, out);
    await syncPath(dirname(out));
    return manifest;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Reads a backup from end to end. @throws InputError when anything is missing or not what its manifest says. */
export async function verifyBackup(backup: string): Promise<Manifest> {
  return check(backup, async (_path, content) => content);
}

/** What is hashed is what `take` hands back: the file itself, or a copy that it made. */
async function check(backup: string, take: (path: string, content: Readable) => Promise<Readable>): Promise<Manifest> {
  const isFolder = (await mustStat(backup)).isDirectory();
  const manifest = parseManifest(await (isFolder ? readFolderManifest(backup) : readTarManifest(backup)), backup);
  const expected = new Map(manifest.files.map((file) => [file.path, file]));
  for await (const { path, read } of isFolder ? listFolder(backup, manifest) : listTarFiles(backup)) {
    const file = expected.get(path);
    // Something that was put beside it, or a name that would lead out of the folder.
    if (file === undefined || !isInside(path)) continue;
    expected.delete(path);
    const hash = createHash('sha256');
    await pipeline(await take(path, read()), hash).catch((error: unknown) => {
      throw damaged(backup, path, error);
    });
    if (hash.digest('hex') !== file.sha256) throw damaged(backup, path);
  }
  const [missing] = expected.keys();
  if (missing !== undefined) throw damaged(backup, missing);
  return manifest;
}

type Entry = { readonly path: string; readonly read: () => Readable };

async function* listFolder(folder: string, manifest: Manifest): AsyncIterable<Entry> {
  for (const { path } of manifest.files) yield { path, read: () => createReadStream(join(folder, path)) };
}

async function* listTarFiles(file: string): AsyncIterable<Entry> {
  try {
    yield* listTar(file);
  } catch (error) {
    throw error instanceof InputError ? error : notABackup(file, error);
  }
}

async function readFolderManifest(folder: string): Promise<string> {
  return readFile(join(folder, MANIFEST_FILE), 'utf8').catch((error: unknown) => {
    throw notABackup(folder, error);
  });
}

async function readTarManifest(file: string): Promise<string> {
  for await (const { path, read } of listTarFiles(file)) {
    if (path !== MANIFEST_FILE) continue;
    const chunks: Buffer[] = [];
    for await (const chunk of read()) if (chunk instanceof Buffer) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  }
  throw notABackup(file);
}

async function mustStat(path: string) {
  return stat(path).catch((error: unknown) => {
    throw notABackup(path, error);
  });
}

async function refuseFull(out: string): Promise<void> {
  const facts = await stat(out).catch(() => null);
  if (facts === null || (facts.isDirectory() && (await readdir(out)).length === 0)) return;
  throw new InputError({
    code: 'restore_exists',
    message: `${out} exists already, and a backup is restored into a new folder. Name another with -o.`,
  });
}

function damaged(backup: string, path: string, cause?: unknown): InputError {
  return new InputError({
    code: 'backup_damaged',
    message: `${backup} is damaged: ${path} is missing or is not what it was. Nothing was written. Use another backup.`,
    cause,
  });
}
