import type { Micros } from '../model/money.ts';
import type { Database } from './sqlite.ts';

/** How many there are of one kind. */
export type Count<T extends string> = Readonly<Record<T, string>> & { readonly count: number };

/** Films by the word of their newest render. */
export async function countRenders(db: Database): Promise<readonly Count<'state'>[]> {
  return db
    .selectFrom('render')
    .innerJoin(
      db
        .selectFrom('render')
        .select(({ fn }) => ['film', fn.max('started_ms').as('newest_ms')])
        .groupBy('film')
        .as('newest'),
      (join) => join.onRef('newest.film', '=', 'render.film').onRef('newest.newest_ms', '=', 'render.started_ms'),
    )
    .select(({ fn }) => ['render.state', fn.countAll<number>().as('count')])
    .groupBy('render.state')
    .execute();
}

/** Machines of renders that are under way or can be gone on with, by the state that they rest in. */
export async function countMachines(db: Database): Promise<readonly Count<'kind' | 'value'>[]> {
  return db
    .selectFrom('machine')
    .innerJoin('render', 'render.id', 'machine.render_id')
    .select(({ fn }) => ['machine.kind', 'machine.value', fn.countAll<number>().as('count')])
    .where('render.state', 'in', ['running', 'paused'])
    .groupBy(['machine.kind', 'machine.value'])
    .execute();
}

export async function countTakes(db: Database): Promise<readonly Count<'state'>[]> {
  return db
    .selectFrom('take')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
}

/** The journal, by provider and by what is known of each submission. */
export type SubmissionCount = {
  readonly provider: string;
  readonly status: string;
  readonly billed: string | null;
  /** Whether the provider accepted it. */
  readonly isAccepted: boolean;
  readonly count: number;
  /** Of those that are settled. */
  readonly costMicros: Micros;
  readonly reservedMicros: Micros;
};

export async function countSubmissions(db: Database): Promise<readonly SubmissionCount[]> {
  const rows = await db
    .selectFrom('attempt')
    .select(({ fn, eb }) => [
      'provider',
      'status',
      'billed',
      eb('submitted_ms', 'is not', null).as('is_accepted'),
      fn.countAll<number>().as('count'),
      fn.sum<number | null>('cost_micros').as('cost'),
      fn.sum<number | null>('reserved_micros').as('reserved'),
    ])
    .groupBy(['provider', 'status', 'billed', 'is_accepted'])
    .execute();
  return rows.map((row) => ({
    provider: row.provider,
    status: row.status,
    billed: row.billed,
    isAccepted: Boolean(row.is_accepted),
    count: row.count,
    costMicros: row.cost ?? 0,
    reservedMicros: row.reserved ?? 0,
  }));
}

/** Whether something can be written now: begins a transaction that writes, and leaves it. Throws where it cannot. */
export async function tryToWrite(db: Database): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('wish').where('id', '=', -1).execute();
  });
}
