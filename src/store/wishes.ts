import { utimesSync, watch } from 'node:fs';
import type { JsonObject } from '../base/json.ts';
import type { Billed } from '../model/generation.ts';
import { toId, type AttemptId, type ShotId } from '../model/ids.ts';
import type { Micros } from '../model/money.ts';
import type { Database } from './sqlite.ts';

/** What somebody asks of the process that works in the workspace. */
export type Wish =
  | { readonly kind: 'pause' }
  /** Of one shot, or of the whole film. */
  | { readonly kind: 'cancel'; readonly shot: ShotId | null }
  | { readonly kind: 'settle'; readonly attempt: AttemptId; readonly settlement: Settlement };

/** What is to become of a submission that may or may not exist at its provider. */
export type Settlement =
  | { readonly action: 'adopt'; readonly operation: JsonObject }
  | { readonly action: 'resubmit' | 'abandon'; readonly stopped?: Stopped };

/** What its provider said of a job that it was asked to stop. */
export type Stopped = {
  readonly billed: Billed;
  readonly costMicros: Micros | null;
  readonly message: string;
  readonly isOver: boolean;
};

export async function insertWish(db: Database, film: string, wish: Wish, nowMs: number): Promise<number> {
  const row = await db
    .insertInto('wish')
    .values({
      film,
      kind: wish.kind,
      shot: wish.kind === 'cancel' ? wish.shot : null,
      body: wish.kind === 'settle' ? JSON.stringify({ attempt: wish.attempt, settlement: wish.settlement }) : null,
      asked_ms: nowMs,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function listWishes(db: Database, film: string): Promise<readonly (Wish & { readonly id: number })[]> {
  const rows = await db.selectFrom('wish').selectAll().where('film', '=', film).orderBy('id').execute();
  return rows.map((row) => ({ id: row.id, ...toWish(row) }));
}

function toWish(row: { readonly kind: string; readonly shot: string | null; readonly body: string | null }): Wish {
  if (row.kind === 'settle' && row.body !== null) {
    const parsed: Omit<Extract<Wish, { readonly kind: 'settle' }>, 'kind'> = JSON.parse(row.body);
    return { kind: 'settle', ...parsed };
  }
  if (row.kind === 'pause') return { kind: 'pause' };
  return { kind: 'cancel', shot: row.shot === null ? null : toId<ShotId>(row.shot) };
}

/** False when somebody deleted it before: it was obeyed. */
export async function deleteWish(db: Database, id: number): Promise<boolean> {
  const result = await db.deleteFrom('wish').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** A wish that is older was for a process that did not live to hear it, and whoever left it does not wait any more. */
const FORGOTTEN_MS = 5_000;

export async function deleteOldWishes(db: Database, film: string, nowMs: number): Promise<void> {
  await db
    .deleteFrom('wish')
    .where('film', '=', film)
    .where('asked_ms', '<', nowMs - FORGOTTEN_MS)
    .execute();
}

/** Lets the process that works here look for wishes, whichever process that is. */
export function ring(lockFile: string, nowMs: number): void {
  utimesSync(lockFile, nowMs / 1000, nowMs / 1000);
}

/** Calls back when somebody rings. */
export function hearRing(lockFile: string, listener: () => void): Disposable {
  const watcher = watch(lockFile, { persistent: false }, listener);
  // Where nothing can be watched, nobody is heard: a wish then waits for the end of the render.
  watcher.on('error', () => {});
  return { [Symbol.dispose]: () => watcher.close() };
}
