import type { JsonObject } from '../base/json.ts';
import type { Database } from './sqlite.ts';

/** A film that was posted to a server, with what lists show of it. */
export type PostedRow = {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly summary: JsonObject;
  readonly createdMs: number;
  /** What its file is called where it came from. */
  readonly called: string | null;
};

export async function savePosted(
  db: Database,
  film: Omit<PostedRow, 'summary'> & { readonly summary: object },
  nowMs: number,
): Promise<void> {
  const { id, title, state, createdMs, called } = film;
  const values = { title, state, called, summary: JSON.stringify(film.summary), changed_ms: nowMs };
  await db
    .insertInto('posted')
    .values({ id, created_ms: createdMs, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

export async function findPosted(db: Database, id: string): Promise<PostedRow | null> {
  const row = await db.selectFrom('posted').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toPosted(row);
}

/** Newest first; those before a place in that order. */
export async function listPosted(
  db: Database,
  query: {
    readonly limit: number;
    readonly before: { readonly createdMs: number; readonly id: string } | null;
    readonly states: readonly string[] | null;
  },
): Promise<readonly PostedRow[]> {
  let rows = db.selectFrom('posted').selectAll();
  const { before, states } = query;
  if (states !== null) rows = rows.where('state', 'in', [...states]);
  if (before !== null)
    // The first condition alone says where in the index to begin.
    rows = rows
      .where('created_ms', '<=', before.createdMs)
      .where((is) => is.or([is('created_ms', '<', before.createdMs), is('id', '<', before.id)]));
  const found = await rows.orderBy('created_ms', 'desc').orderBy('id', 'desc').limit(query.limit).execute();
  return found.map(toPosted);
}

function toPosted(row: {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly summary: string;
  readonly created_ms: number;
  readonly called: string | null;
}): PostedRow {
  const summary: JsonObject = JSON.parse(row.summary);
  return { id: row.id, title: row.title, state: row.state, summary, createdMs: row.created_ms, called: row.called };
}
