import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toId, type BlobSha } from '../../src/model/ids.ts';
import { createLocalBlobs } from '../../src/store/blobs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function openBlobs() {
  const folder = await temporaryFolder();
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  const write = async (name: string, bytes: string | Uint8Array): Promise<string> => {
    await writeFile(join(temporary, name), bytes);
    return join(temporary, name);
  };
  return { folder, temporary, write, blobs: createLocalBlobs(join(folder, 'blobs'), temporary) };
}
const shaOf = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('a file that is adopted moves in under the hash of its bytes', async () => {
  const { blobs, write } = await openBlobs();
  const file = await write('take.mp4', 'moving pictures');
  const stored = await blobs.adopt(file);
  expect(stored).toEqual({ sha: shaOf('moving pictures'), sizeBytes: 15 });
  expect(await readFile(blobs.path(stored.sha), 'utf8')).toBe('moving pictures');
  expect(existsSync(file)).toBe(false);
});

test('equal bytes are stored once, and adopting them again leaves the first as it is', async () => {
  const { blobs, write, folder } = await openBlobs();
  const first = await blobs.adopt(await write('one', 'same'));
  const before = await stat(blobs.path(first.sha));
  const second = await blobs.adopt(await write('two', 'same'));
  expect(second).toEqual(first);
  expect((await stat(blobs.path(first.sha))).ino).toBe(before.ino);
  expect(await readdir(join(folder, 'tmp'))).toEqual([]);
});

test('two that adopt equal bytes at once both succeed', async () => {
  const { blobs, write, temporary } = await openBlobs();
  const files = await Promise.all(['a', 'b', 'c', 'd'].map((name) => write(name, 'same')));
  const stored = await Promise.all(files.map((file) => blobs.adopt(file)));
  expect(new Set(stored.map(({ sha }) => sha)).size).toBe(1);
  expect(await readdir(temporary)).toEqual([]);
});

test('a file that is copied stays where it is, and copying it again costs nothing', async () => {
  const { blobs, write, temporary } = await openBlobs();
  const file = await write('ref.png', 'a picture');
  const stored = await blobs.copy(file);
  expect(await blobs.copy(file)).toEqual(stored);
  expect(await readFile(file, 'utf8')).toBe('a picture');
  expect(await readFile(blobs.path(stored.sha), 'utf8')).toBe('a picture');
  expect(await readdir(temporary), 'no twin is left').toEqual(['ref.png']);
});

test('what is not there is not there: a missing blob, a missing file, an empty one', async () => {
  const { blobs, write, folder } = await openBlobs();
  expect(await blobs.has(toId<BlobSha>('0'.repeat(64)))).toBe(false);
  await expect(blobs.adopt(join(folder, 'tmp', 'none'))).rejects.toThrow('ENOENT');
  await expect(blobs.copy(join(folder, 'none'))).rejects.toThrow('ENOENT');
  const { sha, sizeBytes } = await blobs.adopt(await write('empty', ''));
  expect({ sha, sizeBytes, has: await blobs.has(sha) }).toEqual({ sha: shaOf(''), sizeBytes: 0, has: true });
});

test('a name appears only when its bytes are whole', async () => {
  const { blobs, write } = await openBlobs();
  const bytes = Buffer.alloc(3_000_000, 'x');
  const sha = toId<BlobSha>(shaOf(bytes));
  const sizes: number[] = [];
  let isDone = false;
  const adopting = blobs.adopt(await write('big', bytes)).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    const found = await stat(blobs.path(sha)).catch(() => null);
    if (found !== null) sizes.push(found.size);
  }
  await adopting;
  expect(await blobs.has(sha)).toBe(true);
  expect(sizes.filter((size) => size !== bytes.length)).toEqual([]);
});

test('any bytes come back as they went in', async () => {
  const { blobs, write } = await openBlobs();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), fc.boolean(), async (bytes, isCopied) => {
      const file = await write('any', bytes);
      const { sha } = await (isCopied ? blobs.copy(file) : blobs.adopt(file));
      expect(sha).toBe(shaOf(bytes));
      expect([...(await readFile(blobs.path(sha)))]).toEqual([...bytes]);
    }),
    { numRuns: 40 },
  );
});
