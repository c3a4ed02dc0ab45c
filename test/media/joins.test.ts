import { describe, expect, test } from 'vitest';
import { fpsToText, frameToSample } from '../../src/model/time.ts';
import { readClicks, readCodes } from './support/coded-clip.ts';
import { type SmallJoin, faultOf, makeSmallFilm } from './support/small-film.ts';
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
  { kind: 'fade', color: 'white', frames: 2 },
  { kind: 'morph', frames: 1 },
];

describe.for(RATES.map((fps) => [fpsToText(fps), fps] as const))('a film at %s frames per second', ([, fps]) => {
  test('has exactly the planned frames, in order, with every join, and its sound in step', async () => {
    const film = await makeSmallFilm(scratch(), fps, JOINS);

    expect(film.assembled).toEqual({ check: { ok: true, frames: film.frames, findings: [] }, fallback: null });
    const expectation = { house: film.request.house, frames: film.frames };
    expect(await media.check(film.file, expectation, { decode: true }, signal)).toEqual(film.assembled.check);

    const codes = await readCodes(film.file);
    expect(codes).toHaveLength(film.frames);
    const faults = codes.flatMap((code, frame) => {
      const expected = film.expected[frame];
      const fault = expected === undefined ? 'not expected' : faultOf(code, expected);
      return fault === null ? [] : [`frame ${frame}: ${fault}`];
    });
    expect(faults).toEqual([]);

    const clicks = await readClicks(film.file);
    expect(clicks).toHaveLength(film.clickFrames.length);
    for (const [index, frame] of film.clickFrames.entries()) {
      expect(Math.abs((clicks[index] ?? 0) - frameToSample(frame, fps))).toBeLessThan(48);
    }
  });
});

test.for(['left', 'right', 'up', 'down', 'circle'] as const)(
  'a wipe %s shows only the two pictures, and more of the new one in every frame',
  async (direction) => {
    const film = await makeSmallFilm(scratch(), { num: 24, den: 1 }, [{ kind: 'wipe', direction, frames: 8 }]);
    expect(film.assembled.check.ok).toBe(true);
    const codes = await readCodes(film.file);
    const shares = film.expected.flatMap(({ from, to, share }, frame) => {
      const seen = codes[frame];
      if (share !== null || seen === undefined) return [];
      expect(faultOf(seen, { from, to, share })).toBeNull();
      // Columns that differ in the clip's number: how far they have come.
      const moved = seen.slice(8).map((level, column) => Math.abs(level - (from[column + 8] ?? 0)));
      const possible = from.slice(8).filter((level, column) => level !== to[column + 8]).length;
      return [moved.reduce((sum, value) => sum + value, 0) / possible];
    });
    expect(shares).toHaveLength(8);
    expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
  },
);
