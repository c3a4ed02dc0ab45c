import { DatabaseSync } from 'node:sqlite';
import { EnvironmentError } from '../model/error.ts';

/**
 * Takes the workspace's exclusive lock, held by the operating system on a side file: a killed process leaves none behind.
 * @throws EnvironmentError when another process works here.
 */
export function lockWorkspace(file: string): Disposable {
  // A reader that asks `isWorkspaceLocked` holds the lock for a moment.
  const holder = new DatabaseSync(file, { timeout: 500 });
  try {
    holder.exec('pragma journal_mode = delete; begin exclusive');
  } catch (error) {
    holder.close();
    throw new EnvironmentError({
      code: 'workspace_busy',
      message:
        'Another longtake is working in this folder. Wait until it is done, or stop it; `longtake status` shows what it does.',
      cause: error,
    });
  }
  return { [Symbol.dispose]: () => holder.close() };
}

/** Whether some process holds the lock now. */
export function isWorkspaceLocked(file: string): boolean {
  const holder = new DatabaseSync(file, { timeout: 0 });
  try {
    holder.exec('begin exclusive');
    return false;
  } catch {
    return true;
  } finally {
    holder.close();
  }
}
