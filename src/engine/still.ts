import { listFirstMade } from '../store/takes.ts';
import { listConforms } from '../store/results.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { EngineDependencies } from './dependencies.ts';
import { blobOf } from './results.ts';

/** Of so many takes one has surely been cut. */
const LOOKED_AT = 16;

/** A picture of a film that has no poster yet: of the first of its shots that was made. Null where none was. */
export async function readStill({ workspace: folder }: EngineDependencies, name: string): Promise<string | null> {
  await using workspace = await readWorkspace(folder);
  if (workspace === null) return null;
  const { db, blobs } = workspace;
  for (const cut of await listConforms(db, await listFirstMade(db, name, LOOKED_AT))) {
    const picture = blobOf(cut, 'thumbnail');
    if (picture !== null && (await blobs.has(picture))) return blobs.path(picture);
  }
  return null;
}
