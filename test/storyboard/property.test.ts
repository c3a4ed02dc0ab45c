import { readFileSync, readdirSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';

import type { LocatedProblem } from '../../src/model/problem.ts';
import { microsToFrames } from '../../src/model/time.ts';
import { filmSchema } from '../../src/storyboard/film.ts';
import { fixStoryboard } from '../../src/storyboard/fix.ts';
import { lengthToText, parseLength } from '../../src/storyboard/lengths.ts';
import { problemToText } from '../../src/storyboard/render-problem.ts';
import { read, withShot, withTop } from './film-text.ts';

const folder = new URL('../../storyboards/', import.meta.url);
const sound = [
  ...readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .filter((text) => text.length < 6000),
  withTop('title: T\nfps: 23.976\nmodels: {video: [a:b, "c?d=e"]}\nx-a: &a {action: y}'),
  withShot('frame: wide low\nout: bridge 4s: the sea\nsay: |\n  mara (off): Hello.\nraw: {fal: {a: [1, {b: 2}]}}'),
];

/** Pieces that break things when they land in the middle of a storyboard. */
const shards = fc.oneof(
  fc.constantFrom(
    '#fff',
    ': ',
    '- ',
    '\t',
    '\n',
    '  ',
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '|',
    '>',
    '&a ',
    '*a',
    '<<: ',
    '!t ',
    '---\n',
    '?',
    '%',
    'x: y',
    '\0',
    '\u202e',
    '🎬',
    '\ud800',
    '\r',
    '__proto__: 1',
    'id: ',
    'null',
    '~',
    '1:30',
    'out: bridge 4s: x',
    '\ufeff',
  ),
  fc.string({ maxLength: 8, unit: 'binary' }),
);

/** A sound storyboard with pieces put in, taken out, moved and repeated. */
const broken = fc
  .tuple(
    fc.constantFrom(...sound),
    fc.array(fc.tuple(fc.nat({ max: 6000 }), fc.nat({ max: 20 }), shards), { minLength: 1, maxLength: 4 }),
  )
  .map(([text, cuts]) =>
    cuts.reduce((current, [at, length, shard]) => {
      const from = at % (current.length + 1);
      return current.slice(0, from) + shard + current.slice(from + length);
    }, text),
  );

function expectInside(problem: LocatedProblem, text: string): void {
  // Where no other line ends are, a carriage return alone is one.
  const lines = text.replace(/^\ufeff/, '').split(text.includes('\n') ? '\n' : '\r');
  expect(problem.line).toBeGreaterThanOrEqual(1);
  expect(problem.line).toBeLessThanOrEqual(lines.length);
  const length = Array.from(lines[problem.line - 1] ?? '').length;
  expect(problem.column).toBeGreaterThanOrEqual(1);
  expect(problem.column).toBeLessThanOrEqual(length + 1);
  expect(problem.length).toBeGreaterThanOrEqual(1);
  expect(problem.message).not.toMatch(/undefined|\[object|NaN|Invalid input/);
  expect(problemToText(problem, { color: false }).length).toBeLessThan(4000);
}

const anyPath = fc.array(
  fc.oneof(
    fc.nat({ max: 3 }),
    fc.constantFrom('scenes', 'shots', 'say', 'with', 'characters', '__proto__'),
    fc.string({ maxLength: 3 }),
  ),
  { maxLength: 7 },
);

describe('whatever is written', () => {
  test('nothing throws, and every problem stands inside the file', () => {
    fc.assert(
      fc.property(fc.oneof({ weight: 3, arbitrary: broken }, fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
        const parsed = read(text);
        for (const problem of parsed.problems) expectInside(problem, text);
        if (parsed.storyboard === null) expect(parsed.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
  });

  test('no bytes throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(Array.isArray(read(bytes).problems)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('every path has a place', () => {
    fc.assert(
      fc.property(fc.oneof(broken, fc.constantFrom(...sound)), anyPath, fc.boolean(), (text, path, atKey) => {
        const problem = { code: 'x', severity: 'error', path, atKey, message: 'x', expected: null, fix: null } as const;
        expectInside(read(text).locate(problem), text);
      }),
      { numRuns: 200 },
    );
  });

  test('mending twice is mending once, and never makes more problems of a readable text', () => {
    fc.assert(
      fc.property(broken, (text) => {
        const fixed = fixStoryboard(text);
        expect(fixStoryboard(fixed.text).text).toBe(fixed.text);
        if (fixed.changes.length === 0) expect(fixed.text).toBe(text);
        const before = read(text);
        const isReadable = before.storyboard !== null;
        if (isReadable) expect(read(fixed.text).problems.length).toBeLessThanOrEqual(before.problems.length);
      }),
      { numRuns: 300 },
    );
  });

  test('what the reader accepts, the schema of editors accepts', () => {
    const words = fc.constantFrom(
      '5s',
      '1.5s',
      '120f',
      'auto',
      '7',
      '007',
      '1e3',
      'no',
      'cut',
      'dissolve 1s',
      'wipe up',
      'fade white 2s',
      'morph',
      'true',
      'wide low 28mm',
      'dolly_in slow',
      'match',
      'continue',
      'image a.png',
      'next',
      'crop',
      'mute',
      '[mara]',
      '[mara, key]',
      '{head: 0f}',
      '[upscale 2]',
      'a:b',
      '[a:b, c]',
      '{mara: home}',
      'room',
      '"mara: Hi."',
      '{a: {b: 1}}',
      '0.5',
      '"5s"',
      '"7"',
    );
    const keys = fc.constantFrom(
      'frame',
      'camera',
      'light',
      'place',
      'time',
      'wardrobe',
      'with',
      'action',
      'prompt',
      'say',
      'duration',
      'takes',
      'seed',
      'model',
      'start',
      'end',
      'in',
      'out',
      'trim',
      'fit',
      'native_audio',
      'lipsync',
      'still',
      'card',
      'finish',
      'raw',
      'was',
    );
    let accepted = 0;
    fc.assert(
      fc.property(keys, words, (key, word) => {
        const text = withShot(`${key}: ${word}`);
        if (read(text).problems.some((problem) => problem.severity === 'error')) return;
        accepted += 1;
        const value: unknown = parseYaml(text, { logLevel: 'silent' });
        expect(filmSchema.safeParse(value).error?.issues ?? []).toEqual([]);
      }),
      { numRuns: 600 },
    );
    expect(accepted).toBeGreaterThan(60);
  });
});

describe('lengths', () => {
  const rates = fc.constantFrom(
    { num: 24, den: 1 },
    { num: 25, den: 1 },
    { num: 24000, den: 1001 },
    { num: 60000, den: 1001 },
    { num: 1, den: 1 },
  );

  test('frames round-trip through their text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400 }), rates, (frames, fps) => {
        expect(parseLength(lengthToText(frames), fps, { name: 'it' })).toEqual({ frames });
      }),
    );
  });

  test('seconds are read as exact decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_000 }), fc.nat({ max: 999_999 }), rates, (seconds, fraction, fps) => {
        const text = `${seconds}.${String(fraction).padStart(6, '0')}s`;
        const parsed = parseLength(text, fps, { name: 'it', allowZero: true });
        expect(parsed).toEqual({ frames: microsToFrames(seconds * 1_000_000 + fraction, fps) });
      }),
    );
  });

  test('no text throws, and what is read is at least one frame', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-\d.:smf ]{0,12}$/)), rates, (text, fps) => {
        const parsed = parseLength(text, fps, { name: 'it' });
        if ('frames' in parsed) expect(parsed.frames).toBeGreaterThanOrEqual(1);
        else expect(parsed.wrong.message.length).toBeGreaterThan(0);
      }),
    );
  });
});
