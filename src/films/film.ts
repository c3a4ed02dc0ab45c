import { basename, dirname, join, resolve } from 'node:path';
import { sha256 } from '../base/hash.ts';
import { newId } from '../model/ids.ts';
import { toName } from '../storyboard/load.ts';

/** A film as those know it who are served it: one storyboard, with all that was ever made of it. */
export type Film = {
  readonly id: string;
  /** Given on the command line, or posted. */
  readonly source: 'file' | 'posted';
  /** The storyboard, in a folder of its own where it was posted. */
  readonly file: string;
  readonly folder: string;
  readonly workspace: string;
  /** What the workspace knows it by. */
  readonly name: string;
  readonly createdMs: number;
  /** What whoever posted it calls its file; null where that was not said, and for a film of somebody's own folder. */
  readonly called: string | null;
};

/** A film of somebody's own folder; its workspace is the one that the command line uses too. */
export function toGivenFilm(path: string, createdMs: number): Film {
  const file = resolve(path);
  const folder = dirname(file);
  return {
    id: `f-${sha256(file).slice(0, 8)}`,
    source: 'file',
    file,
    folder,
    workspace: join(folder, '.longtake'),
    name: toName(file),
    createdMs,
    called: null,
  };
}

/** A film in the server's own folder. All of them share one workspace. */
export function toPostedFilm(home: string, id: string, createdMs: number, called: string | null = null): Film {
  const folder = join(home, id);
  return {
    id,
    source: 'posted',
    file: join(folder, `${id}.yaml`),
    folder,
    workspace: join(home, '.longtake'),
    name: id,
    createdMs,
    called,
  };
}

/** Sorts by the time it was made. */
export function newPostedId(nowMs: number): string {
  return `r-${newId('r', nowMs).slice('r_'.length)}`;
}

/** Ids become names of folders: anything else gets no further. */
export function isPostedId(id: string): boolean {
  return /^r-[0-9a-z]{25}$/u.test(id);
}

/** What people call the file. */
export function shownName({ source, file, called }: Film): string {
  return source === 'file' ? basename(file) : (called ?? 'storyboard.yaml');
}
