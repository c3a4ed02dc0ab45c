import type { Plan } from '../model/plan.ts';
import type { TaskStatus } from '../plan/status.ts';
import type { Database } from '../store/sqlite.ts';

const MOST_ROWS = 2_000;

/**
 * A storyboard whose file was renamed is another film, and would be paid for once more: says which film of the workspace
 * has a take of the same shot and words. Only of a film that has no take yet.
 */
export async function withOtherName(
  db: Database,
  plan: Plan,
  statuses: readonly TaskStatus[],
): Promise<readonly TaskStatus[]> {
  const rows = await db
    .selectFrom('take')
    .select(['film', 'task', 'number', 'fingerprint'])
    .where('film', '<>', plan.name)
    .where('state', '=', 'stored')
    // Their ids begin with their time. A server has films without number beside this one.
    .orderBy('id', 'desc')
    .limit(MOST_ROWS)
    .execute();
  const tasks = new Map(plan.tasks.map((task) => [task.id, task]));
  return statuses.map((status) => {
    const task = tasks.get(status.task);
    if (task?.kind !== 'take' || status.verdict !== 'make') return status;
    const twin = rows.find((row) => row.task === task.id && row.fingerprint === task.fingerprint);
    if (twin === undefined) return status;
    return {
      ...status,
      reason: `${status.reason}; ${twin.film} has it as take ${twin.number}: takes are kept by the name of the file`,
    };
  });
}
