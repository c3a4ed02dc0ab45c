import { sql } from 'kysely';
import type { Failure } from '../model/generation.ts';
import { toId, type AttemptId, type MachineId, type RenderId } from '../model/ids.ts';
import type { Database } from './sqlite.ts';

/** A submission that has, or may have, a job at its provider. */
export type OpenAttempt = {
  readonly id: AttemptId;
  readonly provider: string;
  readonly model: string;
  readonly machine: MachineId;
  readonly render: RenderId | null;
  /** Its take is on its way, and the journal has its handle, or nothing was sent yet. */
  readonly isFollowed: boolean;
  readonly sentMs: number;
};

/**
 * Of all films: what is followed, and what may be at work there although nobody follows it. That is what has no answer,
 * what is held without an end, and, since `sinceMs`, what somebody let go of. A job that ended, well or not, is neither.
 */
export async function listOpenAttempts(db: Database, sinceMs: number): Promise<readonly OpenAttempt[]> {
  const attempts = db
    .selectFrom('attempt')
    .innerJoin('take', 'take.id', 'attempt.take_id')
    .innerJoin('machine', 'machine.id', 'take.machine_id')
    .select(['attempt.id', 'attempt.provider', 'attempt.status', 'attempt.operation', 'attempt.intent_ms'])
    .select(['attempt.submitted_ms', 'attempt.failure', 'attempt.model'])
    .select(['take.machine_id', 'take.state', 'machine.render_id']);
  // Two questions, each with an index of its own; the word is written out, because the index of live ones is for it alone.
  const rows = await attempts
    .where('attempt.status', '<>', sql.lit('settled'))
    .unionAll(
      attempts
        .where('attempt.status', '=', 'settled')
        .where('attempt.billed', '=', 'unknown')
        .where('attempt.intent_ms', '>=', sinceMs),
    )
    .execute();
  return rows.flatMap((row) => {
    const isFollowed =
      row.state === 'live' && row.status !== 'settled' && (row.operation !== null || row.status === 'intent');
    if (!isFollowed && !isLoose(row)) return [];
    return {
      id: toId<AttemptId>(row.id),
      provider: row.provider,
      model: row.model,
      machine: toId<MachineId>(row.machine_id),
      render: row.render_id === null ? null : toId<RenderId>(row.render_id),
      isFollowed,
      sentMs: row.submitted_ms ?? row.intent_ms,
    };
  });
}

/** Whether it may be at work with nobody following it. `submitted` is over here: it is made, and could not be brought in. */
function isLoose(row: { readonly status: string; readonly operation: string | null; readonly failure: string | null }) {
  if (row.status !== 'settled') return row.status === 'sending' || row.status === 'held';
  if (row.operation === null) return true;
  const failure: Failure | null = row.failure === null ? null : JSON.parse(row.failure);
  // Its provider was asked to stop, and did not say that it has.
  return failure?.mayRunOn === true;
}
