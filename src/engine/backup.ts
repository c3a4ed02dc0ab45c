import { InputError } from '../model/error.ts';
import { writeBackup } from '../store/backup.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { BackupRequest, BackupResult } from './api.ts';
import type { EngineDependencies } from './dependencies.ts';

/** Reads the workspace without its lock: rows as they are committed now, and the bytes that these rows vouch for. */
export async function backUp(
  { workspace, clock }: EngineDependencies,
  { name, files, out }: BackupRequest,
): Promise<BackupResult> {
  await using there = await readWorkspace(workspace);
  if (there === null) {
    throw new InputError({
      code: 'nothing_to_back_up',
      message: `${name} has not been rendered yet: there is nothing that a copy of the storyboard does not hold.`,
    });
  }
  return await writeBackup({ workspace, film: name, files }, out, clock.nowMs());
}
