import type { Database } from './sqlite.ts';

/** What was answered under an idempotency key; `answer` is null while it is not known. */
export type ReplyRow = { readonly request: string; readonly answer: string | null };

const KEPT_MS = 24 * 60 * 60 * 1000;

/** Claims a key: null for who comes first, else what is known of the one that did. Old keys are forgotten. */
export async function claimReply(db: Database, key: string, request: string, nowMs: number): Promise<ReplyRow | null> {
  return db.transaction().execute(async (trx) => {
    await trx
      .deleteFrom('reply')
      .where('at_ms', '<', nowMs - KEPT_MS)
      .execute();
    const row = await trx.selectFrom('reply').select(['request', 'answer']).where('key', '=', key).executeTakeFirst();
    if (row !== undefined) return row;
    await trx.insertInto('reply').values({ key, request, status: null, answer: null, at_ms: nowMs }).execute();
    return null;
  });
}

export async function saveReply(db: Database, key: string, status: number, answer: string): Promise<void> {
  await db.updateTable('reply').set({ status, answer }).where('key', '=', key).execute();
}

/** Nothing was done under the key: it may be used again. */
export async function forgetReply(db: Database, key: string): Promise<void> {
  await db.deleteFrom('reply').where('key', '=', key).execute();
}
