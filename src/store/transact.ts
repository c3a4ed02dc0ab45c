import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from './sqlite.ts';

/**
 * Does work in a transaction: all of it or nothing, and it is synced to disk when the promise resolves. What is asked for
 * in one turn of the event loop shares a commit, because a sync takes longer than most work and nothing else runs
 * meanwhile; between two commits everybody else has a turn.
 */
export type Transact = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

/** What waits behind one commit: the loop is not kept longer than this by work of many renders. */
const LONGEST_MS = 10;

export function createTransact(db: Database): Transact {
  const queue: Job[] = [];
  let isRunning = false;
  const run = async (): Promise<void> => {
    isRunning = true;
    while (queue.length > 0) {
      await setImmediate();
      await commitSome(db, queue);
    }
    isRunning = false;
  };
  return (work) =>
    new Promise((resolve, reject) => {
      const carryOut: Job['carryOut'] = async (trx) => {
        const value = await work(trx);
        return () => resolve(value);
      };
      queue.push({ carryOut, reject });
      if (!isRunning) void run();
    });
}

type Job = {
  /** What it hands back tells its caller, once it is committed. */
  readonly carryOut: (db: Database) => Promise<() => void>;
  readonly reject: (error: unknown) => void;
};

/** Never rejects: everybody whose work is in it hears what became of it. */
async function commitSome(db: Database, queue: Job[]): Promise<void> {
  const taken: Job[] = [];
  const tell: (() => void)[] = [];
  try {
    await db.transaction().execute(async (trx) => {
      const fromMs = performance.now();
      do {
        const job = queue.shift();
        if (job === undefined) break;
        taken.push(job);
        tell.push(await carryOutAlone(trx, job));
      } while (performance.now() - fromMs < LONGEST_MS);
    });
  } catch (error) {
    for (const job of taken) job.reject(error);
    return;
  }
  for (const one of tell) one();
}

/** What breaks undoes its own work, and nobody else's. */
async function carryOutAlone(trx: Database, job: Job): Promise<() => void> {
  await sql`savepoint work`.execute(trx);
  try {
    const told = await job.carryOut(trx);
    await sql`release work`.execute(trx);
    return told;
  } catch (error) {
    // On a full or broken disk SQLite has undone everything already.
    await sql`rollback to work`.execute(trx).catch(() => Promise.reject(error));
    await sql`release work`.execute(trx);
    return () => job.reject(error);
  }
}
