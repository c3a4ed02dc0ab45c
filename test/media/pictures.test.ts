import { createCanvas } from '@napi-rs/canvas';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { morphFrames } from '../../src/media/morph.ts';
import { scorePicture } from '../../src/media/poster.ts';
import { frameBytes } from '../../src/media/raw-video.ts';
import { layOut } from '../../src/media/sheet.ts';
import { readCodes } from './support/coded-clip.ts';
import { centerColor } from './support/conformed.ts';
import { media, scratch, signal } from './support/tools.ts';

describe('a morph', () => {
  const size = { width: 96, height: 64 };
  /** A bright square with soft edges on grey. */
  const square = (left: number, top: number): Uint8Array => {
    const frame = new Uint8Array(frameBytes(size)).fill(128);
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) {
        const inside = Math.min(x - left, left + 24 - x, y - top, top + 24 - y);
        frame[y * size.width + x] = 60 + Math.max(0, Math.min(160, inside * 40));
      }
    }
    return frame;
  };
  /** The mean place of what is bright. */
  const centre = (frame: Uint8Array): number => {
    let [sum, weight] = [0, 0];
    for (let at = 0; at < size.width * size.height; at++) {
      const bright = Math.max(0, (frame[at] ?? 0) - 70);
      sum += bright * (at % size.width);
      weight += bright;
    }
    return sum / weight;
  };
  const peak = (frame: Uint8Array): number =>
    frame.subarray(0, size.width * size.height).reduce((most, value) => Math.max(most, value), 0);

  test('moves what moved instead of fading it', () => {
    const frames = [...morphFrames(square(30, 20), square(40, 20), size, 9)];
    expect(frames).toHaveLength(9);
    const places = frames.map(centre);
    for (const [index, place] of places.entries()) expect(Math.abs(place - (43 + index))).toBeLessThan(1.2);
    for (const frame of frames) expect(peak(frame)).toBeGreaterThan(205);
  });

  test('between equal pictures is that picture', () => {
    const picture = square(30, 20);
    for (const frame of morphFrames(picture, picture, size, 3)) expect(frame).toEqual(new Uint8Array(picture));
  });

  test('between any two pictures has exactly its frames and lies between their extremes', () => {
    const sizes = [
      { width: 2, height: 2 },
      { width: 34, height: 18 },
      { width: 33, height: 17 },
    ];
    fc.assert(
      fc.property(fc.constantFrom(...sizes), fc.integer({ min: 1, max: 4 }), fc.gen(), (small, frames, gen) => {
        const bytes = frameBytes(small);
        const picture = (): Uint8Array =>
          Uint8Array.from(gen(fc.array, fc.integer({ min: 0, max: 255 }), { minLength: bytes, maxLength: bytes }));
        const [from, to] = [picture(), picture()];
        const made = [...morphFrames(from, to, small, frames)];
        expect(made).toHaveLength(frames);
        const luma = small.width * small.height;
        const all = [...from.subarray(0, luma), ...to.subarray(0, luma)];
        for (const frame of made) {
          expect(frame).toHaveLength(bytes);
          for (const value of frame.subarray(0, luma)) {
            expect(value).toBeGreaterThanOrEqual(Math.min(...all));
            expect(value).toBeLessThanOrEqual(Math.max(...all));
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('a contact sheet', () => {
  test('stays a picture that opens, whatever the number of shots', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.constantFrom(16 / 9, 9 / 16, 1), (cells, aspect) => {
        const layout = layOut(cells, undefined, aspect);
        expect(layout.height).toBeLessThanOrEqual(24_000);
        expect(layout.width).toBeLessThanOrEqual(24_000);
        expect(layout.columns).toBeGreaterThan(0);
      }),
    );
  });

  test('of a long film stays a picture that one looks over', () => {
    const { columns, width, height } = layOut(600, undefined, 16 / 9);
    expect(columns).toBe(12);
    expect(width * height).toBeLessThan(25e6);
    expect(layOut(60, undefined, 16 / 9).columns).toBe(6);
  });

  test('shows every picture in its cell, and goes on without those it cannot read', async () => {
    const folder = scratch();
    const canvas = createCanvas(160, 90);
    canvas.getContext('2d').fillStyle = '#20c040';
    canvas.getContext('2d').fillRect(0, 0, 160, 90);
    const picture = join(folder, 'a%d b.png');
    writeFileSync(picture, canvas.toBuffer('image/png'));
    writeFileSync(join(folder, 'broken.png'), 'nothing');
    const out = join(folder, 'sheet.jpg');
    const cell = { picture, title: 'שלום 🎬', subtitle: '5 s' };
    const cells = [cell, { ...cell, picture: null }, { ...cell, picture: join(folder, 'broken.png') }];
    await media.sheet({ cells, title: '<b>"Film"</b>: 100% %{eif} \\n', aspect: 16 / 9, out }, signal);
    const { video } = await media.inspect(out, signal);
    const layout = layOut(3, undefined, 16 / 9);
    expect(video).toMatchObject({ codec: 'mjpeg', width: layout.width, height: layout.height });
    await media.sheet({ cells: [cell], title: '', aspect: 16 / 9, out, columns: 1 }, signal);
    const [red = 0, green = 0, blue = 0] = await centerColor(out);
    expect(green).toBeGreaterThan(Math.max(red, blue) + 80);
  });
});

describe('a placeholder', () => {
  const house = { size: { width: 320, height: 180 }, fps: { num: 25, den: 1 } };
  test.for([1, 2, 30])('of %i frames has exactly these, dark, with a sign', async (frames) => {
    const out = join(scratch(), 'a.mp4');
    await media.seam({ house, kind: 'placeholder', frames, picture: null, label: "s1's missing: 100%", out }, signal);
    expect(await readCodes(out)).toHaveLength(frames);
    const { video } = await media.inspect(out, signal);
    expect(video).toMatchObject({ frames, fps: 25, width: 320, height: 180 });
    const [red = 0, green = 0, blue = 0] = await centerColor(out);
    expect(red).toBeLessThan(120);
    expect(red + green).toBeGreaterThanOrEqual(blue);
  });

  test('with a picture that cannot be read is still made', async () => {
    const out = join(scratch(), 'a.mp4');
    await media.seam({ house, kind: 'placeholder', frames: 3, picture: '/nowhere.png', out }, signal);
    expect(await readCodes(out)).toHaveLength(3);
  });
});

test('a poster prefers light, contrast and detail', () => {
  const [width, height] = [32, 18];
  const make = (pixel: (index: number) => number): Uint8Array =>
    Uint8Array.from({ length: width * height }, (_, at) => pixel(at));
  const black = scorePicture(
    make(() => 3),
    width,
    height,
  );
  const plain = scorePicture(
    make(() => 120),
    width,
    height,
  );
  const soft = scorePicture(
    make((at) => 40 + (at % width) * 5),
    width,
    height,
  );
  const sharp = scorePicture(
    make((at) => ((at % width) % 4 < 2 ? 40 : 200)),
    width,
    height,
  );
  const dark = scorePicture(
    make((at) => ((at % width) % 4 < 2 ? 0 : 20)),
    width,
    height,
  );
  expect([black, plain, dark, soft, sharp].toSorted((a, b) => a - b)).toEqual([black, plain, dark, soft, sharp]);
});
