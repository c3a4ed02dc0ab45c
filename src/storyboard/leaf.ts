import { z } from 'zod';

import type { Fps } from '../model/time.ts';
import { didYouMean, listWords } from './did-you-mean.ts';
import { quote } from './quote.ts';
import { createReport } from './report.ts';
import { nameOf, reportAt, wrongKind } from './rule.ts';
import type { Cursor, Rule } from './rule.ts';
import type { ScalarNode } from './source-node.ts';
import type { Span } from './source-text.ts';

/** A scalar while a leaf reads it. `name` is what messages call it. */
export type Word = {
  readonly text: string;
  readonly name: string;
  readonly fps: Fps;
  readonly node: ScalarNode;
  readonly cursor: Cursor;
  /** Reports, and answers null for the reader to return. */
  wrong(wrong: Wrong): null;
};

export type Wrong = {
  readonly code: string;
  readonly message: string;
  readonly expected?: string | null;
  readonly fix?: string | null;
  readonly severity?: 'error' | 'warning';
  /** The part of the text that is wrong: where it starts, and its length. */
  readonly part?: readonly [number, number];
};

export type LeafOptions<T> = {
  readonly schema: z.ZodType;
  /** What would be right, in words. */
  readonly expected: string;
  read(word: Word): T | null;
};

/** A rule for a scalar, read from its source text. What the schema refuses is refused, with words from `read` if it has any. */
export function leaf<T>(options: LeafOptions<T>): Rule<T> {
  return {
    schema: options.schema,
    read(cursor, reading) {
      const { node } = cursor;
      if (node.kind !== 'scalar') return wrongKind(cursor, reading, options.expected);
      let isTold = false;
      const word: Word = {
        text: node.text,
        name: nameOf(cursor),
        fps: reading.fps,
        node,
        cursor,
        wrong(wrong) {
          if (wrong.severity !== 'warning') isTold = true;
          const { part, expected = options.expected, ...words } = wrong;
          const span = part === undefined ? node.span : partSpan(node, part[0], part[1]);
          reading.report(createReport({ path: cursor.path, span, expected, ...words }));
          return null;
        },
      };
      const value = options.read(word);
      if (isTold) return null;
      if (value !== null && options.schema.safeParse(toPlain(node)).success) return value;
      return reportAt(cursor, reading, {
        code: 'wrong_value',
        message: `${word.name} cannot be ${quote(node.text)}`,
        expected: options.expected,
      });
    },
  };
}

/** One of some words. */
export function oneOf<const T extends string>(words: readonly T[], code = 'unknown_word'): Rule<T> {
  return leaf({
    schema: z.enum(words),
    expected: listWords(words),
    read: (word) =>
      words.find((known) => known === word.text) ??
      word.wrong({
        code,
        message: `${word.name} cannot be ${quote(word.text)}`,
        fix: didYouMean(word.text, words),
      }),
  });
}

/** The place of a part of a scalar's text, when the source shows the text as it is; else the whole scalar. */
export function partSpan(node: ScalarNode, from: number, length: number): Span {
  const { source, start, end } = node.span;
  if (node.style === 'literal') return literalPartSpan(node, from, length);
  const first = node.style === 'quoted' ? start + 1 : start;
  const shown = source.text.slice(first, first + node.text.length);
  if (shown !== node.text || first + from > end) return node.span;
  return { source, start: first + from, end: Math.min(end, first + from + length) };
}

/** A scalar as a YAML editor understands it: plain numbers and booleans have their type. */
export function toPlain(node: ScalarNode): string | number | boolean {
  if (node.style !== 'plain') return node.text;
  if (/^(?:true|True|TRUE)$/.test(node.text)) return true;
  if (/^(?:false|False|FALSE)$/.test(node.text)) return false;
  return NUMBER.test(node.text) ? Number(node.text) : node.text;
}

/** Plain numbers of the YAML 1.2 core schema, without its hexadecimal, octal and infinite ones. */
const NUMBER = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

/** Lines of a `|` text stand in the source one for one, each behind the same indentation. */
function literalPartSpan(node: ScalarNode, from: number, length: number): Span {
  const { source, start } = node.span;
  const lineIndex = node.text.slice(0, from).split('\n').length - 1;
  const lineFrom = node.text.lastIndexOf('\n', from - 1) + 1;
  const lineWords = node.text.slice(lineFrom).split('\n', 1)[0] ?? '';
  let lineStart = source.text.indexOf('\n', start) + 1;
  for (let index = 0; index < lineIndex && lineStart > 0; index += 1)
    lineStart = source.text.indexOf('\n', lineStart) + 1;
  const lineStop = source.text.indexOf('\n', lineStart);
  const line = source.text.slice(lineStart, lineStop === -1 ? undefined : lineStop);
  const indent = line.indexOf(lineWords);
  if (lineStart === 0 || indent === -1) return node.span;
  const partStart = lineStart + indent + (from - lineFrom);
  return { source, start: partStart, end: Math.min(partStart + length, lineStart + indent + lineWords.length) };
}
