import { execFileSync } from 'node:child_process';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTar, listTar } from '../../src/store/tar.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

type File = readonly [path: string, bytes: Uint8Array];

async function pack(files: readonly File[]): Promise<string> {
  const archive = join(await temporaryFolder(), 'x.tar');
  await using tar = await createTar(archive);
  // oxlint-disable-next-line typescript/require-await -- an async iterable of one
  for (const [path, bytes] of files)
    await tar.add(
      path,
      bytes.length,
      (async function* () {
        yield bytes;
      })(),
    );
  await tar.finish();
  return archive;
}

async function unpack(archive: string): Promise<readonly File[]> {
  const files: File[] = [];
  for await (const { path, read } of listTar(archive)) {
    const chunks: Buffer[] = [];
    for await (const chunk of read()) chunks.push(chunk as Buffer);
    files.push([path, new Uint8Array(Buffer.concat(chunks))]);
  }
  return files;
}

const anyPath = fc
  .array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.map((part) => part.replaceAll(/[/\\\0\n]/gu, '_')).join('/'));

test('files come out of an archive as they went in, whatever they are called', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(anyPath, fc.uint8Array({ maxLength: 1_500 })), { maxLength: 5 }),
      async (files) => {
        expect(await unpack(await pack(files))).toEqual(files);
      },
    ),
    { numRuns: 30 },
  );
});

test('an archive is read by the tar of the system', async () => {
  const long = `${'folder/'.repeat(20)}Grüße 你好.txt`;
  const archive = await pack([
    ['plain.txt', Buffer.from('plain')],
    [long, Buffer.from('long')],
    ['empty', Buffer.from('')],
  ]);
  const listed = execFileSync('tar', ['tf', archive], {
    encoding: 'utf8',
    env: { LC_ALL: 'C.UTF-8', PATH: process.env['PATH'] },
  });
  expect(listed.trim().split('\n')).toEqual(['plain.txt', long, 'empty']);
  expect(execFileSync('tar', ['xOf', archive, 'plain.txt'], { encoding: 'utf8' })).toBe('plain');
});

test('an archive that is cut off or damaged is refused', async () => {
  const archive = await pack([['a', Buffer.alloc(2_000, 'a')]]);
  const whole = await readFile(archive);
  await truncate(archive, 2_560);
  await expect(unpack(archive)).rejects.toThrow('cut off');
  whole[3] = 0x41;
  await writeFile(archive, whole);
  await expect(unpack(archive)).rejects.toThrow('damaged');
});
