import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import type { FrameInput, Picture } from '../../../src/model/generation.ts';
import { type BlobSha, toId } from '../../../src/model/ids.ts';
import { FFMPEG, animatic, decode, imageRequest, make, picture, scratch, SIZE, videoRequest } from './setup.ts';
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

  it('moves at once where it would begin with the given frame: nothing is seen twice', async () => {
    await using folder = await scratch();
    const moving = picture({ camera: { move: 'dolly_in', speed: 'fast' }, action: 'Mara walks to the window.' });
    const key = imageRequest({ picture: { ...moving, takeFrames: 96 } });
    await make(animatic(), key, folder.path('k'));
    const inputs = { startFile: folder.path('k'), startRole: 'keyframe' as const };
    const given = await paint(moving, [0, 3, 6, 9], { inputs, size: SIZE });
    const alone = await paint(moving, [0, 3, 6, 9], { size: SIZE });
    given.forEach((frame, index) => expect(difference(frame, alone[index]!)).toBeLessThan(0.01));
    expect(difference(given[0]!, given[3]!)).toBeGreaterThan(1);
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

describe('a take that goes on from another shot', () => {
  const first = picture({ slate: null, action: 'Mara walks.', camera: { move: 'dolly_in', speed: 'medium' } });
  const framing = { size: 'close-up', angle: 'eye', lensMm: null } as const;
  const before = { picture: first, frames: 96, seed: 1, lastFrame: 47 };

  it('begins with camera and figures where that one left them, and comes to its own frame', async () => {
    const own = picture({ slate: null, action: 'Mara smiles.', framing });
    const [last] = await paint(first, [47]);
    const [handed, settled] = await paint({ ...own, before }, [0, 47]);
    const [cold] = await paint(own, [0]);
    expect(difference(handed!, last!)).toBeLessThan(1.5);
    expect(difference(cold!, last!)).toBeGreaterThan(5);
    expect(difference(settled!, last!)).toBeGreaterThan(5);
  });

  it('does so without a jump between any two of its frames', async () => {
    const all = Array.from({ length: 48 }, (_, index) => index);
    const frames = await paint(picture({ slate: null, action: 'Mara smiles.', framing, before }), all);
    const steps = frames.slice(1).map((frame, index) => difference(frames[index]!, frame));
    expect(Math.max(...steps)).toBeLessThan(difference(frames[0]!, frames[47]!) / 4);
  });

  it('begins where a longer chain has come to, camera, figures and set', async () => {
    const walking = (move: 'truck_right' | 'follow' | 'static'): Picture =>
      picture({ slate: null, action: 'Mara walks along.', camera: { move, speed: 'medium' } });
    const second = { ...walking('truck_right'), before };
    const third = { ...walking('follow'), before: { picture: second, frames: 60, seed: 2, lastFrame: 50 } };
    const fourth = { ...walking('static'), before: { picture: third, frames: 20, seed: 3, lastFrame: 19 } };
    const ends = [
      await paint(second, [50], { length: 60, seed: 2 }),
      await paint(third, [19], { length: 20, seed: 3 }),
    ];
    const starts = [await paint(third, [0], { length: 20, seed: 3 }), await paint(fourth, [0])];
    ends.forEach(([end], index) => expect(difference(end!, starts[index]![0]!)).toBeLessThan(0.2));
    const forgotten = { ...third, before: { ...third.before, picture: walking('truck_right') } };
    const [wrong] = await paint(forgotten, [0], { length: 20, seed: 3 });
    expect(difference(ends[0]![0]!, wrong!)).toBeGreaterThan(0.5);
  });

  it('stands on its own in another place', async () => {
    const elsewhere = picture({ slate: null, place: { id: 'beach', look: 'sandy beach' } });
    const [alone, after] = [await paint(elsewhere, [0]), await paint({ ...elsewhere, before }, [0])];
    expect(after[0]!.equals(alone[0]!)).toBe(true);
  });
});

describe('a frame that ffmpeg wrote', () => {
  it('is shown with the very numbers that the film shows', async () => {
    await using folder = await scratch();
    const flat = folder.path('flat.png');
    const args = ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'color=0x808080:s=160x90', '-frames:v', '1'];
    const tags = ['-vf', 'format=rgb24,setparams=color_primaries=bt709:color_trc=bt709', flat];
    await promisify(execFile)(FFMPEG, [...args, ...tags]);
    expect((await readFile(flat)).includes('gAMA')).toBe(true);
    const [first] = await paint(picture(), [0], { inputs: { startFile: flat, startRole: 'continue' } });
    expect(Math.abs(first![0]! - 0x80)).toBeLessThanOrEqual(1);
  });
});

describe('another take of a shot', () => {
  const shot = picture({ slate: null, action: 'Mara talks.', framing: { size: 'medium', angle: 'eye', lensMm: null } });
  it('is another performance that begins alike', async () => {
    const [one, other] = [await paint(shot, [0, 40], { seed: 1 }), await paint(shot, [0, 40], { seed: 2 })];
    expect(difference(one[0]!, other[0]!)).toBe(0);
    expect(difference(one[1]!, other[1]!)).toBeGreaterThan(0.5);
    expect((await paint(shot, [40], { seed: 1 }))[0]!.equals(one[1]!)).toBe(true);
  });

  it('leaves a face in its frame, however narrow that is', async () => {
    const size = { width: 90, height: 160 };
    const close = { ...shot, framing: { size: 'close-up', angle: 'eye', lensMm: null } } as const;
    const empty = await paint({ ...close, figures: [] }, [40], { size });
    for (let seed = 1; seed <= 12; seed += 1) {
      const [face] = await paint(close, [40], { size, seed });
      const shares = sideShares(face!, empty[0]!, size.width);
      expect(Math.min(...shares), `seed ${seed}: ${shares.join(' and ')}`).toBeGreaterThan(0.3);
    }
  });
});

/** How much of a picture's left and right half a figure changes, 0..1. */
function sideShares(pixels: Buffer, empty: Buffer, width: number): readonly [number, number] {
  const counts: [number, number] = [0, 0];
  for (let at = 0; at < pixels.length; at += 4) {
    const side = (at / 4) % width < width / 2 ? 0 : 1;
    const apart = [0, 1, 2].reduce((sum, band) => sum + Math.abs(pixels[at + band]! - empty[at + band]!), 0);
    if (apart > 24) counts[side] += 1;
  }
  return [counts[0] / (pixels.length / 8), counts[1] / (pixels.length / 8)];
}
