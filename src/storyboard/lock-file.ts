import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMap, isScalar, parseDocument } from 'yaml';
import type { Document, Pair, YAMLMap } from 'yaml';

import { InputError } from '../model/error.ts';

/** What a lock file says about remote files: which bytes each URL stood for when it was first fetched. */
export type RemotePins = {
  /** The lock file's name, for messages. */
  readonly file: string;
  /** The pinned SHA-256 of a URL, or null. @throws InputError when the lock file cannot be understood. */
  readonly find: (url: string) => Promise<string | null>;
  /** Pins a URL; when it returns, the file is safe on disk. Calls wait for each other. */
  readonly pin: (url: string, sha256: string) => Promise<void>;
};

/** `dir/film.yaml` → `dir/film.lock.yaml`, which is kept in git. */
export function toLockFile(storyboardFile: string): string {
  return join(dirname(storyboardFile), `${basename(storyboardFile).replace(/\.(?:ya?ml|json)$/i, '')}.lock.yaml`);
}

/** The `remote` map of a lock file. A file that is missing is made by the first `pin`. */
export function createRemotePins(lockFile: string): RemotePins {
  const file = basename(lockFile);
  let last: Promise<void> = Promise.resolve();
  return {
    file,
    find: async (url) => readPins(await readText(lockFile), file).get(url) ?? null,
    pin: (url, sha256) => {
      const write = async (): Promise<void> => {
        const text = await readText(lockFile);
        await replaceFile(lockFile, pinInText(text, url, sha256, file));
      };
      const done = last.then(write);
      last = done.catch(() => {});
      return done;
    },
  };
}

/**
 * A lock file's text with a URL pinned in it, in the order of URLs. Everything else stays as it is, byte for byte; only
 * a file with braces around the map is laid out afresh.
 * @throws InputError when the text cannot be understood, or pins the URL to something else.
 */
export function pinInText(text: string, url: string, sha256: string, file: string): string {
  const pinned = readPins(text, file);
  const before = pinned.get(url);
  if (before === sha256) return text;
  if (before !== undefined) throw broken(file, `it pins ${url} to other bytes already`);
  const edited = insertLine(text, url, sha256);
  if (edited !== null && holds(edited, pinned, url, sha256)) return edited;
  const document = parse(text, file);
  if (pinned.size > 0) document.setIn(['remote', url], sha256);
  else document.setIn(['remote'], document.createNode(new Map([[url, sha256]])));
  return document.toString({ lineWidth: 0 });
}

type Pins = ReadonlyMap<string, string>;

function readPins(text: string, file: string): Pins {
  const pins = new Map<string, string>();
  const { contents } = parse(text, file);
  if (contents === null) return pins;
  if (!isMap(contents)) throw broken(file, 'it is not a map');
  const remote = remotePair(contents)?.value;
  if (remote === undefined || remote === null || isEmpty(remote)) return pins;
  if (!isMap(remote)) throw broken(file, '`remote` is not a map from URLs to SHA-256');
  for (const { key, value } of remote.items) {
    const url = textOf(key);
    const sha256 = textOf(value);
    // The hash becomes the name of a file: anything else must not get that far.
    if (url === null || sha256 === null || !/^[0-9a-f]{64}$/.test(sha256))
      throw broken(file, `the value of ${JSON.stringify(url ?? 'a key')} is not a SHA-256 in small letters`);
    pins.set(url, sha256);
  }
  return pins;
}

/** As text that is edited: null where there is no plain place for a line. */
function insertLine(text: string, url: string, sha256: string): string | null {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const line = (indent: string): string => `${indent}${JSON.stringify(url)}: ${sha256}`;
  const { contents } = parseDocument(text, { schema: 'failsafe' });
  const pair = isMap(contents) ? remotePair(contents) : null;
  if (pair === null) {
    const gap = text === '' || text.endsWith('\n') ? '' : newline;
    return `${text}${gap}remote:${newline}${line('  ')}${newline}`;
  }
  const map = pair.value;
  if (!isEmpty(map) && (!isMap(map) || map.flow === true)) return null;
  const previous = isMap(map) ? map.items.findLast(({ key }) => (textOf(key) ?? '') < url) : undefined;
  const indent = isMap(map) ? indentOf(text, map) : '  ';
  const anchor = endOf(previous === undefined ? pair.key : previous.value);
  if (indent === null || anchor === null) return null;
  const lineEnd = /\r?\n|$/.exec(text.slice(anchor));
  const at = anchor + (lineEnd?.index ?? 0);
  return `${text.slice(0, at)}${newline}${line(indent)}${text.slice(at)}`;
}

function holds(text: string, before: Pins, url: string, sha256: string): boolean {
  try {
    const after = readPins(text, '');
    return after.get(url) === sha256 && after.size === before.size + 1;
  } catch {
    return false;
  }
}

function parse(text: string, file: string): Document.Parsed {
  // Failsafe: what is written is text, also a hash that has only digits in it.
  const document = parseDocument(text, { schema: 'failsafe', prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) throw broken(file, error.message.split('\n')[0] ?? error.code);
  return document;
}

function remotePair(map: YAMLMap): Pair | null {
  return map.items.find(({ key }) => textOf(key) === 'remote') ?? null;
}

function textOf(node: unknown): string | null {
  return isScalar(node) && typeof node.value === 'string' ? node.value : null;
}

function isEmpty(node: unknown): boolean {
  return isScalar(node) && (node.value === null || node.value === '');
}

function endOf(node: unknown): number | null {
  return isScalar(node) ? (node.range?.[1] ?? null) : null;
}

/** What stands before the map's first key on its line; null when that is more than spaces. */
function indentOf(text: string, map: YAMLMap): string | null {
  const first = map.items[0]?.key;
  const start = isScalar(first) ? first.range?.[0] : undefined;
  if (start === undefined) return null;
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^ +$/.test(indent) ? indent : null;
}

function broken(file: string, why: string): InputError {
  return new InputError({ code: 'lock_file_broken', message: `${file} cannot be used: ${why}` });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/** Whole or not at all: another process reads the old text or the new one. */
async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  try {
    await writeSynced(draft, text);
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeSynced(file: string, text: string): Promise<void> {
  await using handle = await open(file, 'w');
  await handle.writeFile(text);
  await handle.sync();
}
