import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeCodedClip, readCodes } from './support/coded-clip.ts';
import { FPS_24, centerColor, conformTake, numbersOf, upTo } from './support/conformed.ts';
import { ffmpeg, scratch } from './support/tools.ts';

describe('pictures', () => {
  test.for([
    ['PNG', 'a.png', []],
    ['JPEG', 'a.jpg', ['-pix_fmt', 'yuvj420p', '-q:v', '2']],
    ['WebP', 'a.webp', ['-c:v', 'libwebp', '-lossless', '1']],
    ['GIF', 'a.gif', []],
    ['BMP', 'a.bmp', []],
    ['a PNG under the name of a JPEG', 'a.jpg', ['-c:v', 'png']],
    ['a PNG without a suffix', 'a', ['-c:v', 'png']],
    ['a PNG whose name looks like a pattern', 'frame-%03d.png', []],
  ] as const)('%s is held for the whole length', async ([, name, encoding]) => {
    const folder = scratch();
    const input = join(folder, name);
    await ffmpeg([
      ['-f', 'lavfi', '-i', 'color=0xc86432:s=200x200', '-frames:v', '1', ...encoding, '-update', '1'],
      name.endsWith('gif') ? [] : ['-f', 'image2'],
      [`file:${input}`],
    ]);
    const take = await conformTake(folder, input, 9, { isPicture: true });
    expect(take.sourceFrames).toBe(9);
    expect(take.codes).toHaveLength(9);
    const color = await centerColor(take.request.outBody, 8);
    for (const [index, value] of [200, 100, 50].entries())
      expect(Math.abs((color[index] ?? 0) - value)).toBeLessThan(9);
    expect(take.hasSound).toBe(false);
    expect(take.sound).toHaveLength(9 * 2000 * 2);
  });

  test('a moving GIF is a take like any other', async () => {
    const folder = scratch();
    const input = join(folder, 'a.gif');
    await makeCodedClip(input, 5, 20, { num: 25, den: 1 }, { encoding: ['-an'] });
    const house = { size: { width: 320, height: 180 }, fps: { num: 25, den: 1 } };
    expect(numbersOf((await conformTake(folder, input, 20, { house })).codes)).toEqual(upTo(20));
  });
});

describe('names', () => {
  test.for([
    'it\'s 100% "ours".mp4',
    '-y.mp4',
    'a:b=c,[d];e.mp4',
    '%05d.mp4',
    'back\\slash.mp4',
    'фильм שלום 🎬.mp4',
    'http:.mp4',
    ' leading and trailing .mp4',
    'new\nline.mp4',
  ])('%j is read and written as it stands', async (name) => {
    const folder = scratch();
    await makeCodedClip(join(folder, name), 5, 6, FPS_24);
    const named = (prefix: string, suffix = ''): string => join(folder, `${prefix}${name}${suffix}`);
    const take = await conformTake(folder, join(folder, name), 6, {
      outBody: named('%d body '),
      outSound: named('%d sound '),
      outFirstFrame: named('%d first ', '.png'),
      outLastFrame: named('%d last ', '.png'),
      outThumbnail: named('%d thumbnail ', '.jpg'),
    });
    expect(numbersOf(take.codes)).toEqual(upTo(6));
    // A plain name for the reader, which is the program that falls into this trap.
    copyFileSync(take.request.outLastFrame, join(folder, 'plain.png'));
    expect(numbersOf(await readCodes(join(folder, 'plain.png')))).toEqual([5]);
  });
});
