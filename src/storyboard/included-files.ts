import { readFile } from 'node:fs/promises';
import { dirname, posix } from 'node:path';
import { findInside } from './assets.ts';
import { listIncludes, openSource } from './open.ts';

/** The files under a storyboard's `include` that are there: as written, tidied, and where they are. */
export async function listIncludedFiles(
  file: string,
): Promise<readonly { readonly path: string; readonly absolutePath: string }[]> {
  const { root } = openSource({ file, text: await readFile(file) });
  const found: { readonly path: string; readonly absolutePath: string }[] = [];
  for (const include of listIncludes(root)) {
    const result = await findInside(include.file, dirname(file));
    if ('path' in result) found.push({ path: posix.normalize(include.file), absolutePath: result.path });
  }
  return found;
}
