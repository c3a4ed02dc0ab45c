import { sql, type Expression, type Selectable, type SqlBool } from 'kysely';
import type { JsonObject } from '../base/json.ts';
import type { Billed, Failure } from '../model/generation.ts';
import { toId, type AttemptId, type RenderId, type TakeId, type TaskId } from '../model/ids.ts';
import type { Micros } from '../model/money.ts';
import type { Schema } from './schema.ts';
import type { Database } from './sqlite.ts';

/**
 * The write-ahead record of everything that can cost money. An attempt is `intent` (admitted, nothing sent), `sending`
 * (bytes may have left), `submitted` (the provider's handle is saved), `held` (it may exist) or `settled`.
 */
export type AttemptStatus = 'intent' | 'sending' | 'submitted' | 'held' | 'settled';
export type Attempt = {
  readonly id: AttemptId;
  readonly take: TakeId;
  readonly film: string;
  readonly render: RenderId;
  readonly provider: string;
  readonly model: string;
  readonly body: JsonObject;
  readonly status: AttemptStatus;
  readonly operation: JsonObject | null;
  readonly reservedMicros: Micros;
  /** When it was admitted: nothing was sent before. */
  readonly intentMs: number;
  readonly submittedMs: number | null;
  /** How long went by, at most, between the first request about it and the right to send it: files may take long. */
  readonly leadMs: number;
  /** In the address at which the provider may tell of it; null where it is given none. */
  readonly nonce: string | null;
  /** The job that a message to that address named. No more than a hint. */
  readonly toldJob: string | null;
};

/** Writes the intent. The caller has admitted it against the budget in the same transaction. */
export async function insertIntent(
  db: Database,
  attempt: Omit<Attempt, 'status' | 'operation' | 'intentMs' | 'submittedMs' | 'leadMs' | 'toldJob'>,
  nowMs: number,
): Promise<void> {
  await db
    .insertInto('attempt')
    .values({
      id: attempt.id,
      take_id: attempt.take,
      film: attempt.film,
      render_id: attempt.render,
      provider: attempt.provider,
      model: attempt.model,
      body: JSON.stringify(attempt.body),
      status: 'intent',
      operation: null,
      reserved_micros: attempt.reservedMicros,
      cost_micros: null,
      billed: null,
      failure: null,
      intent_ms: nowMs,
      submitted_ms: null,
      settled_ms: null,
      lead_ms: 0,
      nonce: attempt.nonce,
      told_job: null,
      told_ms: null,
    })
    .execute();
}

export async function findAttempt(db: Database, id: AttemptId): Promise<Attempt | null> {
  const row = await db.selectFrom('attempt').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toAttempt(row);
}

/** The submission that was given an address with this in it. */
export async function findAttemptByNonce(db: Database, nonce: string): Promise<Attempt | null> {
  const row = await db.selectFrom('attempt').selectAll().where('nonce', '=', nonce).executeTakeFirst();
  return row === undefined ? null : toAttempt(row);
}

/** Notes which job a message was about, and that it came; the newest counts. Nothing once it is over. */
export async function saveToldJob(db: Database, id: AttemptId, job: string, nowMs: number): Promise<void> {
  await db
    .updateTable('attempt')
    .set({ told_job: job, told_ms: nowMs })
    .where('id', '=', id)
    .where('status', '<>', 'settled')
    .execute();
}

/** Submissions of a film of which a message came that nobody obeyed yet. */
export async function listTold(db: Database, film: string): Promise<readonly AttemptId[]> {
  const rows = await db
    .selectFrom('attempt')
    .select('id')
    .where('film', '=', film)
    .where('told_ms', 'is not', null)
    .execute();
  return rows.map(({ id }) => toId<AttemptId>(id));
}

export async function forgetTold(db: Database, id: AttemptId): Promise<void> {
  await db.updateTable('attempt').set({ told_ms: null }).where('id', '=', id).execute();
}

function toAttempt(row: Selectable<Schema['attempt']>): Attempt {
  return {
    id: toId<AttemptId>(row.id),
    take: toId<TakeId>(row.take_id),
    film: row.film,
    render: toId<RenderId>(row.render_id),
    provider: row.provider,
    model: row.model,
    body: parseObject(row.body),
    status: toStatus(row.status),
    operation: row.operation === null ? null : parseObject(row.operation),
    reservedMicros: row.reserved_micros,
    intentMs: row.intent_ms,
    submittedMs: row.submitted_ms,
    leadMs: row.lead_ms,
    nonce: row.nonce,
    toldJob: row.told_job,
  };
}

/**
 * Says, durably, that bytes may leave from now on, and which: `body` is what is sent. True exactly once per attempt: whoever
 * hears false must not send, because somebody may have (an earlier process that died between here and the answer).
 */
export async function beginSending(
  db: Database,
  id: AttemptId,
  { body, leadMs }: Pick<Attempt, 'body' | 'leadMs'>,
): Promise<boolean> {
  const result = await db
    .updateTable('attempt')
    .set({ status: 'sending', body: JSON.stringify(body), lead_ms: leadMs })
    .where('id', '=', id)
    .where('status', '=', 'intent')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** `quotedMicros`: what the provider says that it will cost, which is reserved from now on. */
export async function saveOperation(
  db: Database,
  id: AttemptId,
  operation: JsonObject,
  nowMs: number,
  quotedMicros: Micros | null = null,
): Promise<void> {
  await db
    .updateTable('attempt')
    .set({
      status: 'submitted',
      operation: JSON.stringify(operation),
      submitted_ms: nowMs,
      ...(quotedMicros === null ? {} : { reserved_micros: quotedMicros }),
    })
    .where('id', '=', id)
    .where('status', '<>', 'settled')
    .execute();
}

export async function holdAttempt(db: Database, id: AttemptId, failure: Failure): Promise<void> {
  await db
    .updateTable('attempt')
    .set({ status: 'held', failure: JSON.stringify(failure) })
    .where('id', '=', id)
    .where('status', '<>', 'settled')
    .execute();
}

/** Ends an attempt. What it reserved is given back unless it was, or may have been, billed. */
export async function settleAttempt(
  db: Database,
  id: AttemptId,
  end: { readonly billed: Billed; readonly costMicros: Micros; readonly failure: Failure | null },
  nowMs: number,
): Promise<void> {
  await db
    .updateTable('attempt')
    .set({
      status: 'settled',
      billed: end.billed,
      cost_micros: end.billed === 'no' ? 0 : end.costMicros,
      failure: end.failure === null ? null : JSON.stringify(end.failure),
      settled_ms: nowMs,
    })
    .where('id', '=', id)
    .where('status', '<>', 'settled')
    .execute();
}

/** The attempt that has this very job, if there is one: a job that is adopted twice would be counted twice. */
export async function findAttemptOf(db: Database, provider: string, operation: JsonObject): Promise<AttemptId | null> {
  const row = await db
    .selectFrom('attempt')
    .select('id')
    .where('provider', '=', provider)
    .where((build) => build.or([build('operation', '=', JSON.stringify(operation)), ...named(operation)]))
    .executeTakeFirst();
  return row === undefined ? null : toId<AttemptId>(row.id);
}

/** A job that has an id is one job, whatever else its handles say of it: two submissions may ask for it in other words. */
function named({ id }: JsonObject): readonly Expression<SqlBool>[] {
  return typeof id === 'string' ? [sql<SqlBool>`json_extract(operation, '$.id') = ${id}`] : [];
}

/** Whether a take has an open attempt whose handle is saved. */
export async function hasOperation(db: Database, take: TakeId): Promise<boolean> {
  const row = await db
    .selectFrom('attempt')
    .select('operation')
    .where('take_id', '=', take)
    .where('status', '<>', 'settled')
    .executeTakeFirst();
  return row !== undefined && row.operation !== null;
}

/** Takes of a film that their providers have, or had and gave without a failure. */
export async function listSubmittedTakes(db: Database, film: string): Promise<ReadonlySet<TakeId>> {
  const rows = await db
    .selectFrom('attempt')
    .innerJoin('take', 'take.id', 'attempt.take_id')
    .select('take.id')
    .where('take.film', '=', film)
    .where('attempt.operation', 'is not', null)
    .where((where) =>
      where.or([
        where('attempt.status', '=', 'submitted'),
        where.and([where('attempt.status', '=', 'settled'), where('attempt.failure', 'is', null)]),
      ]),
    )
    .execute();
  return new Set(rows.map(({ id }) => toId<TakeId>(id)));
}

/** What a take's submissions cost, oldest first. */
export async function listTakeAttempts(
  db: Database,
  take: TakeId,
): Promise<
  readonly {
    readonly status: AttemptStatus;
    readonly reservedMicros: Micros;
    readonly costMicros: Micros | null;
    readonly billed: string | null;
  }[]
> {
  const rows = await db
    .selectFrom('attempt')
    .select(['status', 'reserved_micros', 'cost_micros', 'billed'])
    .where('take_id', '=', take)
    .orderBy('intent_ms')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    status: toStatus(row.status),
    reservedMicros: row.reserved_micros,
    costMicros: row.cost_micros,
    billed: row.billed,
  }));
}

export type Ledger = { readonly spentMicros: Micros; readonly reservedMicros: Micros };

/** Spent (settled) and reserved (still open) money of a film's whole life, or of one render with its resumes. */
export async function sumLedger(
  db: Database,
  scope: { readonly film: string } | { readonly render: RenderId; readonly tasks?: readonly TaskId[] },
): Promise<Ledger> {
  let attempts = db.selectFrom('attempt');
  if ('film' in scope) attempts = attempts.where('film', '=', scope.film);
  else {
    const { render, tasks } = scope;
    attempts = attempts.where('render_id', '=', render);
    if (tasks !== undefined)
      attempts = attempts.where((build) =>
        build.exists(
          build
            .selectFrom('take')
            .select('take.id')
            .whereRef('take.id', '=', 'attempt.take_id')
            .where('take.task', 'in', [...tasks]),
        ),
      );
  }
  const rows = await attempts
    .select(({ fn }) => [
      'status',
      fn.sum<number | null>('reserved_micros').as('reserved'),
      fn.sum<number | null>('cost_micros').as('cost'),
    ])
    .groupBy('status')
    .execute();
  let spentMicros = 0;
  let reservedMicros = 0;
  for (const row of rows) {
    if (row.status === 'settled') spentMicros += row.cost ?? 0;
    else reservedMicros += row.reserved ?? 0;
  }
  return { spentMicros, reservedMicros };
}

function parseObject(text: string): JsonObject {
  const parsed: JsonObject = JSON.parse(text);
  return parsed;
}

function toStatus(text: string): AttemptStatus {
  switch (text) {
    case 'intent':
    case 'sending':
    case 'submitted':
    case 'held':
      return text;
    default:
      return 'settled';
  }
}
