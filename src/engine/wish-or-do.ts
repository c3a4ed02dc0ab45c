import { join } from 'node:path';
import { EnvironmentError } from '../model/error.ts';
import { isBusy, type Database } from '../store/sqlite.ts';
import { deleteWish, insertWish, listWishes, ring, type Wish } from '../store/wishes.ts';
import { openBeside, openWorkspace, shareWorkspace, type Workspace } from '../store/workspace.ts';
import type { EngineDependencies } from './dependencies.ts';

/** How often somebody who left a wish looks whether it was heard. */
const LOOK_MS = 200;

/** Leaves a wish for the process that works here and waits until it is obeyed; where none does, `work` does it. */
export async function wishOrDo(
  { workspace: folder, clock }: EngineDependencies,
  film: string,
  wish: Wish,
  signal: AbortSignal,
  work: (workspace: Workspace) => Promise<void>,
): Promise<void> {
  let asked: number | null = null;
  const leaveWish = async (db: Database): Promise<number> => {
    const id = await insertWish(db, film, wish, clock.nowMs());
    ring(join(folder, 'lock'), clock.nowMs());
    return id;
  };
  const isDone = async (): Promise<boolean> => {
    await using own = await shareWorkspace(folder);
    if (own !== null) {
      if (asked !== null && !(await isUnheard(own.db, film, asked))) return true;
      if (!own.atWork.has(film)) {
        if (asked !== null) await deleteWish(own.db, asked);
        await work(own);
        return true;
      }
      if (asked === null) asked = await leaveWish(own.db);
      return false;
    }
    await using beside = await openBeside(folder);
    if (beside === null) {
      await using workspace = await openIfFree(folder);
      if (workspace === null) return false;
      const isHeard = asked !== null && !(await isUnheard(workspace.db, film, asked));
      if (asked !== null) await deleteWish(workspace.db, asked);
      if (!isHeard) await work(workspace);
      return true;
    }
    if (asked !== null) return !(await isUnheard(beside, film, asked));
    asked = await leaveWish(beside);
    return false;
  };
  for (;;) {
    signal.throwIfAborted();
    try {
      if (await isDone()) return;
    } catch (error) {
      // It is writing just now.
      if (!isBusy(error)) throw error;
    }
    await clock.sleep(LOOK_MS, signal);
  }
}

async function isUnheard(db: Database, film: string, wish: number): Promise<boolean> {
  return (await listWishes(db, film)).some(({ id }) => id === wish);
}

async function openIfFree(folder: string): Promise<(Workspace & AsyncDisposable) | null> {
  try {
    return await openWorkspace(folder);
  } catch (error) {
    if (error instanceof EnvironmentError && error.code === 'workspace_busy') return null;
    throw error;
  }
}
