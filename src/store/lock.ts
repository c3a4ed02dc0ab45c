import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { EnvironmentError } from '../model/error.ts';
import { isBusy } from './sqlite.ts';

/** The right to work in a workspace, until it is given back. */
export type WorkspaceLock = Disposable & {
  /** False once somebody took the lock's file away, so that another process may have taken the workspace over. */
  readonly isOurs: () => boolean;
};

/**
 * Takes the workspace's exclusive lock, held by the operating system on a side file: a killed process leaves none behind,
 * and one that stands still keeps it.
 * @throws EnvironmentError when another process works here.
 */
export function lockWorkspace(file: string): WorkspaceLock {
  // A reader that asks `isWorkspaceLocked` holds the lock for a moment.
  const holder = new DatabaseSync(file, { timeout: 500 });
  try {
    // Nothing is ever written into it, so that nothing need be undone: it leaves no journal beside it.
    holder.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    holder.close();
    if (!isBusy(error)) throw error;
    throw new EnvironmentError({
      code: 'workspace_busy',
      message:
        'Another longtake is working in this folder. Wait until it is done, or stop it; `longtake status` shows what it does.',
      cause: error,
    });
  }
  const taken = identityOf(file);
  let isHeld = true;
  return {
    isOurs: () => isHeld && identityOf(file) === taken,
    [Symbol.dispose]: () => {
      isHeld = false;
      holder.close();
    },
  };
}

/** Another file under the same name is another file. */
function identityOf(file: string): string | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev} ${found.ino}`;
}

/** Whether some process holds the lock now. */
export function isWorkspaceLocked(file: string): boolean {
  if (!existsSync(file)) return false;
  // Reading is enough to notice an exclusive lock, and takes none from anybody.
  const holder = new DatabaseSync(file, { timeout: 0, readOnly: true });
  try {
    holder.exec('select 1 from sqlite_master');
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    holder.close();
  }
}
