import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../base/clock.ts';
import { EnvironmentError } from '../model/error.ts';
import { isBusy } from './sqlite.ts';

const PAUSE_MS = 20;
const MOST_PAUSES = 500;

/**
 * Does something while no other process does it under the same file, which the operating system locks: a killed process
 * leaves no lock behind. For work of moments; others wait for it.
 * @throws EnvironmentError when the others do not come to an end.
 */
export async function exclusively(file: string, work: () => Promise<void>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const holder = new DatabaseSync(file, { timeout: 0 });
  try {
    for (let pauses = 0; !tryToLock(holder); pauses += 1) {
      if (pauses >= MOST_PAUSES) throw busyError(file);
      await systemClock.sleep(PAUSE_MS);
    }
    await work();
  } finally {
    holder.close();
  }
}

function tryToLock(holder: DatabaseSync): boolean {
  try {
    // Nothing is ever written into it: it leaves no journal beside it.
    holder.exec('pragma journal_mode = memory; begin exclusive');
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

function busyError(file: string): EnvironmentError {
  return new EnvironmentError({
    code: 'file_busy',
    message: `Another process holds ${file} and does not let go of it. Stop that one, and run the same command again.`,
  });
}
