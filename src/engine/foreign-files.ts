import { lstat } from 'node:fs/promises';
import { basename } from 'node:path';
import { InputError } from '../model/error.ts';
import { hasRenderTo, listOutPaths } from '../store/renders.ts';
import type { Workspace } from '../store/workspace.ts';
import { toFilmPaths } from './film.ts';

/**
 * Files where the film goes that no render of this workspace has made, such as a photo of the same name: they would be
 * written over. A film that came here with its whole folder is known by its name.
 * @throws InputError naming the file; nothing was touched.
 */
export async function refuseForeignFiles({ db }: Workspace, outPath: string): Promise<void> {
  const found = await firstThere(Object.values(toFilmPaths(outPath)));
  if (found === null || (await hasRenderTo(db, outPath))) return;
  const known = await listOutPaths(db);
  if (known.some((path) => basename(path) === basename(outPath))) return;
  throw new InputError({
    code: 'output_exists',
    message: `${found} exists, and was not made by a render in this folder: it would be written over. Move it away, or name another film with -o.`,
  });
}

async function firstThere(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) if ((await lstat(path).catch(() => null)) !== null) return path;
  return null;
}
