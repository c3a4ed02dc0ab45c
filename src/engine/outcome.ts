import type { Database } from '../store/sqlite.ts';
import type { MachineEvent } from './reduce.ts';
import type { Stepped } from './step.ts';

/**
 * How an effect ended. It is called inside the transaction that takes the effect off the outbox: what it writes, the
 * event that its machine then hears, and what it did to other machines become true together or not at all.
 */
export type Outcome = ((
  db: Database,
  nowMs: number,
) => Promise<{ readonly event: MachineEvent | null; readonly stepped?: Stepped }>) & {
  /** It is written down also where somebody else carried the effect out meanwhile: a job that is paid, and its handle. */
  readonly isPaid?: true;
};

/** The usual outcome: some rows written, one event for the machine. */
export function outcome(event: MachineEvent, write?: (db: Database, nowMs: number) => Promise<void>): Outcome {
  return async (db, nowMs) => {
    await write?.(db, nowMs);
    return { event };
  };
}
