import { z } from 'zod';

import { closestWord, didYouMean, listWords } from './did-you-mean.ts';
import { quote } from './quote.ts';
import { createReport } from './report.ts';
import { nameOf, reportAt, wrongKind } from './rule.ts';
import type { Cursor, Reading, Rule } from './rule.ts';
import type { Entry, MapNode } from './source-node.ts';

export type Fields = Readonly<Record<string, Rule<unknown>>>;
/** What a map of fields reads to: every value, or null when absent or wrong. */
export type Values<F extends Fields> = { readonly [K in keyof F]: F[K] extends Rule<infer T> ? T | null : never };

export type MapOptions<F extends Fields> = {
  /** What a message calls it, such as `a shot`. */
  readonly what: string;
  readonly fields: F;
  /** Keys that must be there, and what to do when they are not. */
  readonly required?: Readonly<Record<string, string>>;
  /** Words that people write for a key of ours, or words to say about a key that belongs elsewhere. */
  readonly slips?: Readonly<Record<string, string>>;
  /** How it is written, for when something else was. */
  readonly expected?: string;
  /** How to write a single value as a map. */
  readonly fixOne?: (text: string) => string;
};

/** A map with known keys; `x-` keys are free. */
export function map<F extends Fields>(options: MapOptions<F>): Rule<Values<F>> {
  const required = options.required ?? {};
  const shape = Object.fromEntries(
    Object.entries(options.fields).map(([key, rule]) => [
      key,
      Object.hasOwn(required, key) ? rule.schema : rule.schema.optional(),
    ]),
  );
  return {
    schema: z.strictObject(shape),
    read(cursor, reading) {
      const { node } = cursor;
      const expected = options.expected ?? `${options.what} with ${listWords(Object.keys(options.fields), 8)}`;
      if (node.kind !== 'map') {
        const fix = node.kind === 'scalar' ? (options.fixOne?.(node.text) ?? null) : null;
        return wrongKind(cursor, reading, expected, fix);
      }
      reportUnknownKeys(node, cursor, reading, options);
      const values: Record<string, unknown> = {};
      for (const [key, rule] of Object.entries(options.fields)) {
        const entry = node.entries.get(key);
        values[key] = entry === undefined ? null : rule.read(entryCursor(entry, cursor), reading);
        if (entry === undefined && Object.hasOwn(required, key)) {
          reportMissingKey(options.what, key, required[key] ?? null, cursor, reading);
        }
      }
      return toValues<F>(values);
    },
  };
}

export type ListOptions<T> = {
  readonly item: Rule<T>;
  readonly expected: string;
  readonly min?: number;
  readonly max?: number;
  /** How to write a single value as a list. */
  readonly fixOne?: (text: string) => string;
};

/** A list; items that are wrong are left out. */
export function list<T>(options: ListOptions<T>): Rule<readonly T[]> {
  const { item, expected, min = 0, max = 10_000 } = options;
  return {
    schema: z.array(item.schema).min(min).max(max),
    read(cursor, reading) {
      const { node } = cursor;
      if (node.kind === 'scalar' && options.fixOne !== undefined) {
        return wrongKind(cursor, reading, expected, options.fixOne(node.text));
      }
      if (node.kind !== 'list') return wrongKind(cursor, reading, expected);
      if (node.items.length < min || node.items.length > max) {
        const isFew = node.items.length < min;
        reportAt(cursor, reading, {
          code: isFew ? 'too_few' : 'too_many',
          message: `${nameOf(cursor)} has ${node.items.length === 0 ? 'no' : node.items.length} items`,
          expected: isFew ? `at least ${min}: ${expected}` : `at most ${max}`,
        });
      }
      const values: T[] = [];
      for (const [index, child] of node.items.slice(0, max).entries()) {
        const value = item.read({ node: child, path: [...cursor.path, index], keySpan: null }, reading);
        if (value !== null) values.push(value);
      }
      return values;
    },
  };
}

export type WrongKey = {
  readonly code: string;
  readonly message: string;
  readonly expected: string;
  readonly fix: string | null;
};

export type RecordOptions<T> = {
  readonly what: string;
  readonly key: z.ZodType<string, string>;
  /** Null when the key is good, else what is wrong with it. */
  checkKey(
    key: string,
  ): { readonly code: string; readonly message: string; readonly expected: string; readonly fix: string | null } | null;
  readonly value: Rule<T>;
  readonly expected: string;
};
export type Item<T> = { readonly key: string; readonly cursor: Cursor; readonly value: T };

/** A map whose keys are chosen by the author; items that are wrong are left out. */
export function record<T>(options: RecordOptions<T>): Rule<readonly Item<T>[]> {
  return {
    schema: z.record(options.key, options.value.schema),
    read(cursor, reading) {
      const { node } = cursor;
      if (node.kind !== 'map') return wrongKind(cursor, reading, options.expected);
      const items: Item<T>[] = [];
      const entries = [...node.entries.values()];
      for (const [index, entry] of entries.entries()) {
        if (isFree(entry.key)) continue;
        const itemCursor = entryCursor(entry, cursor);
        const wrong = entry.isBare ? bareWord(entries, index) : options.checkKey(entry.key);
        if (wrong !== null) {
          reading.report(createReport({ ...wrong, path: itemCursor.path, atKey: true, span: entry.keySpan }));
        }
        if (entry.isBare) continue;
        const value = options.value.read(itemCursor, reading);
        if (value !== null && wrong === null) items.push({ key: entry.key, cursor: itemCursor, value });
      }
      return items;
    },
  };
}

export type ChoiceOptions<T> = {
  readonly scalar?: Rule<T>;
  readonly list?: Rule<T>;
  readonly map?: Rule<T>;
  readonly expected: string;
};

/** Several ways to write one thing, told apart by whether it is a single value, a list or a map. */
export function choice<T>(options: ChoiceOptions<T>): Rule<T> {
  const rules = [options.scalar, options.list, options.map].filter((rule) => rule !== undefined);
  return {
    schema: z.union(rules.map((rule) => rule.schema)),
    read(cursor, reading) {
      const rule = cursor.node.kind === 'empty' ? undefined : options[cursor.node.kind];
      return rule === undefined ? wrongKind(cursor, reading, options.expected) : rule.read(cursor, reading);
    },
  };
}

export function entryCursor(entry: Entry, parent: Cursor): Cursor {
  return { node: entry.value, path: [...parent.path, entry.key], keySpan: entry.keySpan };
}

/** Keys that begin with `x-` are the author's own. */
export function isFree(key: string): boolean {
  return key.startsWith('x-');
}

function reportUnknownKeys<F extends Fields>(
  node: MapNode,
  cursor: Cursor,
  reading: Reading,
  options: MapOptions<F>,
): void {
  const keys = Object.keys(options.fields);
  const entries = [...node.entries.values()];
  for (const [index, entry] of entries.entries()) {
    if (isFree(entry.key) || Object.hasOwn(options.fields, entry.key)) continue;
    if (!reading.isListening()) return;
    const path = [...cursor.path, entry.key];
    const bare = entry.isBare ? bareWord(entries, index) : null;
    if (entry.isBare && bare === null) continue;
    const words = bare ?? {
      code: 'unknown_key',
      message: `${quote(entry.key)} is not a key of ${options.what}`,
      expected: listWords(keys),
      fix: unknownKeyFix(entry.key, keys, options.slips ?? {}),
    };
    reading.report(createReport({ ...words, path, atKey: true, span: entry.keySpan }));
  }
}

function unknownKeyFix(key: string, keys: readonly string[], slips: Readonly<Record<string, string>>): string | null {
  const slip = Object.hasOwn(slips, key.toLowerCase()) ? slips[key.toLowerCase()] : undefined;
  if (slip !== undefined) return keys.includes(slip) ? `did you mean \`${slip}\`?` : slip;
  const known = didYouMean(key, keys);
  if (known !== null) return known;
  const near = closestWord(key, Object.keys(slips));
  const meant = near === null ? undefined : slips[near];
  if (meant !== undefined && keys.includes(meant)) return `did you mean \`${meant}\`?`;
  return 'remove it, or start its name with `x-` if it is a note of your own';
}

/** A comma inside a value of a flow map ends it: `{look: a man, tall}`. Null for the later words of one such value. */
function bareWord(entries: readonly Entry[], index: number): WrongKey | null {
  const before = entries[index - 1];
  if (before?.isBare === true) return null;
  const words: string[] = [];
  for (let at = index; entries[at]?.isBare === true; at += 1) words.push(entries[at]?.key ?? '');
  const value = before?.value.kind === 'scalar' ? [before.value.text, ...words].join(', ') : null;
  return {
    code: 'swallowed_comma',
    message: `${quote(words[0] ?? '')} stands alone between the commas of this map`,
    expected: 'inside `{…}` a comma ends the value; a value with a comma in it goes in quotes',
    fix: value === null ? 'put the value with the comma in quotes' : `write ${quote(`${before?.key}: "${value}"`)}`,
  };
}

function reportMissingKey(what: string, key: string, fix: string | null, cursor: Cursor, reading: Reading): void {
  const { source, start } = cursor.node.span;
  reading.report(
    createReport({
      code: 'missing_key',
      path: cursor.path,
      span: { source, start, end: Math.min(source.text.length, start + 1) },
      message: `${what} needs \`${key}\``,
      expected: `\`${key}: …\``,
      fix,
    }),
  );
}

function toValues<F extends Fields>(values: Readonly<Record<string, unknown>>): Values<F> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- reviewed: `map` fills each key with what its own rule read
  return values as Values<F>;
}
