import type { Database } from './sqlite.ts';

/** Something that one receiver is to be told, until it has heard it or is given up. */
export type Delivery = {
  /** The same however often it is sent, so that the receiver can tell. */
  readonly id: string;
  /** The receiver, by a hash: its address may be a secret. */
  readonly target: string;
  /** The workspace where it happened. */
  readonly source: string;
  readonly film: string;
  readonly message: string;
  readonly madeMs: number;
  readonly nextMs: number;
  readonly tries: number;
};
/** `seq` is that of the event that it tells of. */
export type NewDelivery = Pick<Delivery, 'id' | 'film' | 'message'> & { readonly seq: number };

/** How far the event log of a workspace was read for a receiver; null when it never was. */
export async function findCursor(db: Database, target: string, source: string): Promise<number | null> {
  const row = await db
    .selectFrom('webhook_cursor')
    .select('seq')
    .where('target', '=', target)
    .where('source', '=', source)
    .executeTakeFirst();
  return row?.seq ?? null;
}

/**
 * Takes note of what is to be told, and of how far the event log was read, in one transaction: a process that dies reads
 * the same events again or none of them. What is known already (its `id` is) stays as it is.
 */
export async function saveDeliveries(
  db: Database,
  { target, source, seq }: { readonly target: string; readonly source: string; readonly seq: number },
  deliveries: readonly NewDelivery[],
  nowMs: number,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const delivery of deliveries) {
      await trx
        .insertInto('webhook')
        .values({
          id: delivery.id,
          target,
          source,
          seq: delivery.seq,
          film: delivery.film,
          message: delivery.message,
          made_ms: nowMs,
          next_ms: nowMs,
          tries: 0,
          done_ms: null,
        })
        .onConflict((conflict) => conflict.columns(['target', 'id']).doNothing())
        .execute();
    }
    await trx
      .insertInto('webhook_cursor')
      .values({ target, source, seq })
      .onConflict((conflict) => conflict.columns(['target', 'source']).doUpdateSet({ seq }))
      .execute();
  });
}

/** What one receiver is still to be told, in the order in which it happened. */
export async function listDeliveries(db: Database, target: string, limit: number): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom('webhook')
    .selectAll()
    .where('target', '=', target)
    .where('done_ms', 'is', null)
    .orderBy('next_ms')
    .orderBy('made_ms')
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    target: row.target,
    source: row.source,
    film: row.film,
    message: row.message,
    madeMs: row.made_ms,
    nextMs: row.next_ms,
    tries: row.tries,
  }));
}

export async function postponeDelivery(
  db: Database,
  { target, id }: Pick<Delivery, 'target' | 'id'>,
  next: { readonly nextMs: number; readonly tries: number },
): Promise<void> {
  await db
    .updateTable('webhook')
    .set({ next_ms: next.nextMs, tries: next.tries })
    .where('target', '=', target)
    .where('id', '=', id)
    .execute();
}

/** It was heard, or is given up. It is remembered for a while, so that it is not told again. */
export async function endDelivery(
  db: Database,
  { target, id }: Pick<Delivery, 'target' | 'id'>,
  nowMs: number,
): Promise<void> {
  await db.updateTable('webhook').set({ done_ms: nowMs }).where('target', '=', target).where('id', '=', id).execute();
}

/** Forgets receivers that are not configured any more, and what was done long ago. */
export async function tidyDeliveries(db: Database, targets: readonly string[], beforeMs: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const table of ['webhook', 'webhook_cursor'] as const)
      await trx
        .deleteFrom(table)
        .where('target', 'not in', ['', ...targets])
        .execute();
    await trx.deleteFrom('webhook').where('done_ms', '<', beforeMs).execute();
  });
}
