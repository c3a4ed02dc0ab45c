import type { Plan } from '../model/plan.ts';
import { planStatus } from '../plan/status.ts';
import { listTakes } from '../store/takes.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { Outlook } from './api.ts';
import type { EngineDependencies } from './dependencies.ts';
import { findCompleteFilm } from './film-state.ts';
import { findStale, readAccepts } from './upstream.ts';

/** For every paid task whether a take of it exists that fits, why not, and what the rest would cost. */
export async function readOutlook(dependencies: EngineDependencies, plan: Plan): Promise<Outlook> {
  await using workspace = await readWorkspace(dependencies.workspace);
  const takes = workspace === null ? [] : await listTakes(workspace.db, plan.name);
  const ladders = new Map(plan.tasks.map((task) => [task.id, task.ladder]));
  const tasks = planStatus(plan, { takes }).map((status) => {
    const [first] = ladders.get(status.task) ?? [];
    return { ...status, isPriced: first === undefined || dependencies.hasPrice(first) };
  });
  const stale = workspace === null ? [] : await findStale(workspace.db, plan, await readAccepts(dependencies));
  const film =
    workspace === null ? null : await findCompleteFilm(workspace.db, plan, dependencies.defaultOut(plan.preview));
  return { tasks, costMicros: tasks.reduce((sum, task) => sum + task.costMicros, 0), isComplete: film !== null, stale };
}
