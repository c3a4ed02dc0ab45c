import type { Json, JsonObject } from '../base/json.ts';
import { madeOver, type Failure, type GenerationRequest } from '../model/generation.ts';
import { toId, type BlobSha, type MachineId, type TakeId, type TaskId } from '../model/ids.ts';
import type { Micros } from '../model/money.ts';
import type { ModelRef } from '../model/storyboard.ts';
import type { Database } from './sqlite.ts';

export type TakeState = 'live' | 'stored' | 'failed' | 'held';
export type Take = {
  readonly id: TakeId;
  readonly film: string;
  readonly task: TaskId;
  readonly number: number;
  readonly fingerprint: string;
  /** What the fingerprint was made of, by name. */
  readonly parts: JsonObject;
  /** Registry id; `ref` is what the storyboard wrote for it, options included. */
  readonly model: string;
  readonly ref: ModelRef;
  readonly seed: number;
  readonly request: GenerationRequest;
  readonly machine: MachineId;
  readonly state: TakeState;
  readonly sha: BlobSha | null;
  readonly mediaType: string | null;
  readonly costMicros: Micros;
  readonly failure: Failure | null;
  /** What was measured of its file; null until then. */
  readonly facts: JsonObject | null;
  /** When it was begun. */
  readonly madeMs: number;
  /** The files that a finish was made over, as its request has them. */
  readonly over: readonly BlobSha[];
};

export async function insertTake(
  db: Database,
  take: Omit<Take, 'state' | 'sha' | 'mediaType' | 'costMicros' | 'failure' | 'facts' | 'madeMs' | 'over'>,
  nowMs: number,
): Promise<void> {
  await db
    .insertInto('take')
    .values({
      id: take.id,
      film: take.film,
      task: take.task,
      number: take.number,
      fingerprint: take.fingerprint,
      parts: JSON.stringify(take.parts),
      model: take.model,
      ref: JSON.stringify(take.ref),
      seed: take.seed,
      request: JSON.stringify(take.request),
      machine_id: take.machine,
      state: 'live',
      sha: null,
      media_type: null,
      size_bytes: null,
      facts: null,
      cost_micros: 0,
      failure: null,
      made_ms: nowMs,
      settled_ms: null,
    })
    .execute();
}

/** The bytes are safe in the blob store before this is called. */
export async function saveTakeFile(
  db: Database,
  id: TakeId,
  file: { readonly sha: BlobSha; readonly sizeBytes: number; readonly mediaType: string },
): Promise<void> {
  await db
    .updateTable('take')
    .set({ sha: file.sha, size_bytes: file.sizeBytes, media_type: file.mediaType })
    .where('id', '=', id)
    .execute();
}

export async function saveTakeFacts(db: Database, id: TakeId, facts: Json): Promise<void> {
  await db
    .updateTable('take')
    .set({ facts: JSON.stringify(facts) })
    .where('id', '=', id)
    .execute();
}

/** A failed take that a person wants all the same: `facts` says what was overruled. */
export async function acceptTake(db: Database, id: TakeId, facts: Json): Promise<void> {
  await db
    .updateTable('take')
    .set({ state: 'stored', failure: null, facts: JSON.stringify(facts) })
    .where('id', '=', id)
    .where('state', '=', 'failed')
    .execute();
}

export async function saveTakeState(
  db: Database,
  machine: MachineId,
  state: TakeState,
  failure: Failure | null,
  nowMs: number,
): Promise<void> {
  await db
    .updateTable('take')
    .set({
      state,
      failure: failure === null ? null : JSON.stringify(failure),
      settled_ms: state === 'live' ? null : nowMs,
    })
    .where('machine_id', '=', machine)
    .execute();
}

export async function saveTakeCost(db: Database, id: TakeId, costMicros: Micros): Promise<void> {
  await db.updateTable('take').set({ cost_micros: costMicros }).where('id', '=', id).execute();
}

export async function findTake(db: Database, id: TakeId): Promise<Take | null> {
  const row = await db.selectFrom('take').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toTake(row);
}

export async function findTakeOf(db: Database, machine: MachineId): Promise<Take | null> {
  const row = await db.selectFrom('take').selectAll().where('machine_id', '=', machine).executeTakeFirst();
  return row === undefined ? null : toTake(row);
}

/** All takes of a film, oldest first; of one task when it is named. */
export async function listTakes(db: Database, film: string, task?: TaskId): Promise<readonly Take[]> {
  const base = db.selectFrom('take').selectAll().where('film', '=', film);
  const rows = await (task === undefined ? base : base.where('task', '=', task))
    .orderBy('task')
    .orderBy('number')
    .execute();
  return rows.map(toTake);
}

/** The files of the takes of a film's shots that came in first. */
export async function listFirstMade(db: Database, film: string, most: number): Promise<readonly BlobSha[]> {
  const rows = await db
    .selectFrom('take')
    .select('sha')
    .where('film', '=', film)
    .where('state', '=', 'stored')
    .where('task', 'like', 'take:%')
    .orderBy('settled_ms')
    .limit(most)
    .execute();
  return rows.flatMap(({ sha }) => (sha === null ? [] : toId<BlobSha>(sha)));
}

/** Stored takes of all films but one, the newest first. */
export async function listStoredElsewhere(db: Database, film: string, most: number) {
  return (
    db
      .selectFrom('take')
      .select(['film', 'task', 'number', 'fingerprint'])
      .where('film', '<>', film)
      .where('state', '=', 'stored')
      // Ids begin with their time.
      .orderBy('id', 'desc')
      .limit(most)
      .execute()
  );
}

/** Takes of a film that are in flight or held: whatever became of them, it is not written down yet. */
export async function listOpenTakes(db: Database, film: string): Promise<readonly Take[]> {
  const rows = await db
    .selectFrom('take')
    .selectAll()
    .where('film', '=', film)
    .where('state', 'in', ['live', 'held'])
    .orderBy('task')
    .orderBy('number')
    .execute();
  return rows.map(toTake);
}

function toTake(row: {
  readonly id: string;
  readonly film: string;
  readonly task: string;
  readonly number: number;
  readonly fingerprint: string;
  readonly parts: string;
  readonly model: string;
  readonly ref: string;
  readonly seed: number;
  readonly request: string;
  readonly machine_id: string;
  readonly state: string;
  readonly sha: string | null;
  readonly media_type: string | null;
  readonly cost_micros: number;
  readonly failure: string | null;
  readonly facts: string | null;
  readonly made_ms: number;
}): Take {
  const request: GenerationRequest = JSON.parse(row.request);
  const parts: JsonObject = JSON.parse(row.parts);
  const ref: ModelRef = JSON.parse(row.ref);
  const failure: Failure | null = row.failure === null ? null : JSON.parse(row.failure);
  const facts: JsonObject | null = row.facts === null ? null : JSON.parse(row.facts);
  return {
    id: toId<TakeId>(row.id),
    film: row.film,
    task: toId<TaskId>(row.task),
    number: row.number,
    fingerprint: row.fingerprint,
    parts,
    model: row.model,
    ref,
    seed: row.seed,
    request,
    machine: toId<MachineId>(row.machine_id),
    state: row.state === 'stored' || row.state === 'failed' || row.state === 'held' ? row.state : 'live',
    sha: row.sha === null ? null : toId<BlobSha>(row.sha),
    mediaType: row.media_type,
    costMicros: row.cost_micros,
    failure,
    facts,
    madeMs: row.made_ms,
    over: madeOver(request),
  };
}
