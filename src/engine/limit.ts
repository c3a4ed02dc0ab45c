import type { TaskId } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import { limitPlan, type LimitedPlan } from '../plan/limit.ts';
import { listTakes } from '../store/takes.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { EngineDependencies } from './dependencies.ts';

/** The plan in which one task alone is made, or none; reads without the lock. */
export async function readLimits(
  dependencies: EngineDependencies,
  plan: Plan,
  wanted: TaskId | null,
): Promise<LimitedPlan> {
  await using workspace = await readWorkspace(dependencies.workspace);
  return limitPlan(plan, workspace === null ? [] : await listTakes(workspace.db, plan.name), wanted);
}
