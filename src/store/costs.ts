import type { GenerationRequest } from '../model/generation.ts';
import { toId, type TakeId } from '../model/ids.ts';
import type { Micros } from '../model/money.ts';
import type { Database } from './sqlite.ts';

/** What one submission came to. */
export type SubmissionCost = {
  readonly task: string;
  /** Null for what belongs to no shot. */
  readonly shot: string | null;
  /** When the render began that sent it. */
  readonly renderedMs: number;
  readonly provider: string;
  readonly model: string;
  readonly medium: GenerationRequest['kind'];
  /** Settled; of one that may have been billed, in full. */
  readonly spentMicros: Micros;
  /** Still open. */
  readonly reservedMicros: Micros;
  /** Nobody knows whether it was billed. */
  readonly isUncertain: boolean;
  /** Certainly not billed, whatever it would have cost. */
  readonly isFree: boolean;
};

/** Every submission of a film's life, oldest first. */
export async function listCosts(db: Database, film: string): Promise<readonly SubmissionCost[]> {
  const rows = await db
    .selectFrom('attempt')
    .innerJoin('take', 'take.id', 'attempt.take_id')
    .innerJoin('render', 'render.id', 'attempt.render_id')
    .select(['take.task', 'take.request', 'attempt.provider', 'attempt.model', 'attempt.status', 'attempt.billed'])
    .select(['attempt.cost_micros', 'attempt.reserved_micros', 'attempt.failure', 'render.started_ms'])
    .where('attempt.film', '=', film)
    .orderBy('attempt.intent_ms')
    .orderBy('attempt.id')
    .execute();
  return rows.map((row) => {
    const request: GenerationRequest = JSON.parse(row.request);
    const isSettled = row.status === 'settled';
    return {
      task: row.task,
      shot: 'shot' in request ? request.shot : null,
      renderedMs: row.started_ms,
      provider: row.provider,
      model: row.model,
      medium: request.kind,
      spentMicros: isSettled ? (row.cost_micros ?? 0) : 0,
      reservedMicros: isSettled ? 0 : row.reserved_micros,
      isUncertain: row.billed === 'unknown' || row.status === 'held',
      isFree: isSettled && row.billed === 'no' && row.failure !== null,
    };
  });
}

/** What every take of a film came to, over all its submissions; of one that may have been billed, in full. */
export async function sumCostsByTake(db: Database, film: string): Promise<ReadonlyMap<TakeId, Micros>> {
  const rows = await db
    .selectFrom('attempt')
    .select(({ fn }) => ['take_id', fn.sum<number>('cost_micros').as('cost')])
    .where('film', '=', film)
    .where('status', '=', 'settled')
    .groupBy('take_id')
    .execute();
  return new Map(rows.map((row) => [toId<TakeId>(row.take_id), Number(row.cost)]));
}
