import type { TaskId } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import { type KeptTake, limitPlan, type LimitedPlan } from '../plan/limit.ts';
import { listTakes, type Take } from '../store/takes.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { EngineDependencies } from './dependencies.ts';
import { byShots, tooShortWords } from './too-short.ts';

/** The plan in which some tasks alone are made, or none; reads without the lock. */
export async function readLimits(
  dependencies: EngineDependencies,
  plan: Plan,
  wanted: readonly TaskId[],
): Promise<LimitedPlan> {
  await using workspace = await readWorkspace(dependencies.workspace);
  const takes = workspace === null ? [] : await listTakes(workspace.db, plan.name);
  const { plan: limited, limits } = limitPlan(plan, takes, wanted);
  const kept = limits.kept.map((one) => ({ ...one, tooShort: shortfallOf(plan, one, takes) }));
  return { plan: limited, limits: { ...limits, kept } };
}

function shortfallOf(plan: Plan, { task: id, take: number }: KeptTake, takes: readonly Take[]): string | null {
  const task = plan.tasks.find((one) => one.id === id);
  const take = takes.findLast((one) => one.number === number && (one.task === id || one.task === task?.was));
  return task === undefined || take === undefined ? null : tooShortWords(byShots(plan), task, take);
}
