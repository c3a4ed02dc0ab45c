import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BlobSha, toId } from '../../../src/model/ids.ts';
import { createClip } from '../../../src/providers/clip/clip.ts';
import { context, model, videoRequest } from '../animatic/setup.ts';

const SHA = toId<BlobSha>('c'.repeat(64));
const footage = videoRequest({ video: { sha: SHA } });

describe('existing footage', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clip-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const fetch = async (bytes: Buffer): Promise<unknown> => {
    await writeFile(join(folder, SHA), bytes);
    return createClip().download({ sha: SHA }, join(folder, 'take'), {
      ...context,
      blobPath: (sha) => join(folder, sha),
    });
  };

  it('is accepted, done at once, free, and copied byte by byte', async () => {
    const clip = createClip();
    const prepared = clip.prepare(footage, model('clip'), { lengthMs: 0 });
    expect(prepared).toEqual({ ok: true, body: { sha: SHA }, dropped: [] });
    expect(await clip.submit({ sha: SHA }, context)).toEqual({ status: 'accepted', operation: { sha: SHA } });
    expect(
      await clip.reconcile({ id: context.attempt, body: { sha: SHA }, intentMs: 0, leadMs: 0 }, context),
    ).toMatchObject({
      status: 'found',
    });
    expect(await clip.poll({ sha: SHA }, context)).toEqual({ status: 'done', costMicros: 0 });
    const bytes = Buffer.concat([Buffer.from('0000ftypisom'), Buffer.alloc(9_000, 7)]);
    expect(await fetch(bytes)).toEqual({ status: 'stored', mediaType: 'video/mp4' });
    expect((await readFile(join(folder, 'take'))).equals(bytes)).toBe(true);
  });

  it.each([
    ['video/quicktime', Buffer.from('0000ftypqt  0000')],
    ['video/webm', Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0, 0, 0, 0])],
    ['video/x-msvideo', Buffer.from('RIFF0000AVI LIST')],
    ['image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])],
    ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['application/octet-stream', Buffer.from('whatever')],
    ['application/octet-stream', Buffer.alloc(0)],
  ])('is named %s by its first bytes', async (mediaType, bytes) => {
    expect(await fetch(bytes)).toEqual({ status: 'stored', mediaType });
  });

  it('is refused when no footage is named, and fails cleanly when it is gone', async () => {
    expect(createClip().prepare(videoRequest(), model('clip'), { lengthMs: 0 })).toMatchObject({
      ok: false,
      failure: { class: 'invalid_request' },
    });
    const gone = createClip().download({ sha: 'd'.repeat(64) }, join(folder, 'none'), {
      ...context,
      blobPath: (sha) => join(folder, sha),
    });
    expect(await gone).toMatchObject({ status: 'failed', failure: { class: 'lost', billed: 'no' } });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});
