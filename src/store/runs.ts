import type { JsonObject } from '../base/json.ts';
import type { Database } from './sqlite.ts';

/** How a server renders a film. */
export type RunRow = {
  readonly film: string;
  readonly options: JsonObject;
  /** It is to be at work; after the server's end, the next one goes on. */
  readonly isWanted: boolean;
  /** Why the last one broke off, when it did by itself. */
  readonly trouble: { readonly code: string; readonly message: string } | null;
};

export async function saveRun(db: Database, run: RunRow, nowMs: number): Promise<void> {
  const values = {
    film: run.film,
    options: JSON.stringify(run.options),
    is_wanted: run.isWanted ? 1 : 0,
    trouble: run.trouble === null ? null : JSON.stringify(run.trouble),
    changed_ms: nowMs,
  };
  await db
    .insertInto('run')
    .values(values)
    .onConflict((conflict) => conflict.column('film').doUpdateSet(values))
    .execute();
}

export async function findRun(db: Database, film: string): Promise<RunRow | null> {
  const row = await db.selectFrom('run').selectAll().where('film', '=', film).executeTakeFirst();
  return row === undefined ? null : toRun(row);
}

/** Films that are to be rendered. */
export async function listWantedRuns(db: Database): Promise<readonly RunRow[]> {
  const rows = await db.selectFrom('run').selectAll().where('is_wanted', '=', 1).orderBy('changed_ms').execute();
  return rows.map(toRun);
}

function toRun(row: {
  readonly film: string;
  readonly options: string;
  readonly is_wanted: number;
  readonly trouble: string | null;
}): RunRow {
  const options: JsonObject = JSON.parse(row.options);
  const trouble: RunRow['trouble'] = row.trouble === null ? null : JSON.parse(row.trouble);
  return { film: row.film, options, isWanted: row.is_wanted === 1, trouble };
}
