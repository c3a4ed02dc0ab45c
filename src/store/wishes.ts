import { utimesSync, watch } from 'node:fs';
import { toId, type ShotId } from '../model/ids.ts';
import type { Database } from './sqlite.ts';

/** What somebody asks of the process that works in the workspace. */
export type Wish = { readonly id: number; readonly kind: 'pause' | 'cancel'; readonly shot: ShotId | null };

export async function insertWish(
  db: Database,
  wish: Omit<Wish, 'id'> & { readonly film: string },
  nowMs: number,
): Promise<number> {
  const row = await db
    .insertInto('wish')
    .values({ film: wish.film, kind: wish.kind, shot: wish.shot, asked_ms: nowMs })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function listWishes(db: Database, film: string): Promise<readonly Wish[]> {
  const rows = await db.selectFrom('wish').selectAll().where('film', '=', film).orderBy('id').execute();
  return rows.map(({ id, kind, shot }) => ({
    id,
    kind: kind === 'pause' ? 'pause' : 'cancel',
    shot: shot === null ? null : toId<ShotId>(shot),
  }));
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
