import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { removeLeftDrafts, replaceFile } from '../base/replace-file.ts';
import type { Lock, LockedTake, LockedTakes } from '../model/lock.ts';
import { InputError } from '../model/error.ts';
import { readLockSection, refuseSlips, setLockEntry } from './lock-text.ts';
import { lockedTakeText, readLockedTake } from './locked-take.ts';

/** `NAME.lock.yaml`: what people and renders decided about a film beside its storyboard. It is kept in git. */
export type LockFile = {
  /** Its name, for messages. */
  readonly file: string;
  /** What it says of takes. A file that is missing says nothing. @throws InputError when it cannot be understood. */
  readonly read: () => Promise<Lock>;
  /** Writes what is locked for a shot. When this and the others return, the file is safe on disk; calls wait for each other. */
  readonly lockTake: (section: 'selects' | 'preview', shot: string, locked: LockedTake) => Promise<void>;
  readonly accept: (shot: string, hash: string) => Promise<void>;
  /** Lets a file pass its gates, by how its hash begins; the words are for people. */
  readonly overrule: (hash: string, words: string) => Promise<void>;
  /** Takes away what killed processes left beside it. */
  readonly tidy: () => Promise<void>;
  readonly pins: RemotePins;
};

/** Which bytes each URL stood for when it was first fetched. */
export type RemotePins = {
  readonly file: string;
  readonly find: (url: string) => Promise<string | null>;
  readonly pin: (url: string, sha256: string) => Promise<void>;
};

/** `dir/film.yaml` → `dir/film.lock.yaml`. */
export function toLockFile(storyboardFile: string): string {
  return join(dirname(storyboardFile), `${basename(storyboardFile).replace(/\.(?:ya?ml|json)$/i, '')}.lock.yaml`);
}

/** Whoever writes a file in this process waits for those before, however often the film was opened. */
const writing = new Map<string, Promise<void>>();

/** Does something while no other process does. */
export type Exclusively = (work: () => Promise<void>) => Promise<void>;

/** Two processes that write one file each keep what the other wrote only with `exclusively`. */
export function createLockFile(path: string, exclusively: Exclusively = (work) => work()): LockFile {
  const file = basename(path);
  const edit = (change: (text: string) => string): Promise<void> => {
    const write = async (): Promise<void> => {
      const text = await readText(path);
      const changed = change(text);
      if (changed !== text) await replaceFile(path, changed);
    };
    const done = (writing.get(path) ?? Promise.resolve()).then(() => exclusively(write));
    const settled = done
      .catch(() => {})
      .then(() => {
        if (writing.get(path) === settled) writing.delete(path);
      });
    writing.set(path, settled);
    return done;
  };
  const set = (section: string, key: string, value: string): Promise<void> =>
    edit((text) => setLockEntry(text, { section, key, value }, file));
  return {
    file,
    read: async () => readLock(await readText(path), file),
    lockTake: (section, shot, locked) => set(section, shot, lockedTakeText(locked)),
    accept: (shot, hash) => set('accepts', shot, hash),
    overrule: (hash, words) => set('overruled', hash, JSON.stringify(words)),
    tidy: () => removeLeftDrafts(path),
    pins: {
      file,
      find: async (url) => readPins(await readText(path), file).get(url) ?? null,
      pin: (url, sha256) => edit((text) => pinInText(text, url, sha256, file)),
    },
  };
}

const SECTIONS = ['selects', 'preview', 'accepts', 'overruled', 'remote'] as const;

/** What a lock file's text says of takes. @throws InputError naming file and line when it cannot be understood. */
export function readLock(text: string, file: string): Lock {
  refuseSlips(text, SECTIONS, file);
  return {
    selects: readTakes(text, 'selects', file),
    preview: readTakes(text, 'preview', file),
    accepts: readHashes(text, 'accepts', file, HASH, 'not 16 hexadecimal digits in small letters'),
    overruled: readOverruled(text, file),
  };
}

/**
 * A lock file's text with a URL pinned in it.
 * @throws InputError when the text cannot be understood, or pins the URL to something else.
 */
export function pinInText(text: string, url: string, sha256: string, file: string): string {
  const before = readPins(text, file).get(url);
  if (before === sha256) return text;
  if (before !== undefined)
    throw new InputError({ code: 'lock_file_broken', message: `${file} pins ${url} to other bytes already.` });
  return setLockEntry(text, { section: 'remote', key: url, value: sha256 }, file);
}

function readTakes(text: string, section: string, file: string): LockedTakes {
  const entries = [...readLockSection(text, section, file)];
  return new Map(entries.map(([shot, value]) => [shot, readLockedTake(value, shot)]));
}

const HASH = /^[0-9a-f]{16}$/;

function readOverruled(text: string, file: string): ReadonlyMap<string, string> {
  const entries = [...readLockSection(text, 'overruled', file)].map(([key, { json, wrong }]) => {
    if (HASH.test(key)) return [key, typeof json === 'string' ? json : ''] as const;
    throw wrong(`${JSON.stringify(key)} is not 16 hexadecimal digits in small letters`);
  });
  return new Map(entries);
}

/** The hash becomes the name of a file: anything else must not get that far. */
function readPins(text: string, file: string): ReadonlyMap<string, string> {
  return readHashes(text, 'remote', file, /^[0-9a-f]{64}$/, 'not a SHA-256 in small letters');
}

function readHashes(
  text: string,
  section: string,
  file: string,
  pattern: RegExp,
  why: string,
): ReadonlyMap<string, string> {
  const entries = [...readLockSection(text, section, file)].map(([key, { json, wrong }]) => {
    if (typeof json === 'string' && pattern.test(json)) return [key, json] as const;
    throw wrong(`the value of ${JSON.stringify(key)} is ${why}`);
  });
  return new Map(entries);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
