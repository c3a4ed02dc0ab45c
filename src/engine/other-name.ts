import type { Plan } from '../model/plan.ts';
import type { TaskStatus } from '../plan/status.ts';
import type { Database } from '../store/sqlite.ts';
import { listStoredElsewhere } from '../store/takes.ts';

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
  // A server has films without number beside this one.
  const rows = await listStoredElsewhere(db, plan.name, MOST_ROWS);
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
