import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  animatic,
  decode,
  imageRequest,
  make,
  manualClock,
  model,
  musicRequest,
  scratch,
  videoRequest,
  voiceRequest,
} from './setup.ts';

describe('the animatic, asked politely', () => {
  it('makes a video of exactly the asked frames and reports its progress', async () => {
    await using folder = await scratch();
    const progress: number[] = [];
    const file = folder.path('take.mp4');
    const outcome = await make(animatic(), videoRequest({ frames: 5 }), file, {
      onProgress: (...args: number[]) => void progress.push(...args),
    });
    expect(outcome).toEqual({ status: 'stored', mediaType: 'video/mp4' });
    expect(await decode(file)).toHaveLength(5);
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });

  it('makes the same bytes of the same request, in any thread', async () => {
    await using folder = await scratch();
    const provider = animatic();
    const files = ['a.mp4', 'b.mp4', 'c.mp4'].map(folder.path);
    await Promise.all(files.map((file) => make(provider, videoRequest(), file)));
    const [first, ...others] = await Promise.all(files.map((file) => readFile(file)));
    for (const other of others) expect(other.equals(first!)).toBe(true);
  });

  it('draws keyframes as pictures and speaks and plays as sound of the exact length', async () => {
    await using folder = await scratch();
    const provider = animatic();
    await make(provider, imageRequest(), folder.path('key.png'));
    await make(provider, voiceRequest({ lengthMs: 1_234 }), folder.path('line.wav'));
    await make(provider, musicRequest({ lengthMs: 2_500 }), folder.path('score.wav'));
    await make(provider, musicRequest({ role: 'ambience', prompt: 'wind', lengthMs: 500 }), folder.path('bed.wav'));
    expect((await readFile(folder.path('key.png'))).subarray(1, 4).toString()).toBe('PNG');
    expect((await readFile(folder.path('line.wav'))).readUInt32LE(40) / 2).toBe(Math.round(48 * 1_234));
    expect((await readFile(folder.path('score.wav'))).readUInt32LE(40) / 2).toBe(48 * 2_500);
    expect((await readFile(folder.path('bed.wav'))).readUInt32LE(40) / 2).toBe(48 * 500);
  });

  it('stops at once when it is aborted, and leaves no file', async () => {
    await using folder = await scratch();
    const controller = new AbortController();
    const file = folder.path('take.mp4');
    const made = make(animatic(), videoRequest({ frames: 100_000 }), file, {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(made).rejects.toThrow('enough');
    expect(existsSync(file)).toBe(false);
  });

  it('fails cleanly when the encoder cannot be started, and goes on working', async () => {
    await using folder = await scratch();
    const { createAnimatic } = await import('../../../src/providers/animatic/animatic.ts');
    const broken = createAnimatic({
      clock: manualClock(),
      encoder: async () => ({ command: '/nonexistent/ffmpeg', argv: [] }),
    });
    const outcome = await make(broken, videoRequest(), folder.path('take.mp4'));
    expect(outcome).toMatchObject({ status: 'failed', failure: { class: 'internal', billed: 'no' } });
    expect(await make(broken, voiceRequest(), folder.path('line.wav'))).toMatchObject({ status: 'stored' });
  });

  it('refuses footage and odd sizes before anything is submitted', () => {
    const odd = videoRequest({ size: { width: 321, height: 180 } });
    expect(animatic().prepare(odd, model('animatic'), { lengthMs: 0 })).toMatchObject({
      ok: false,
      failure: { class: 'invalid_request', message: expect.stringContaining('321x180') },
    });
    expect(
      animatic().prepare(videoRequest({ video: { sha: 'a'.repeat(64) as never } }), model('animatic'), { lengthMs: 0 })
        .ok,
    ).toBe(false);
  });

  it('prepares a body that is plain JSON and says nothing was dropped', () => {
    const prepared = animatic().prepare(videoRequest(), model('animatic'), { lengthMs: 0 });
    expect(prepared).toMatchObject({ ok: true, dropped: [] });
    expect(JSON.parse(JSON.stringify(prepared))).toEqual(prepared);
  });
});
