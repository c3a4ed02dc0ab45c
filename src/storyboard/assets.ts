import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';

import type { DocumentPath, Problem } from '../model/problem.ts';
import type { Asset, Storyboard } from '../model/storyboard.ts';
import { closestWord } from './did-you-mean.ts';
import { quote } from './quote.ts';

/** A file that a storyboard names, and every place where it does. */
export type FileUse = { readonly file: string; readonly paths: readonly DocumentPath[] };

/** What became of a named file. */
export type FoundFile = { readonly asset: Asset } | { readonly wrong: WrongFile };
export type WrongFile = Pick<Problem, 'code' | 'message' | 'expected' | 'fix'>;

/** Fetches a remote file once, checks and pins it. Handed in; there is none in this folder. */
export type FetchRemote = (url: string) => Promise<FoundFile>;
/** A remote file that is pinned and was fetched before, found without any network; null when it is not. */
export type FindFetched = (url: string) => Promise<FoundFile | null>;

export type FindOptions = {
  /** The storyboard's folder; nothing outside of it is read. */
  readonly folder: string;
  readonly allowRemote: boolean;
  readonly fetchRemote: FetchRemote | null;
  readonly findFetched: FindFetched | null;
};

/** Every file the storyboard names: references, clips, performances, start and end images, music. */
export function listFiles(storyboard: Storyboard): readonly FileUse[] {
  const uses = new Map<string, DocumentPath[]>();
  const add = (file: string | null | undefined, path: DocumentPath): void => {
    if (file === null || file === undefined) return;
    const paths = uses.get(file);
    if (paths === undefined) uses.set(file, [path]);
    else paths.push(path);
  };
  for (const character of storyboard.characters) {
    for (const [view, file] of Object.entries(character.refs)) add(file, [...character.path, 'refs', view]);
  }
  for (const thing of [...storyboard.places, ...storyboard.props]) {
    for (const [index, file] of thing.refs.entries()) add(file, [...thing.path, 'refs', index]);
  }
  for (const key of ['music', 'ambience'] as const) {
    const source = storyboard.audio[key]?.source;
    if (source?.kind === 'file') add(source.file, ['audio', key, 'file']);
  }
  for (const shot of storyboard.scenes.flatMap((scene) => scene.shots)) {
    add(shot.clip, [...shot.path, 'clip']);
    add(shot.perform, [...shot.path, 'perform']);
    if (shot.start?.kind === 'image') add(shot.start.file, [...shot.path, 'start']);
    if (shot.end?.kind === 'image') add(shot.end.file, [...shot.path, 'end']);
  }
  return [...uses].map(([file, paths]) => ({ file, paths }));
}

/** Finds a file inside the folder and hashes it. Never throws: what is wrong with it is the answer. */
export async function findFile(file: string, options: FindOptions): Promise<FoundFile> {
  if (/^https?:\/\//i.test(file)) return findRemote(file, options);
  const wrong = checkWritten(file);
  if (wrong !== null) return { wrong };
  try {
    return await findLocal(file, options.folder);
  } catch (error) {
    return { wrong: await toWrongFile(error, file, options.folder) };
  }
}

/** The file's real path, when it is a readable, non-empty file inside the folder. */
export async function findInside(
  file: string,
  folder: string,
): Promise<{ readonly path: string; readonly sizeBytes: number } | { readonly wrong: WrongFile }> {
  const wrong = checkWritten(file);
  if (wrong !== null) return { wrong };
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(resolve(folder, file))]);
    if (leaves(root, path)) return { wrong: outside(file, 'a symbolic link leads out of it') };
    const facts = await stat(path);
    if (facts.isDirectory()) return { wrong: notAFile(file, 'a folder') };
    if (!facts.isFile()) return { wrong: notAFile(file, 'not a plain file') };
    if (facts.size === 0)
      return {
        wrong: {
          code: 'empty_file',
          message: `${quote(file)} is empty`,
          expected: 'a file with something in it',
          fix: null,
        },
      };
    await access(path, constants.R_OK);
    return { path, sizeBytes: facts.size };
  } catch (error) {
    return { wrong: await toWrongFile(error, file, folder) };
  }
}

async function findLocal(file: string, folder: string): Promise<FoundFile> {
  const found = await findInside(file, folder);
  if ('wrong' in found) return found;
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of createReadStream(found.path)) {
    if (!(chunk instanceof Uint8Array)) continue;
    hash.update(chunk);
    sizeBytes += chunk.byteLength;
  }
  return { asset: { file, absolutePath: found.path, sha256: hash.digest('hex'), sizeBytes } };
}

async function findRemote(url: string, options: FindOptions): Promise<FoundFile> {
  if (!options.allowRemote) {
    const fetched = await options.findFetched?.(url);
    if (fetched !== null && fetched !== undefined) return fetched;
    return {
      wrong: {
        code: 'remote_file',
        message: `${quote(url)} is on another machine`,
        expected: 'a path inside the storyboard’s folder',
        fix: 'download it beside the storyboard, or run with --allow-remote',
      },
    };
  }
  if (options.fetchRemote !== null) return options.fetchRemote(url);
  return {
    wrong: {
      code: 'remote_file',
      message: `${quote(url)} cannot be fetched: this longtake reads local files only`,
      expected: 'a path inside the storyboard’s folder',
      fix: 'download it beside the storyboard',
    },
  };
}

function checkWritten(file: string): WrongFile | null {
  if (/^[a-z][a-z0-9+.-]+:/i.test(file)) {
    return {
      code: 'remote_file',
      message: `${quote(file)} is not a path`,
      expected: 'a path inside the storyboard’s folder',
      fix: 'copy the file beside the storyboard',
    };
  }
  if (/^(?:[/\\~]|[a-z]:)/i.test(file)) return outside(file, 'it is absolute');
  if (file.includes('\\')) {
    return {
      code: 'bad_path',
      message: `${quote(file)} is written with backslashes`,
      expected: 'a path with `/`, which every system reads',
      fix: `write ${quote(file.replaceAll('\\', '/'))}`,
    };
  }
  return file.split('/').includes('..') ? outside(file, '`..` leads out of it') : null;
}

function outside(file: string, why: string): WrongFile {
  return {
    code: 'path_leaves_folder',
    message: `${quote(file)} is not inside the storyboard’s folder: ${why}`,
    expected: 'a path relative to the storyboard, inside its folder',
    fix: 'copy the file beside the storyboard',
  };
}

function notAFile(file: string, what: string): WrongFile {
  return { code: 'not_a_file', message: `${quote(file)} is ${what}`, expected: 'a file', fix: null };
}

async function toWrongFile(error: unknown, file: string, folder: string): Promise<WrongFile> {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const near = await nearestFile(file, folder);
    return {
      code: 'missing_file',
      message: `there is no file ${quote(file)}`,
      expected: 'a file at that path, seen from the storyboard’s folder',
      fix: near === null ? null : `did you mean ${quote(near)}?`,
    };
  }
  const why =
    code === 'EACCES' || code === 'EPERM' ? 'permission is denied' : typeof code === 'string' ? code : 'unknown reason';
  return {
    code: 'unreadable_file',
    message: `${quote(file)} cannot be read: ${why}`,
    expected: 'a readable file',
    fix: null,
  };
}

async function nearestFile(file: string, folder: string): Promise<string | null> {
  const parent = dirname(file);
  const [root, path] = await Promise.all([realpath(folder), realpath(resolve(folder, parent)).catch(() => null)]);
  if (path === null || leaves(root, path)) return null;
  const names = await readdir(path).catch(() => []);
  const near = closestWord(file.slice(file.lastIndexOf('/') + 1), names);
  return near === null ? null : parent === '.' ? near : `${parent}/${near}`;
}

function leaves(root: string, path: string): boolean {
  const from = relative(root, path);
  return from === '..' || from.startsWith(`..${sep}`) || resolve(from) === from;
}
