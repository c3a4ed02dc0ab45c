import { z } from 'zod';

import type { Finish, MotionPath, ShotEnd, ShotStart, Trim } from '../model/storyboard.ts';
import { toId } from '../model/ids.ts';
import { list, map } from './collection.ts';
import { didYouMean } from './did-you-mean.ts';
import { checkId } from './ids.ts';
import { leaf } from './leaf.ts';
import type { Word } from './leaf.ts';
import { length } from './lengths.ts';
import { decimal } from './numbers.ts';
import { quote } from './quote.ts';
import { described, mapped, reportAt } from './rule.ts';
import type { Cursor, Reading, Rule } from './rule.ts';

const STARTS = ['keyframe', 'match', 'continue', 'extend', 'text'] as const;
const SHOT_WORD = '[a-z0-9][a-z0-9_-]{0,39}';

/** `start: keyframe | match | match ID | continue | extend | image PATH | text`. */
export function shotStart(): Rule<ShotStart> {
  return leaf<ShotStart>({
    schema: z.union([z.enum(STARTS), z.string().regex(new RegExp(`^(?:match ${SHOT_WORD}|image \\S.*)`))]),
    expected: '`keyframe`, `match`, `match SHOT`, `continue`, `extend`, `image PATH` or `text`',
    read(word) {
      const [kind, rest] = splitFirst(word.text);
      if (kind === 'image') return readImage(word, rest);
      if (kind === 'match') {
        if (rest === '') return { kind, shot: null };
        return isShotWord(word, rest) ? { kind, shot: toId(rest) } : null;
      }
      if ((kind === 'keyframe' || kind === 'continue' || kind === 'extend' || kind === 'text') && rest === '')
        return { kind };
      return unknownWord(word, kind, rest, [...STARTS, 'image']);
    },
  });
}

/** `end: next | match ID | image PATH`. */
export function shotEnd(): Rule<ShotEnd> {
  return leaf<ShotEnd>({
    schema: z.union([z.literal('next'), z.string().regex(new RegExp(`^(?:match ${SHOT_WORD}|image \\S.*)`))]),
    expected: '`next`, `match SHOT` or `image PATH`',
    read(word) {
      const [kind, rest] = splitFirst(word.text);
      if (kind === 'image') return readImage(word, rest);
      if (kind === 'next' && rest === '') return { kind };
      if (kind !== 'match') return unknownWord(word, kind, rest, ['next', 'match', 'image']);
      if (rest === '') {
        return word.wrong({
          code: 'bad_end',
          message: '`end: match` needs the shot whose keyframe it ends on',
          fix: 'write `match SHOT`',
        });
      }
      return isShotWord(word, rest) ? { kind, shot: toId(rest) } : null;
    },
  });
}

export function trim(): Rule<Trim> {
  return mapped(
    map({
      what: '`trim`',
      expected: 'a map such as `{head: 6f, tail: 6f}`',
      fields: {
        head: described(length({ allowZero: true }), 'Cut off the start of the take.', ['6f']),
        tail: described(length({ allowZero: true }), 'Cut off the end of the take.', ['6f']),
      },
      slips: { start: 'head', end: 'tail', in: 'head', out: 'tail' },
    }),
    (value) => ({ headFrames: value.head ?? 0, tailFrames: value.tail ?? 0 }),
  );
}

const MAX_UPSCALE = 8;

/** `finish: [upscale 2, smooth 48]`. */
export function finish(): Rule<readonly Finish[]> {
  const expected = '`upscale 2` (2 to 8 times) or `smooth 48` (frames per second)';
  return list({
    expected: `a list such as \`[upscale 2, smooth 48]\``,
    max: 8,
    fixOne: (text) => `write ${quote(`[${text}]`)}`,
    item: leaf<Finish>({
      schema: z.string().regex(/^(?:upscale|smooth) \d{1,3}$/),
      expected,
      read(word) {
        const match = /^(\S+)(?: (\d{1,3}))?$/.exec(word.text);
        const [, kind = '', amountText] = match ?? [];
        const amount = Number(amountText ?? Number.NaN);
        if (kind === 'upscale' && amount >= 2 && amount <= MAX_UPSCALE) return { kind, factor: amount };
        if (kind === 'smooth' && amount >= 1 && amount <= 240) return { kind, fps: amount };
        const isKnown = kind === 'upscale' || kind === 'smooth';
        return word.wrong({
          code: 'bad_finish',
          message: `${word.name} cannot be ${quote(word.text)}`,
          fix: isKnown ? null : didYouMean(kind, ['upscale', 'smooth']),
        });
      },
    }),
  });
}

/** `motion:` — what moves and where, in 0..1 of the frame. */
export function motion(): Rule<readonly MotionPath[]> {
  const part = decimal(0, 1);
  const region = mapped(list({ item: part, expected: '`[x, y, width, height]` in 0..1', min: 4, max: 4 }), toRegion);
  const point = mapped(list({ item: part, expected: '`[x, y]` in 0..1', min: 2, max: 2 }), ([x, y]) =>
    x === undefined || y === undefined ? null : ([x, y] as const),
  );
  const path = list({ item: point, expected: 'a list of points `[x, y]`', min: 1, max: 200 });
  const item = mapped(
    map({
      what: 'an item of `motion`',
      expected: 'a map such as `{region: [0.1, 0.2, 0.3, 0.3], path: [[0.2, 0.3], [0.6, 0.3]]}`',
      fields: {
        region: described(region, 'What moves: x, y, width and height in 0..1 of the frame.'),
        path: described(path, 'Where it moves: points in 0..1 of the frame.'),
      },
      required: {
        region: 'say what moves: `region: [x, y, width, height]`',
        path: 'say where it moves: `path: [[x, y], …]`',
      },
    }),
    (value) => (value.region === null || value.path === null ? null : { region: value.region, path: value.path }),
  );
  return list({ item, expected: 'a list of `{region: […], path: […]}`', max: 50 });
}

function toRegion(
  values: readonly number[],
  cursor: Cursor,
  reading: Reading,
): readonly [number, number, number, number] | null {
  const [x, y, width, height] = values;
  if (x === undefined || y === undefined || width === undefined || height === undefined) return null;
  if (width > 0 && height > 0 && x + width <= 1.000001 && y + height <= 1.000001) return [x, y, width, height];
  return reportAt(cursor, reading, {
    code: 'region_outside',
    message: 'this region is empty or leaves the frame',
    expected: 'x + width and y + height at most 1, both sides above 0',
  });
}

function splitFirst(text: string): [string, string] {
  const space = text.indexOf(' ');
  return space === -1 ? [text, ''] : [text.slice(0, space), text.slice(space + 1).trim()];
}

function readImage(word: Word, rest: string): { readonly kind: 'image'; readonly file: string } | null {
  if (rest !== '') return { kind: 'image', file: rest };
  return word.wrong({
    code: 'missing_path',
    message: `${word.name}: \`image\` needs a path`,
    fix: 'write `image refs/first.png`',
  });
}

function isShotWord(word: Word, rest: string): boolean {
  const wrong = checkId(rest);
  if (wrong === null) return true;
  word.wrong({ ...wrong, part: [word.text.lastIndexOf(rest), rest.length] });
  return false;
}

function unknownWord(word: Word, kind: string, rest: string, known: readonly string[]): null {
  const isPath = /\.[a-z0-9]{2,4}$/i.test(word.text);
  const isExtra = known.includes(kind);
  return word.wrong({
    code: 'unknown_word',
    message: isExtra
      ? `${word.name}: nothing comes after ${quote(kind)}`
      : `${word.name} cannot be ${quote(word.text)}`,
    fix: isExtra ? `remove ${quote(rest)}` : isPath ? `write ${quote(`image ${word.text}`)}` : didYouMean(kind, known),
    ...(isExtra ? { part: [kind.length + 1, rest.length] as const } : {}),
  });
}
