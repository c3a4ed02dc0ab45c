import { EnvironmentError } from '../model/error.ts';
import { forgetDerived, listTakenBlobs } from '../store/forget.ts';
import { openWorkspace, readWorkspace } from '../store/workspace.ts';
import type { CleanResult } from './api.ts';
import type { EngineDependencies } from './dependencies.ts';

/**
 * Removes what can be made again for nothing, of every film of the workspace, and what a killed process left behind; no
 * take and nothing that one was made from. Rows go first: bytes without a row are found by the next cleaning.
 * @throws EnvironmentError while another process works here.
 */
export async function cleanWorkspace(dependencies: EngineDependencies, isDry: boolean): Promise<CleanResult> {
  if (isDry) {
    await using workspace = await readWorkspace(dependencies.workspace);
    return workspace === null ? NOTHING : await sortOut(workspace, async () => {});
  }
  await using there = await readWorkspace(dependencies.workspace);
  if (there === null) return NOTHING;
  await using workspace = await openWorkspace(dependencies.workspace);
  if (workspace.atWork.size > 0) {
    throw new EnvironmentError({
      code: 'workspace_busy',
      message: 'A film is being rendered in this folder. Wait until it is done, or stop it.',
    });
  }
  await forgetDerived(workspace.db, dependencies.clock.nowMs());
  return await sortOut(workspace, (sha) => workspace.blobs.remove(sha));
}

const NOTHING: CleanResult = { removed: { files: 0, sizeBytes: 0 }, kept: { files: 0, sizeBytes: 0 } };

type Opened = Pick<NonNullable<Awaited<ReturnType<typeof readWorkspace>>>, 'db' | 'blobs'>;

async function sortOut({ db, blobs }: Opened, remove: typeof blobs.remove): Promise<CleanResult> {
  const { named } = await listTakenBlobs(db);
  const removed = { files: 0, sizeBytes: 0 };
  const kept = { files: 0, sizeBytes: 0 };
  for await (const { sha, sizeBytes } of blobs.list()) {
    const sum = named.has(sha) ? kept : removed;
    sum.files += 1;
    sum.sizeBytes += sizeBytes;
    if (sum === removed) await remove(sha);
  }
  return { removed, kept };
}
