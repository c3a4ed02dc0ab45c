import { join } from 'node:path';
import { isBusy, type Database } from '../store/sqlite.ts';
import { ring } from '../store/wishes.ts';
import { openForNotes, shareWorkspace } from '../store/workspace.ts';
import type { EngineDependencies } from './dependencies.ts';

/** How soon what finds the database busy tries again. */
const AGAIN_MS = 50;

/**
 * Writes down what somebody has to say in the workspace, whoever works there or nobody, and rings for whoever does. It
 * takes the workspace from nobody: a render that begins at this moment is not turned away.
 */
export async function leaveNote(
  { workspace: folder, clock }: EngineDependencies,
  signal: AbortSignal,
  write: (db: Database) => Promise<void>,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      await using own = await shareWorkspace(folder);
      if (own !== null) await own.transact(write);
      else {
        await using db = await openForNotes(folder);
        await db.transaction().execute(write);
      }
      ring(join(folder, 'lock'), clock.nowMs());
      return;
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
    await clock.sleep(AGAIN_MS, signal);
  }
}
