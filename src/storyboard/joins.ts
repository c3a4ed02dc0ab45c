import { z } from 'zod';

import type { Fade, FadeColor, Join, WipeDirection } from '../model/storyboard.ts';
import { choice } from './collection.ts';
import { didYouMean, listWords } from './did-you-mean.ts';
import { leaf } from './leaf.ts';
import type { Word } from './leaf.ts';
import { parseLength } from './lengths.ts';
import { quote } from './quote.ts';
import { createReport } from './report.ts';
import { reportAt } from './rule.ts';
import type { Cursor, Reading, Rule } from './rule.ts';

const KINDS = ['cut', 'dissolve', 'wipe', 'fade', 'morph', 'bridge'] as const;
const DIRECTIONS: readonly WipeDirection[] = ['left', 'right', 'up', 'down', 'circle'];
const COLORS: readonly FadeColor[] = ['black', 'white'];
/** The length of a join that is written without one. */
const DEFAULT_LENGTHS = { dissolve: '1s', wipe: '1s', fade: '1s', morph: '2s', bridge: '4s' } as const;

const EXPECTED =
  '`cut`, `dissolve 1s`, `wipe left|right|up|down|circle 1s`, `fade black|white 1s`, `morph 2s`, or `bridge 4s: what happens`';
const LENGTH = String.raw`\d+(?:\.\d+)?[sf]?`;
const WRITTEN = new RegExp(
  `^(?:cut|dissolve(?: ${LENGTH})?|wipe (?:${DIRECTIONS.join('|')})(?: ${LENGTH})?|fade(?: (?:black|white))?(?: ${LENGTH})?|morph(?: ${LENGTH})?)$`,
);
const BRIDGE = /^bridge(?: \d+(?:\.\d+)?[sf]?)?:\s+\S/;

/** `out:` — how a shot leads to the next. */
export function join(): Rule<Join> {
  return choice({ scalar: joinLeaf(), map: bridgeMap(), expected: EXPECTED });
}

/** `in: fade black 1s`. */
export function fadeIn(): Rule<Fade> {
  return leaf({
    schema: z.string().regex(new RegExp(`^fade(?: (?:black|white))?(?: ${LENGTH})?$`)),
    expected: '`fade black 1s` or `fade white 1s`',
    read(word) {
      const [kind = ''] = word.text.split(' ', 1);
      if (kind === 'fade') return readFade(word, word.text.split(' ').slice(1));
      const isJoin = KINDS.some((known) => known === kind);
      return word.wrong({
        code: 'unknown_join',
        message: `${word.name} cannot be ${quote(word.text)}${isJoin ? ': a shot can only fade in' : ''}`,
        fix: isJoin ? 'put this join under `out` of the shot before' : null,
      });
    },
  });
}

function joinLeaf(): Rule<Join> {
  return leaf({
    schema: z.union([z.string().regex(WRITTEN), z.string().regex(BRIDGE)]).meta({
      examples: ['cut', 'dissolve 1s', 'wipe left 1s', 'fade black 1s', 'morph 2s', 'bridge 4s: what happens'],
    }),
    expected: EXPECTED,
    read(word) {
      const [head = ''] = word.text.split(/:(?=\s|$)/, 1);
      const [kindText = '', ...rest] = head.trim().split(' ');
      const kind = KINDS.find((known) => known === kindText);
      if (kind === undefined) {
        return word.wrong({
          code: 'unknown_join',
          message: `${word.name} cannot be ${quote(word.text)}`,
          fix: OTHER_JOINS.get(kindText.toLowerCase()) ?? didYouMean(kindText, KINDS),
          part: [0, kindText.length],
        });
      }
      if (kind !== 'bridge' && head !== word.text) {
        return word.wrong({ code: 'bad_join', message: `only a bridge says what happens: ${quote(word.text)}` });
      }
      return readKind(word, kind, rest, word.text.slice(head.length + 1).trim());
    },
  });
}

function readKind(word: Word, kind: Join['kind'], rest: readonly string[], prompt: string): Join | null {
  switch (kind) {
    case 'cut':
      return rest.length === 0 ? { kind } : tooMuch(word, rest.join(' '));
    case 'dissolve':
    case 'morph': {
      const frames = readFrames(word, rest, kind);
      return frames === null ? null : { kind, frames };
    }
    case 'fade':
      return readFade(word, rest);
    case 'wipe': {
      const [directionText = '', ...others] = rest;
      const direction = DIRECTIONS.find((known) => known === directionText);
      const frames = direction === undefined ? null : readFrames(word, others, kind);
      if (direction !== undefined) return frames === null ? null : { kind, direction, frames };
      const fix = /^\d/.test(directionText)
        ? `write \`wipe left ${directionText}\``
        : didYouMean(directionText, DIRECTIONS);
      return word.wrong({
        code: 'bad_join',
        message: directionText === '' ? 'a wipe needs a direction' : `a wipe cannot go ${quote(directionText)}`,
        expected: `\`wipe\`, then ${listWords(DIRECTIONS)}, then its length`,
        fix: directionText === '' ? 'write `wipe left 1s`' : fix,
      });
    }
    case 'bridge': {
      const frames = readFrames(word, rest, kind);
      if (frames === null) return null;
      if (prompt !== '') return { kind, frames, prompt };
      return word.wrong({
        code: 'bad_join',
        message: 'a bridge needs words for what happens between the two shots',
        expected: '`bridge 4s: what happens`',
      });
    }
  }
}

function readFade(word: Word, rest: readonly string[]): Fade | null {
  const color = COLORS.find((known) => known === rest[0]);
  const others = color === undefined ? rest : rest.slice(1);
  const [first = ''] = others;
  if (color === undefined && /^[a-z#]/i.test(first)) {
    return word.wrong({
      code: 'bad_join',
      message: `a fade goes through black or white, not ${quote(first)}`,
      fix: didYouMean(first, COLORS),
    });
  }
  const frames = readFrames(word, others, 'fade');
  return frames === null ? null : { kind: 'fade', color: color ?? 'black', frames };
}

function readFrames(word: Word, rest: readonly string[], kind: keyof typeof DEFAULT_LENGTHS): number | null {
  const [text = DEFAULT_LENGTHS[kind], ...others] = rest;
  if (others.length > 0) return tooMuch(word, others.join(' '));
  const parsed = parseLength(text, word.fps, { name: `the length of this ${kind}` });
  return 'frames' in parsed ? parsed.frames : word.wrong(parsed.wrong);
}

function tooMuch(word: Word, text: string): null {
  return word.wrong({
    code: 'bad_join',
    message: `${word.name} has ${quote(text)} too much`,
    part: [word.text.lastIndexOf(text), text.length],
  });
}

/** The same words on a line of their own under `out:` are a map to YAML: `{bridge 4s: what happens}`. */
function bridgeMap(): Rule<Join> {
  const scalar = joinLeaf();
  return {
    schema: z.record(z.string().regex(/^bridge(?: \d+(?:\.\d+)?[sf]?)?$/), z.string()),
    read(cursor: Cursor, reading: Reading) {
      const entries = cursor.node.kind === 'map' ? [...cursor.node.entries.values()] : [];
      const [entry, extra] = entries;
      if (entry === undefined || extra !== undefined || entry.value.kind !== 'scalar') {
        return reportAt(cursor, reading, { code: 'bad_join', message: 'this is not a join', expected: EXPECTED });
      }
      if (!/^bridge\b/.test(entry.key)) {
        reading.report(
          createReport({
            code: 'unknown_join',
            path: [...cursor.path, entry.key],
            span: entry.keySpan,
            message: `${quote(entry.key)} is not a join`,
            expected: EXPECTED,
            fix: `write it on one line: ${quote(`out: ${entry.key} ${entry.value.text}`)}`,
          }),
        );
        return null;
      }
      const words = `${entry.key}: ${entry.value.text}`;
      const node = { ...entry.value, text: words, style: 'plain' as const };
      return scalar.read({ node, path: cursor.path, keySpan: cursor.keySpan }, reading);
    },
  };
}

const OTHER_JOINS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    crossfade: 'did you mean `dissolve`?',
    xfade: 'did you mean `dissolve`?',
    fadeout: 'did you mean `fade black`?',
    none: 'did you mean `cut`?',
    'fade-out': 'did you mean `fade black`?',
    interpolate: 'did you mean `morph`?',
  }),
);
