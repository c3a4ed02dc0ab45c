import type { JsonObject } from '../base/json.ts';
import { toId, type MachineId, type RenderId } from '../model/ids.ts';
import type { Database } from './sqlite.ts';

/** One thing that happened. `machine` is null for what no statechart did. */
export type NewEvent = {
  readonly render: RenderId | null;
  /** Left out, it is the film of the render. */
  readonly film?: string;
  readonly machine: MachineId | null;
  readonly type: string;
  /** Plain JSON. */
  readonly body: object;
};
export type StoredEvent = {
  readonly seq: number;
  readonly atMs: number;
  readonly render: RenderId | null;
  /** Null in rows of early versions. */
  readonly film: string | null;
  readonly type: string;
  readonly body: JsonObject;
};

/** Appends to the event log; returns the event's sequence number. */
export async function appendEvent(db: Database, event: NewEvent, nowMs: number): Promise<number> {
  const row = await db
    .insertInto('event')
    .values((build) => ({
      render_id: event.render,
      film: event.film ?? build.selectFrom('render').select('film').where('id', '=', event.render),
      machine_id: event.machine ?? '',
      type: event.type,
      body: JSON.stringify(event.body),
      at_ms: nowMs,
    }))
    .returning('seq')
    .executeTakeFirstOrThrow();
  return row.seq;
}

/** Events after a sequence number, oldest first; of some films only where they are named. */
export async function listEvents(
  db: Database,
  { after, limit, films }: { readonly after: number; readonly limit: number; readonly films?: readonly string[] },
): Promise<readonly StoredEvent[]> {
  const base = db
    .selectFrom('event')
    .select(['seq', 'at_ms', 'render_id', 'film', 'type', 'body'])
    .where('seq', '>', after);
  const rows = await (films === undefined ? base : base.where('film', 'in', [...films]))
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map((row) => {
    const body: JsonObject = JSON.parse(row.body);
    return {
      seq: row.seq,
      atMs: row.at_ms,
      render: row.render_id === null ? null : toId<RenderId>(row.render_id),
      film: row.film,
      type: row.type,
      body,
    };
  });
}

/** Whether any of these was ever heard in a render. */
export async function hasEvent(db: Database, render: RenderId, types: readonly string[]): Promise<boolean> {
  const row = await db
    .selectFrom('event')
    .select('seq')
    .where('render_id', '=', render)
    .where('type', 'in', [...types])
    .executeTakeFirst();
  return row !== undefined;
}

/** The sequence number of the newest event; 0 when there is none. */
export async function lastSeq(db: Database): Promise<number> {
  const row = await db
    .selectFrom('event')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .executeTakeFirst();
  return row?.seq ?? 0;
}
