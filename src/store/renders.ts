import { toId, type RenderId } from '../model/ids.ts';
import type { Micros } from '../model/money.ts';
import type { Plan } from '../model/plan.ts';
import type { Database } from './sqlite.ts';

export type RenderRow = {
  readonly id: RenderId;
  readonly film: string;
  readonly planFingerprint: string;
  readonly outPath: string;
  readonly maxCostMicros: Micros | null;
  /** The render machine's word. */
  readonly state: string;
  readonly startedMs: number;
  readonly changedMs: number;
};

export async function insertRender(db: Database, render: RenderRow, plan: Plan): Promise<void> {
  await db
    .insertInto('render')
    .values({
      id: render.id,
      film: render.film,
      plan_fingerprint: render.planFingerprint,
      out_path: render.outPath,
      max_cost_micros: render.maxCostMicros,
      state: render.state,
      started_ms: render.startedMs,
      changed_ms: render.changedMs,
    })
    .execute();
  await db
    .insertInto('render_plan')
    .values({ render_id: render.id, plan: JSON.stringify(plan) })
    .execute();
}

export async function saveRenderState(db: Database, id: RenderId, state: string, nowMs: number): Promise<void> {
  await db.updateTable('render').set({ state, changed_ms: nowMs }).where('id', '=', id).execute();
}

export async function saveRenderLimit(db: Database, id: RenderId, maxCostMicros: Micros | null): Promise<void> {
  await db.updateTable('render').set({ max_cost_micros: maxCostMicros }).where('id', '=', id).execute();
}

export async function findLatestRender(db: Database, film: string): Promise<RenderRow | null> {
  const row = await db
    .selectFrom('render')
    .select(['id', 'film', 'plan_fingerprint', 'out_path', 'max_cost_micros', 'state', 'started_ms', 'changed_ms'])
    .where('film', '=', film)
    .orderBy('started_ms', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: toId<RenderId>(row.id),
    film: row.film,
    planFingerprint: row.plan_fingerprint,
    outPath: row.out_path,
    maxCostMicros: row.max_cost_micros,
    state: row.state,
    startedMs: row.started_ms,
    changedMs: row.changed_ms,
  };
}

export async function readRenderPlan(db: Database, id: RenderId): Promise<Plan> {
  const row = await db.selectFrom('render_plan').select('plan').where('render_id', '=', id).executeTakeFirstOrThrow();
  const plan: Plan = JSON.parse(row.plan);
  return plan;
}

/** Whether any render of the workspace put its film there. */
export async function hasRenderTo(db: Database, outPath: string): Promise<boolean> {
  const row = await db.selectFrom('render').select('id').where('out_path', '=', outPath).executeTakeFirst();
  return row !== undefined;
}

/** Where the workspace's renders put their films. */
export async function listOutPaths(db: Database): Promise<readonly string[]> {
  const rows = await db.selectFrom('render').select('out_path').distinct().execute();
  return rows.map((row) => row.out_path);
}

export async function countRenders(db: Database, film: string): Promise<number> {
  const row = await db
    .selectFrom('render')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('film', '=', film)
    .executeTakeFirstOrThrow();
  return row.count;
}
