import { writeFile } from 'node:fs/promises';
import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import type { FrameInput } from '../../../src/model/generation.ts';
import { type BlobSha, toId } from '../../../src/model/ids.ts';
import { animatic, decode, imageRequest, make, picture, scratch, SIZE, videoRequest } from './setup.ts';
import { difference, lumaOf, paint, similarity } from './pixels.ts';

const input = (name: string, role: FrameInput['role']): FrameInput => ({
  sha: toId<BlobSha>(name.repeat(64).slice(0, 64)),
  role,
});

/** A picture that no shot would draw. */
async function drawTestCard(file: string, seed: number): Promise<Float64Array> {
  const canvas = createCanvas(SIZE.width, SIZE.height);
  const context = canvas.getContext('2d', { alpha: false });
  for (let index = 0; index < 60; index += 1) {
    context.fillStyle = `hsl(${(index * 47 * seed) % 360} 60% ${30 + ((index * 13) % 40)}%)`;
    context.fillRect((index * 53 * seed) % SIZE.width, (index * 31) % SIZE.height, 70, 40);
  }
  await writeFile(file, await canvas.encode('png'));
  return lumaOf(Buffer.from(canvas.data()));
}

describe('a take that is given frames', () => {
  it('starts on the very frame it continues from, and ends on the frame it is bound to', async () => {
    await using folder = await scratch();
    const from = await drawTestCard(folder.path('a'), 1);
    const to = await drawTestCard(folder.path('b'), 5);
    const request = videoRequest({ frames: 30, start: input('a', 'continue'), end: input('b', 'image') });
    await make(animatic(), request, folder.path('take.mp4'), { blobPath: (sha) => folder.path(sha[0]!) });
    const frames = (await decode(folder.path('take.mp4'))).map((frame) => lumaOf(frame, 3));
    expect(similarity(frames[0]!, from, SIZE.width)).toBeGreaterThan(0.97);
    expect(similarity(frames[29]!, to, SIZE.width)).toBeGreaterThan(0.97);
    expect(similarity(frames[15]!, from, SIZE.width)).toBeLessThan(0.6);
  });

  it('takes over from the given frame little by little: no step is a cut', async () => {
    await using folder = await scratch();
    await drawTestCard(folder.path('a'), 1);
    const all = Array.from({ length: 24 }, (_, index) => index);
    const inputs = { startFile: folder.path('a'), startRole: 'continue' as const };
    const frames = await paint(picture(), all, { inputs });
    const whole = difference(frames[0]!, frames[23]!);
    const steps = frames.slice(1).map((frame, index) => difference(frames[index]!, frame));
    expect(whole).toBeGreaterThan(20);
    expect(Math.max(...steps)).toBeLessThan(whole * 0.2);
  });

  it('begins as its own keyframe: the same world is the same frame', async () => {
    await using folder = await scratch();
    await make(animatic(), imageRequest(), folder.path('k'));
    const { loadImage } = await import('@napi-rs/canvas');
    const canvas = createCanvas(SIZE.width, SIZE.height);
    canvas.getContext('2d', { alpha: false }).drawImage(await loadImage(folder.path('k')), 0, 0);
    const keyframe = Buffer.from(canvas.data());
    const [own] = await paint(picture(), [0], { size: SIZE, length: 6 });
    expect(difference(keyframe, own!)).toBeLessThan(0.01);
    const dollied = picture({ camera: { move: 'dolly_in', speed: 'fast' } });
    const [key] = await paint(dollied, [0], { length: 1 });
    const [first] = await paint(dollied, [0], { length: 120 });
    expect(difference(key!, first!)).toBeLessThan(0.01);
  });

  it('animates a given image itself', async () => {
    await using folder = await scratch();
    await drawTestCard(folder.path('a'), 3);
    const inputs = { startFile: folder.path('a'), startRole: 'image' as const };
    const shot = picture({ camera: { move: 'dolly_in', speed: 'medium' } });
    const [first, last] = await paint(shot, [0, 95], { inputs, size: SIZE });
    const [drawn] = await paint(shot, [95], { size: SIZE });
    expect(difference(first!, last!)).toBeGreaterThan(3);
    expect(difference(last!, drawn!)).toBeGreaterThan(15);
  });

  it('bridges from one frame to another', async () => {
    await using folder = await scratch();
    const from = await drawTestCard(folder.path('a'), 1);
    const to = await drawTestCard(folder.path('b'), 5);
    const inputs = { startFile: folder.path('a'), startRole: 'continue' as const, endFile: folder.path('b') };
    const frames = await paint(picture({ kind: 'bridge' }), [0, 12, 23], { inputs, size: SIZE, length: 24 });
    expect(similarity(lumaOf(frames[0]!), from, SIZE.width)).toBeGreaterThan(0.99);
    expect(similarity(lumaOf(frames[2]!), to, SIZE.width)).toBeGreaterThan(0.99);
    expect(similarity(lumaOf(frames[1]!), from, SIZE.width)).toBeLessThan(0.8);
  });

  it('says which frame cannot be read', async () => {
    await using folder = await scratch();
    await writeFile(folder.path('a'), 'not a picture');
    const request = videoRequest({ start: input('a', 'continue') });
    const outcome = await make(animatic(), request, folder.path('take.mp4'), { blobPath: () => folder.path('a') });
    expect(outcome).toMatchObject({
      status: 'failed',
      failure: { class: 'internal', message: expect.stringContaining('s1a') },
    });
  });
});
