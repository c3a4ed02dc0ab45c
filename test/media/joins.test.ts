import { describe, expect, test } from 'vitest';
import { frameToSample, fpsToText } from '../../src/model/time.ts';
import { distance, readClicks, readCodes } from './support/coded-clip.ts';
import { type SmallJoin, makeSmallFilm } from './support/small-film.ts';
import { media, scratch, signal } from './support/tools.ts';

const RATES = [
  { num: 24_000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30_000, den: 1001 },
  { num: 30, den: 1 },
  { num: 60, den: 1 },
];

const JOINS: readonly SmallJoin[] = [
  { kind: 'cut' },
  { kind: 'dissolve', frames: 9 },
  { kind: 'dissolve', frames: 1 },
  { kind: 'wipe', direction: 'left', frames: 3 },
  { kind: 'fade', color: 'black', frames: 7 },
  { kind: 'fade', color: 'white', frames: 1 },
  { kind: 'morph', frames: 5 },
  { kind: 'dissolve', frames: 2 },
  { kind: 'cut' },
];

describe.for(RATES.map((fps) => [fpsToText(fps), fps] as const))('a film at %s frames per second', ([, fps]) => {
  test('has exactly the planned frames, in order, with every join, and its sound in step', async () => {
    const film = await makeSmallFilm(scratch(), fps, JOINS);

    expect(film.assembled.fallback).toBeNull();
    expect(film.assembled.check).toEqual({ ok: true, frames: film.frames, findings: [] });
    const expected = { house: film.request.house, frames: film.frames };
    expect(await media.check(film.file, expected, { decode: true }, signal)).toEqual(film.assembled.check);

    const codes = await readCodes(film.file);
    expect(codes).toHaveLength(film.frames);
    const wrong = codes.flatMap((code, frame) => {
      const right = film.codes[frame];
      return right === null || right === undefined || distance(code, right) < 0.06 ? [] : [{ frame, code, right }];
    });
    expect(wrong).toEqual([]);

    const clicks = await readClicks(film.file);
    const due = film.clickFrames.map((frame) => frameToSample(frame, fps));
    expect(clicks).toHaveLength(due.length);
    for (const [index, sample] of due.entries()) expect(Math.abs((clicks[index] ?? 0) - sample)).toBeLessThan(24);
  });
});
