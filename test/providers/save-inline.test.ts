import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { saveBytes } from '../../src/providers/save-inline.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longtake-inline-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bytesOf = (head: string): Buffer => Buffer.from(`${head}${'\0'.repeat(64)}`, 'latin1');
const ISOM = '\0\0\0\x20ftypisom';

describe('a file within an answer', () => {
  test.each([
    ['sound', ISOM, 'video/mp4'],
    ['sound', '\x1aE\xdf\xa3\x93\x42\x82\x88', 'video/x-matroska'],
    ['sound', '\xff\xf1\x50\x80', 'audio/aac'],
    ['video', ISOM, 'video/mp4'],
  ] as const)('that may hold the %s that was asked for is kept: %j', async (kind, head, mediaType) => {
    const place = join(folder, 'take');
    expect(await saveBytes(bytesOf(head), place, kind)).toEqual({ status: 'stored', mediaType });
    expect((await readFile(place)).equals(bytesOf(head))).toBe(true);
  });

  test.each([
    ['video', 'RIFF\x24\0\0\0WAVEfmt '],
    ['picture', ISOM],
    ['sound', '\x89PNG\r\n\x1a\n'],
    ['sound', '<html>'],
  ] as const)('that holds no %s is not: %j', async (kind, head) => {
    expect(await saveBytes(bytesOf(head), join(folder, 'take'), kind)).toMatchObject({ status: 'failed' });
  });
});
