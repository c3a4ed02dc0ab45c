import type { z } from 'zod';

import type { DocumentPath } from '../model/problem.ts';
import type { Fps } from '../model/time.ts';
import type { Report, ReportOptions } from './report.ts';
import { createReport } from './report.ts';
import type { SourceNode } from './source-node.ts';
import type { Span } from './source-text.ts';

/**
 * One piece of the grammar. `schema` is what JSON Schema and editors see; `read` turns a node into its value and
 * reports what is wrong. `read` accepts nothing that `schema` refuses: leaves ask the schema, and maps, lists and
 * records build theirs from the very rules they read with. Null means: wrong, and already reported.
 */
export type Rule<T> = {
  readonly schema: z.ZodType;
  read(cursor: Cursor, reading: Reading): T | null;
};

/** A node, where it stands, and its key when it has one. */
export type Cursor = { readonly node: SourceNode; readonly path: DocumentPath; readonly keySpan: Span | null };

/** What every rule may know while it reads. */
export type Reading = {
  readonly fps: Fps;
  report(report: Report): void;
  /** False when so much was reported that more will not be kept: costly words can be spared. */
  isListening(): boolean;
};

/** A rule whose value is turned into something else. */
export function mapped<T, U>(
  rule: Rule<T>,
  convert: (value: T, cursor: Cursor, reading: Reading) => U | null,
): Rule<U> {
  return {
    schema: rule.schema,
    read(cursor, reading) {
      const value = rule.read(cursor, reading);
      return value === null ? null : convert(value, cursor, reading);
    },
  };
}

/** Words and examples that editors show. */
export function described<T>(rule: Rule<T>, description: string, examples: readonly unknown[] = []): Rule<T> {
  const meta = examples.length === 0 ? { description } : { description, examples: [...examples] };
  return { schema: rule.schema.meta(meta), read: rule.read.bind(rule) };
}

/** Reports at a cursor: at its value, or at its key when the value is empty. */
export function reportAt(cursor: Cursor, reading: Reading, options: Omit<ReportOptions, 'path'>): null {
  const span = cursor.node.kind === 'empty' && cursor.keySpan !== null ? cursor.keySpan : cursor.node.span;
  reading.report(createReport({ path: cursor.path, span, ...options }));
  return null;
}

/** What a message calls the thing at a cursor: `` `size` `` or ``item 2 of `with` ``. */
export function nameOf(cursor: Cursor): string {
  const last = cursor.path.at(-1);
  if (last === undefined) return 'the storyboard';
  if (typeof last === 'string') return `\`${last.slice(0, 60)}\``;
  const parent = cursor.path.at(-2);
  return typeof parent === 'string' ? `item ${last + 1} of \`${parent.slice(0, 60)}\`` : `item ${last + 1}`;
}

const KINDS = {
  scalar: 'a single value',
  empty: 'nothing',
  list: 'a list',
  map: 'a map (`key: value` lines)',
} as const;

/** The problem of a list where a word should be, and its kin; an empty value has its own words. */
export function wrongKind(cursor: Cursor, reading: Reading, expected: string, fix: string | null = null): null {
  if (cursor.node.kind === 'empty') {
    if (cursor.node.isTold) return null;
    return reportAt(cursor, reading, {
      code: 'missing_value',
      message: `${nameOf(cursor)} has no value`,
      expected,
      fix: fix ?? 'write a value after it, or remove it',
    });
  }
  return reportAt(cursor, reading, {
    code: 'wrong_kind',
    message: `${nameOf(cursor)} is ${KINDS[cursor.node.kind]}`,
    expected,
    fix,
  });
}
