import type { JsonObject } from '../base/json.ts';
import { toId, type RenderId } from '../model/ids.ts';
import type { Database } from './sqlite.ts';

/** A derived task's result: small JSON that names blobs by hash. */
export async function findResult(db: Database, fingerprint: string): Promise<JsonObject | null> {
  const row = await db.selectFrom('derived').select('result').where('fingerprint', '=', fingerprint).executeTakeFirst();
  if (row === undefined) return null;
  const result: JsonObject = JSON.parse(row.result);
  return result;
}

/** All results of a kind, oldest first. */
export async function listResults(db: Database, kind: string): Promise<readonly JsonObject[]> {
  const rows = await db.selectFrom('derived').select('result').where('kind', '=', kind).orderBy('made_ms').execute();
  return rows.map(({ result }): JsonObject => JSON.parse(result));
}

export async function saveResult(
  db: Database,
  fingerprint: string,
  kind: string,
  result: JsonObject,
  nowMs: number,
): Promise<void> {
  await db
    .insertInto('derived')
    .values({ fingerprint, kind, result: JSON.stringify(result), made_ms: nowMs })
    .onConflict((conflict) =>
      conflict.column('fingerprint').doUpdateSet({ result: JSON.stringify(result), made_ms: nowMs }),
    )
    .execute();
}

/** A film that was written beside its storyboard. `facts` is what the render reported of it. */
export type FilmRow = {
  readonly outPath: string;
  readonly film: string;
  readonly render: RenderId;
  readonly planFingerprint: string;
  readonly isPartial: boolean;
  readonly facts: JsonObject;
  readonly sizeBytes: number;
  /** The file's modification time, to notice that somebody else wrote it. */
  readonly modifiedMs: number;
};

export async function saveFilm(db: Database, film: FilmRow, nowMs: number): Promise<void> {
  const values = {
    out_path: film.outPath,
    film: film.film,
    render_id: film.render,
    plan_fingerprint: film.planFingerprint,
    is_partial: film.isPartial ? 1 : 0,
    facts: JSON.stringify(film.facts),
    size_bytes: film.sizeBytes,
    modified_ms: film.modifiedMs,
    made_ms: nowMs,
  };
  await db
    .insertInto('film')
    .values(values)
    .onConflict((conflict) => conflict.column('out_path').doUpdateSet(values))
    .execute();
}

export async function findFilm(db: Database, outPath: string): Promise<FilmRow | null> {
  const row = await db.selectFrom('film').selectAll().where('out_path', '=', outPath).executeTakeFirst();
  if (row === undefined) return null;
  const facts: JsonObject = JSON.parse(row.facts);
  return {
    outPath: row.out_path,
    film: row.film,
    render: toId<RenderId>(row.render_id),
    planFingerprint: row.plan_fingerprint,
    isPartial: row.is_partial === 1,
    facts,
    sizeBytes: row.size_bytes,
    modifiedMs: row.modified_ms,
  };
}
