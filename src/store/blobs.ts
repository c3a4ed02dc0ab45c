import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { toId, type BlobSha } from '../model/ids.ts';

/** Files named by the SHA-256 of their bytes: equal bytes are stored once, and a name never changes its meaning. */
export interface BlobStore {
  /** The file's path; only for blobs that `has` or `put` vouched for. */
  path(sha: BlobSha): string;
  has(sha: BlobSha): Promise<boolean>;
  /** Moves a finished temporary file in. When it returns, the bytes are safe on disk. */
  adopt(file: string): Promise<{ readonly sha: BlobSha; readonly sizeBytes: number }>;
  /** The same for a file that stays where it is. */
  copy(file: string): Promise<{ readonly sha: BlobSha; readonly sizeBytes: number }>;
  /** Every blob that is there, in no order. */
  list(): AsyncIterable<{ readonly sha: BlobSha; readonly sizeBytes: number }>;
  /** Only for blobs that no row names. */
  remove(sha: BlobSha): Promise<void>;
}

/** A blob store in a local folder. `temporary` must be on the same file system. */
export function createLocalBlobs(folder: string, temporary: string): BlobStore {
  const pathOf = (sha: BlobSha): string => join(folder, sha.slice(0, 2), sha);
  const has = (sha: BlobSha): Promise<boolean> =>
    stat(pathOf(sha)).then(
      (found) => found.isFile(),
      () => false,
    );
  let copies = 0;

  const adopt: BlobStore['adopt'] = async (file) => {
    const sha = await hashFile(file);
    const { size: sizeBytes } = await stat(file);
    if (await has(sha)) {
      await rm(file);
      return { sha, sizeBytes };
    }
    await syncPath(file);
    const home = join(folder, sha.slice(0, 2));
    const made = await mkdir(home, { recursive: true });
    await rename(file, pathOf(sha));
    await syncPath(home);
    // A new folder's own name is safe when its parent is synced.
    if (made !== undefined) for (const parent of [folder, dirname(folder)]) await syncPath(parent);
    return { sha, sizeBytes };
  };

  return {
    path: pathOf,
    has,
    adopt,
    copy: async (file) => {
      const sha = await hashFile(file);
      if (await has(sha)) return { sha, sizeBytes: (await stat(file)).size };
      copies += 1;
      const twin = join(temporary, `copy-${process.pid}-${copies}`);
      await copyFile(file, twin);
      return adopt(twin);
    },
    async *list() {
      for (const home of await readdirIfThere(folder)) {
        for (const name of await readdirIfThere(join(folder, home))) {
          const sha = toId<BlobSha>(name);
          if (pathOf(sha) !== join(folder, home, name)) continue;
          const facts = await stat(pathOf(sha)).catch(() => null);
          if (facts?.isFile() === true) yield { sha, sizeBytes: facts.size };
        }
      }
    },
    remove: (sha) => rm(pathOf(sha), { force: true }),
  };
}

async function readdirIfThere(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

/** Flushes a file's or folder's bytes to the disk. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function hashFile(file: string): Promise<BlobSha> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return toId<BlobSha>(hash.digest('hex'));
}
