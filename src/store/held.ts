import { toId, type AttemptId } from '../model/ids.ts';
import { findAttempt, type Attempt } from './journal.ts';
import type { Database } from './sqlite.ts';

/** Films that have takes of which nobody knows the end. */
export async function listHeldFilms(db: Database): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('take')
    .select('film')
    .distinct()
    .where('state', '=', 'held')
    .orderBy('film')
    .execute();
  return rows.map(({ film }) => film);
}

/** Submissions of a film that nobody knows the end of, oldest first: their takes are held. */
export async function listHeldAttempts(
  db: Database,
  film: string,
): Promise<readonly { readonly attempt: Attempt; readonly intentMs: number; readonly heldMs: number }[]> {
  const rows = await db
    .selectFrom('attempt')
    .innerJoin('take', 'take.id', 'attempt.take_id')
    .select(['attempt.id', 'attempt.intent_ms', 'take.settled_ms'])
    .where('attempt.film', '=', film)
    .where('attempt.status', '<>', 'settled')
    .where('take.state', '=', 'held')
    .orderBy('attempt.intent_ms')
    .orderBy('attempt.id')
    .execute();
  const held: { readonly attempt: Attempt; readonly intentMs: number; readonly heldMs: number }[] = [];
  for (const row of rows) {
    const attempt = await findAttempt(db, toId<AttemptId>(row.id));
    if (attempt !== null) held.push({ attempt, intentMs: row.intent_ms, heldMs: row.settled_ms ?? row.intent_ms });
  }
  return held;
}
