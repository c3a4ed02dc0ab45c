import type { TakeId } from '../model/ids.ts';
import type { Database } from './sqlite.ts';

/** Whether a take was sent, or will be whatever the plan says: its money is set aside, or paid. */
export async function isUnderWay(db: Database, take: TakeId): Promise<boolean> {
  const row = await db
    .selectFrom('attempt')
    .select('id')
    .where('take_id', '=', take)
    .where((where) => where.or([where('status', '<>', 'settled'), where('failure', 'is', null)]))
    .executeTakeFirst();
  return row !== undefined;
}
