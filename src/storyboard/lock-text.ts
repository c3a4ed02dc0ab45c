import { isMap, isScalar, parseDocument } from 'yaml';
import type { Document, Pair, YAMLMap } from 'yaml';

import { toCanonicalJson, type Json } from '../base/json.ts';
import { InputError } from '../model/error.ts';
import { closestWord } from './did-you-mean.ts';

/** A section of a lock file as it was written: keys in their order, each value with its place for messages. */
export type LockSection = ReadonlyMap<string, LockValue>;
export type LockValue = { readonly json: Json; readonly wrong: (why: string) => InputError };

/** @throws InputError naming file and line when the text is no lock file or the section is no map. */
export function readLockSection(text: string, section: string, file: string): LockSection {
  const values = new Map<string, LockValue>();
  const { contents } = parseLock(text, file);
  if (contents === null) return values;
  if (!isMap(contents)) throw broken(file, text, contents, 'it is not a map');
  const found = pairOf(contents, section)?.value;
  if (found === undefined || found === null || isEmpty(found)) return values;
  if (!isMap(found)) throw broken(file, text, found, `\`${section}\` is not a map`);
  for (const { key, value } of found.items) {
    const name = textOf(key);
    if (name === null) throw broken(file, text, key, `a key of \`${section}\` is not text`);
    const wrong = (why: string): InputError => broken(file, text, isEmpty(value) ? key : value, why);
    values.set(name, { json: toJson(value), wrong });
  }
  return values;
}

/**
 * What stands under a slip of the pen would be lost without a word. Other names may be a later version's, and stay.
 * @throws InputError naming it and its line
 */
export function refuseSlips(text: string, sections: readonly string[], file: string): void {
  const { contents } = parseLock(text, file);
  if (!isMap(contents)) return;
  for (const { key } of contents.items) {
    const name = textOf(key) ?? '';
    if (sections.includes(name)) continue;
    const meant = closestWord(name, sections);
    if (meant !== null) throw broken(file, text, key, `\`${name}\` is no section of a lock file, \`${meant}\` is`);
  }
}

/**
 * A lock file's text with one entry of a section set, in the order of keys, or taken away (null). `value` is YAML on one
 * line. Everything else stays as it is, byte for byte; only a file with braces around its maps is laid out afresh.
 */
export function setLockEntry(
  text: string,
  entry: { readonly section: string; readonly key: string; readonly value: string | null },
  file: string,
): string {
  const before = readAll(text, file);
  const wanted = withEntry(before, entry);
  if (toCanonicalJson(before) === toCanonicalJson(wanted)) return text;
  const edited = editText(text, entry);
  if (edited !== null && holds(edited, wanted, file)) return edited;
  const document = parseLock(text, file);
  const { section, key, value } = entry;
  if (value === null) document.deleteIn([section, key]);
  else if (document.hasIn([section]) && isMap(document.getIn([section]))) {
    document.setIn([section, key], document.createNode(parseValue(value)));
  } else document.setIn([section], document.createNode(new Map([[key, parseValue(value)]])));
  return document.toString({ lineWidth: 0 });
}

type Entry = { readonly section: string; readonly key: string; readonly value: string | null };

/** As text that is edited: null where there is no plain place for a line. */
function editText(text: string, entry: Entry): string | null {
  const { contents } = parseDocument(text, { schema: 'failsafe' });
  const pair = isMap(contents) ? pairOf(contents, entry.section) : null;
  const old = isMap(pair?.value) ? pairOf(pair.value, entry.key) : null;
  if (entry.value === null) return old === null ? text : removeLine(text, old);
  return old === null ? insertLine(text, pair, { ...entry, value: entry.value }) : replaceValue(text, old, entry.value);
}

function insertLine(text: string, pair: Pair | null, entry: Entry & { readonly value: string }): string | null {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const line = (indent: string): string => `${indent}${keyText(entry.key)}: ${entry.value}`;
  if (pair === null) {
    const gap = text === '' || text.endsWith('\n') ? '' : newline;
    return `${text}${gap}${entry.section}:${newline}${line('  ')}${newline}`;
  }
  const map = pair.value;
  if (!isEmpty(map) && (!isMap(map) || map.flow === true)) return null;
  const previous = isMap(map) ? map.items.findLast(({ key }) => (textOf(key) ?? '') < entry.key) : undefined;
  const indent = isMap(map) ? indentOf(text, map) : '  ';
  const anchor = endOf(previous === undefined ? pair.key : (previous.value ?? previous.key));
  if (indent === null || anchor === null) return null;
  const lineEnd = /\r?\n|$/.exec(text.slice(anchor));
  const at = anchor + (lineEnd?.index ?? 0);
  return `${text.slice(0, at)}${newline}${line(indent)}${text.slice(at)}`;
}

function replaceValue(text: string, { value }: Pair, written: string): string | null {
  const [start, end] = rangeOf(value);
  return start === null || end === null ? null : `${text.slice(0, start)}${written}${text.slice(end)}`;
}

/** The whole line of an entry that has one to itself, with the comment at its end. */
function removeLine(text: string, { key, value }: Pair): string | null {
  const [start] = rangeOf(key);
  const end = endOf(value) ?? endOf(key);
  if (start === null || end === null) return null;
  const from = text.lastIndexOf('\n', start - 1) + 1;
  if (text.slice(from, start).trim() !== '') return null;
  const rest = /^[^\n]*(?:\n|$)/.exec(text.slice(end))?.[0] ?? '';
  if (!/^\s*(?:#.*)?$/.test(rest.trimEnd())) return null;
  return text.slice(0, from) + text.slice(end + rest.length);
}

function holds(text: string, wanted: Json, file: string): boolean {
  try {
    return toCanonicalJson(readAll(text, file)) === toCanonicalJson(wanted);
  } catch {
    return false;
  }
}

function readAll(text: string, file: string): Json {
  const { contents } = parseLock(text, file);
  if (contents === null) return {};
  if (!isMap(contents)) throw broken(file, text, contents, 'it is not a map');
  return toJson(contents);
}

/** A section that is empty counts as absent, before and after. */
function withEntry(all: Json, { section, key, value }: Entry): Json {
  const sections = new Map(Object.entries(isObject(all) ? all : {}));
  const entries = new Map(Object.entries(objectOf(sections.get(section))));
  if (value === null && !entries.has(key)) return all;
  if (value === null) entries.delete(key);
  else entries.set(key, toJson(parseDocument(value, { schema: 'failsafe' }).contents));
  sections.set(section, entries.size === 0 ? '' : Object.fromEntries(entries));
  return Object.fromEntries(sections);
}

function objectOf(json: Json | undefined): { readonly [key: string]: Json } {
  return json !== undefined && isObject(json) ? json : {};
}

function isObject(json: Json): json is { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

const CONFLICT_MARK = /^(?:<{7}|\|{7}|={7}|>{7})(?: |\r?$)/u;

function parseLock(text: string, file: string): Document.Parsed {
  // Failsafe: what is written is text, also a hash that has only digits in it.
  const document = parseDocument(text, { schema: 'failsafe', prettyErrors: true });
  const [error] = document.errors;
  if (error === undefined) return document;
  const conflict = text.split('\n').findIndex((one) => CONFLICT_MARK.test(one));
  if (conflict >= 0)
    throw brokenAt(file, conflict + 1, 'git left a merge conflict; keep the lines of one side, without its marks');
  const line = error.linePos?.[0].line ?? 1;
  throw brokenAt(file, line, error.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? error.code);
}

function parseValue(value: string): unknown {
  return parseDocument(value, { schema: 'failsafe' }).contents;
}

/** As plain data; all scalars are text. An alias or a tag is nothing that a lock file needs. */
function toJson(node: unknown): Json {
  if (isScalar(node)) return typeof node.value === 'string' ? node.value : '';
  if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [textOf(key) ?? '', toJson(value)]));
  if (typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items))
    return node.items.map((item: unknown) => toJson(item));
  return '';
}

function pairOf(map: YAMLMap, key: string): Pair | null {
  return map.items.find((pair) => textOf(pair.key) === key) ?? null;
}

function textOf(node: unknown): string | null {
  return isScalar(node) && typeof node.value === 'string' ? node.value : null;
}

function isEmpty(node: unknown): boolean {
  return node === null || (isScalar(node) && (node.value === null || node.value === ''));
}

function rangeOf(node: unknown): readonly [number | null, number | null] {
  const range = isMap(node) || isScalar(node) ? node.range : null;
  return [range?.[0] ?? null, range?.[1] ?? null];
}

function endOf(node: unknown): number | null {
  return rangeOf(node)[1];
}

/** Plain where every reader of YAML takes it for text. */
function keyText(key: string): string {
  const isPlain = /^[a-z][a-z0-9_.-]*$/.test(key) && !/^(?:true|false|null|yes|no|on|off|y|n)$/.test(key);
  return isPlain ? key : JSON.stringify(key);
}

/** What stands before the map's first key on its line; null when that is more than spaces. */
function indentOf(text: string, map: YAMLMap): string | null {
  const [start] = rangeOf(map.items[0]?.key);
  if (start === null) return null;
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^ +$/.test(indent) ? indent : null;
}

function broken(file: string, text: string, node: unknown, why: string): InputError {
  const [start] = rangeOf(node);
  const line = start === null ? 1 : text.slice(0, start).split('\n').length;
  return brokenAt(file, line, why);
}

function brokenAt(file: string, line: number, why: string): InputError {
  return new InputError({
    code: 'lock_file_broken',
    message: `${file}:${line} cannot be used: ${why}. Mend it, or put back the copy that is in git.`,
    details: { file, line },
  });
}
