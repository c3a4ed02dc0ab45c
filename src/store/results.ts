import type { JsonObject } from '../base/json.ts';
import { toId, type BlobSha, type RenderId } from '../model/ids.ts';
import type { Database } from './sqlite.ts';

/** A derived task's result: small JSON that names blobs by hash. */
export async function findResult(db: Database, fingerprint: string): Promise<JsonObject | null> {
  const row = await db.selectFrom('derived').select('result').where('fingerprint', '=', fingerprint).executeTakeFirst();
  if (row === undefined) return null;
  const result: JsonObject = JSON.parse(row.result);
  return result;
}

/** All conforms that were ever made of some takes, oldest first. */
export async function listConforms(db: Database, inputs: readonly BlobSha[]): Promise<readonly JsonObject[]> {
  const rows: { readonly result: string; readonly made_ms: number }[] = [];
  for (let from = 0; from < inputs.length; from += MOST_VALUES) {
    const batch = inputs.slice(from, from + MOST_VALUES);
    rows.push(
      ...(await db
        .selectFrom('derived')
        .select(['result', 'made_ms'])
        .where('input', 'in', batch)
        .where('kind', '=', 'conform')
        .execute()),
    );
  }
  return rows.toSorted((a, b) => a.made_ms - b.made_ms).map(({ result }): JsonObject => JSON.parse(result));
}

/** Values that one statement names at most; far below what any database allows. */
const MOST_VALUES = 500;

function inputOf(kind: string, { input }: JsonObject): string | null {
  return kind === 'conform' && typeof input === 'string' ? input : null;
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
    .values({ fingerprint, kind, input: inputOf(kind, result), result: JSON.stringify(result), made_ms: nowMs })
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
