import { cp, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { InputError } from '../model/error.ts';
import { toId, type BlobSha } from '../model/ids.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Film } from './film.ts';

/**
 * A storyboard that somebody sends, with the files that it names: blobs that were uploaded before, by their path. `name`
 * is what its file is called there, where that is known.
 */
export type Draft = {
  readonly text: string;
  readonly name: string | null;
  readonly files: ReadonlyMap<string, BlobSha>;
};

/**
 * Puts uploaded files beside a posted storyboard.
 * @throws InputError for a path that leads out of the folder or takes the place of the film's own files, and for a blob
 * that is not there.
 */
export async function placeFiles(
  folder: string,
  name: string,
  files: Draft['files'],
  blobs: BlobStore | null,
): Promise<void> {
  for (const [path, sha] of files) {
    checkPath(path, name);
    if (!/^[0-9a-f]{64}$/u.test(sha) || blobs === null || !(await blobs.has(toId<BlobSha>(sha)))) {
      throw new InputError({
        code: 'blob_unknown',
        message: `${path}: there is no blob ${sha.slice(0, 64)}. Upload it first.`,
      });
    }
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    // A copy: what is in the blob store must never change through another name.
    await copyFile(blobs.path(sha), target, constants.COPYFILE_FICLONE);
  }
}

/**
 * Nothing is written beside somebody's own storyboard: its files are put there by whoever owns the folder.
 * @throws InputError where a draft of such a film brings files.
 */
export function refuseFilesBeside(film: Film, { files }: Draft): void {
  if (film.source !== 'file' || files.size === 0) return;
  throw new InputError({
    code: 'files_not_taken',
    message:
      "This storyboard is somebody's own file: put the files that it names into its folder, or post it as a new film.",
  });
}

/** Makes a folder for a draft that is only looked at, and takes it away afterwards. */
export async function withDraftFolder<T>(film: Film | null, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'longtake-draft-'));
  try {
    if (film !== null) {
      const isFilmFile = (path: string): boolean => /\.(?:mp4|sheet\.jpg)$|[/\\]\.longtake(?:[/\\]|$)/u.test(path);
      await cp(film.folder, folder, { recursive: true, filter: (path) => !isFilmFile(path) });
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const LONGEST_PATH = 200;

function checkPath(path: string, name: string): void {
  const parts = path.split('/');
  const wrong =
    path === '' || path.length > LONGEST_PATH
      ? 'it is empty or too long'
      : // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
        /[\\:\u0000-\u001F]/u.test(path)
        ? 'it holds a character that paths cannot have everywhere'
        : parts.some((part) => part === '' || part.startsWith('.'))
          ? 'it leads out of the folder, or begins with a dot'
          : parts[0] === name || parts[0]?.startsWith(`${name}.`) === true
            ? "it takes the place of the film's own files"
            : null;
  if (wrong === null) return;
  throw new InputError({
    code: 'path_not_allowed',
    message: `${JSON.stringify(path.slice(0, LONGEST_PATH))} cannot be the path of an uploaded file: ${wrong}.`,
  });
}
