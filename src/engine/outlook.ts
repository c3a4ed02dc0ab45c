import type { Plan, Task } from '../model/plan.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { Database } from '../store/sqlite.ts';
import type { Outlook, TaskOutlook } from './api.ts';
import type { EngineDependencies } from './engine.ts';
import { findCompleteFilm } from './film-state.ts';
import { listFittingTakes } from './results.ts';

/** For every paid task whether a take of it exists that fits, and what the rest would cost. */
export async function readOutlook(dependencies: EngineDependencies, plan: Plan): Promise<Outlook> {
  await using workspace = await readWorkspace(dependencies.workspace);
  const tasks: TaskOutlook[] = [];
  for (const task of plan.tasks)
    if (task.request !== null) tasks.push(await lookOut(workspace?.db ?? null, plan, task));
  const film =
    workspace === null ? null : await findCompleteFilm(workspace.db, plan, dependencies.defaultOut(plan.preview));
  return { tasks, costMicros: tasks.reduce((sum, task) => sum + task.costMicros, 0), isComplete: film !== null };
}

async function lookOut(db: Database | null, plan: Plan, task: Task): Promise<TaskOutlook> {
  const { fitting, newest } = db === null ? { fitting: [], newest: 0 } : await listFittingTakes(db, plan.name, task);
  const stored = fitting.filter((take) => take.state === 'stored').length;
  if (stored >= task.takes)
    return {
      task: task.id,
      verdict: 'reuse',
      reason: stored === 1 ? 'take stored' : `${stored} takes stored`,
      costMicros: 0,
    };
  const missing = task.takes - stored;
  const reason =
    newest === 0 ? 'new' : fitting.length === 0 ? 'changed since it was shot' : `${missing} more of ${task.takes}`;
  return { task: task.id, verdict: 'make', reason, costMicros: missing * (task.ladder[0]?.costMicros ?? 0) };
}
