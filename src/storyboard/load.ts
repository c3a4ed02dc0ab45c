import { open } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';

import { InputError } from '../model/error.ts';
import type { LocatedProblem } from '../model/problem.ts';
import type { Asset, Storyboard } from '../model/storyboard.ts';
import { findFile, findInside, listFiles } from './assets.ts';
import type { FetchRemote, FindFetched, FindOptions } from './assets.ts';
import { MAX_BYTES } from './decode.ts';
import { dropFiles } from './drop-files.ts';
import { sortProblems } from './locate.ts';
import { listIncludes, openSource } from './open.ts';
import type { Include, Included } from './open.ts';
import { readStoryboard } from './parse.ts';
import type { ParsedStoryboard } from './parse.ts';

/** A storyboard file read, with the files that it names found and hashed. */
export type LoadedStoryboard = ParsedStoryboard & { readonly assets: readonly Asset[] };

export type LoadOptions = {
  /** What the file says, in its stead: it need not be there. */
  readonly text?: string | null;
  /** What a film without a title is called; its file's name where this is left out. */
  readonly untitled?: string;
  /** Lets references be URLs; they are fetched by `fetchRemote`. */
  readonly allowRemote?: boolean;
  readonly fetchRemote?: FetchRemote;
  /** Finds what was fetched before; it is used without `allowRemote` too, because nothing leaves this machine. */
  readonly findFetched?: FindFetched;
};

/**
 * Reads a storyboard and everything it names. What is wrong in it is in `problems`, with lines; an `InputError` is thrown
 * only when the file itself does not exist or cannot be read.
 */
export async function loadStoryboard(file: string, options: LoadOptions = {}): Promise<LoadedStoryboard> {
  const opened = openSource({ file, text: options.text ?? (await readBytes(file)) });
  const folder = dirname(file);
  const included: Included[] = [];
  for (const include of listIncludes(opened.root)) included.push(await openInclude(include, file));
  const parsed = withTitle(readStoryboard(opened, toName(file), included), options.untitled);
  if (parsed.storyboard === null) return { ...parsed, assets: [] };
  const found = await findAssets(parsed.storyboard, parsed, {
    folder,
    allowRemote: options.allowRemote === true,
    fetchRemote: options.fetchRemote ?? null,
    findFetched: options.findFetched ?? null,
  });
  return {
    ...parsed,
    storyboard: dropFiles(parsed.storyboard, found.missing),
    problems: sortProblems([...parsed.problems, ...found.problems], file),
    assets: found.assets,
  };
}

function withTitle(parsed: ParsedStoryboard, untitled: string | undefined): ParsedStoryboard {
  const { storyboard } = parsed;
  if (storyboard === null || untitled === undefined || storyboard.title !== storyboard.name) return parsed;
  return { ...parsed, storyboard: { ...storyboard, title: untitled } };
}

/** What a film is called after its file: `film.yaml` is `film`. */
export function toName(file: string): string {
  return basename(file).replace(/\.(?:ya?ml|json)$/i, '') || 'film';
}

const MAX_FILES_AT_ONCE = 8;

type FoundAssets = {
  readonly assets: readonly Asset[];
  readonly problems: readonly LocatedProblem[];
  readonly missing: ReadonlySet<string>;
};

async function findAssets(
  storyboard: Storyboard,
  parsed: ParsedStoryboard,
  options: FindOptions,
): Promise<FoundAssets> {
  const uses = listFiles(storyboard);
  const assets: Asset[] = [];
  const problems: LocatedProblem[] = [];
  const missing = new Set<string>();
  for (let from = 0; from < uses.length; from += MAX_FILES_AT_ONCE) {
    const batch = uses.slice(from, from + MAX_FILES_AT_ONCE);
    const found = await Promise.all(batch.map(({ file }) => findFile(file, options)));
    for (const [index, use] of batch.entries()) {
      const result = found[index];
      if (result === undefined) continue;
      if ('asset' in result) assets.push(result.asset);
      else {
        missing.add(use.file);
        for (const path of use.paths.slice(0, 100))
          problems.push(parsed.locate({ severity: 'error', path, ...result.wrong }));
      }
    }
  }
  return { assets, problems, missing };
}

async function openInclude(include: Include, storyboardFile: string): Promise<Included> {
  const folder = dirname(storyboardFile);
  const found = await findInside(include.file, folder);
  if ('wrong' in found) return found;
  const shownFile = join(folder, include.file);
  const itself = await findInside(basename(storyboardFile), folder);
  if ('path' in itself && itself.path === found.path) {
    return {
      wrong: {
        code: 'includes_itself',
        message: 'a storyboard cannot include itself',
        expected: 'another file',
        fix: 'remove it',
      },
    };
  }
  const parent = posix.dirname(posix.normalize(include.file));
  const text = await readBytes(found.path);
  return openSource({ file: shownFile, folder: parent === '.' ? '' : `${parent}/`, text });
}

/** At most one byte more than is allowed, so that a huge file is refused without being read. */
async function readBytes(file: string): Promise<Uint8Array> {
  try {
    await using handle = await open(file, 'r');
    if ((await handle.stat()).isDirectory())
      throw new InputError({ code: 'not_a_file', message: `${file} is a folder, not a storyboard.` });
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    for await (const chunk of handle.createReadStream({ end: MAX_BYTES, autoClose: false })) {
      if (!(chunk instanceof Buffer)) continue;
      chunks.push(chunk);
      sizeBytes += chunk.byteLength;
    }
    return Buffer.concat(chunks, sizeBytes);
  } catch (error) {
    throw error instanceof InputError ? error : toInputError(error, file);
  }
}

function toInputError(error: unknown, file: string): InputError {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new InputError({
      code: 'storyboard_missing',
      message: `${file} does not exist. Check the path, or make one with \`longtake new\`.`,
      cause: error,
    });
  }
  const why =
    code === 'EACCES' || code === 'EPERM' ? 'permission is denied' : typeof code === 'string' ? code : String(error);
  return new InputError({ code: 'storyboard_unreadable', message: `${file} cannot be read: ${why}.`, cause: error });
}
