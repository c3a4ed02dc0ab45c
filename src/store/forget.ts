import { toId, type BlobSha, type RenderId } from '../model/ids.ts';
import { deleteEffects } from './machines.ts';
import { saveRenderState } from './renders.ts';
import type { Database } from './sqlite.ts';

/**
 * Forgets everything that can be made again for nothing. Renders that were under way are closed, for they counted on it;
 * the next one goes on with their takes.
 */
export async function forgetDerived(db: Database, nowMs: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('derived').execute();
    const open = await trx.selectFrom('render').select('id').where('state', 'in', ['running', 'paused']).execute();
    for (const { id } of open) {
      await saveRenderState(trx, toId<RenderId>(id), 'cancelled', nowMs);
      await deleteEffects(trx, toId<RenderId>(id));
    }
  });
}

/** Leaves one film alone in its database. */
export async function forgetOtherFilms(db: Database, film: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const renders = trx.selectFrom('render').select('id').where('film', '<>', film);
    const machines = trx.selectFrom('machine').select('id').where('render_id', 'in', renders);
    await trx.deleteFrom('outbox').where('machine_id', 'in', machines).execute();
    await trx.deleteFrom('attempt').where('film', '<>', film).execute();
    await trx.deleteFrom('take').where('film', '<>', film).execute();
    await trx.deleteFrom('film').where('film', '<>', film).execute();
    await trx.deleteFrom('event').where('render_id', 'in', renders).execute();
    await trx.deleteFrom('machine').where('render_id', 'in', renders).execute();
    await trx.deleteFrom('render_plan').where('render_id', 'in', renders).execute();
    await trx.deleteFrom('render').where('film', '<>', film).execute();
    await trx.deleteFrom('wish').execute();
  });
}

/** Blobs that must be kept as long as their takes are. */
export type TakenBlobs = {
  /** The takes themselves. */
  readonly stored: ReadonlySet<BlobSha>;
  /** These, and the frames, pictures and footage that takes were or will be made from; and what only looks like one. */
  readonly named: ReadonlySet<BlobSha>;
};

/** Whatever looks like a blob's name counts, so that nothing is missed that a request of a later version holds. */
export async function listTakenBlobs(db: Database): Promise<TakenBlobs> {
  const stored = new Set<BlobSha>();
  const named = new Set<BlobSha>();
  const collect = (text: string | null): void => {
    for (const [name] of text?.matchAll(/[0-9a-f]{64}/gu) ?? []) named.add(toId<BlobSha>(name));
  };
  for (const { sha, request } of await db.selectFrom('take').select(['sha', 'request']).execute()) {
    if (sha !== null) stored.add(toId<BlobSha>(sha));
    collect(sha);
    collect(request);
  }
  for (const { body, operation } of await db.selectFrom('attempt').select(['body', 'operation']).execute()) {
    collect(body);
    collect(operation);
  }
  return { stored, named };
}
