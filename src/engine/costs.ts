import { toIsoTime } from '../base/clock.ts';
import { listCosts, type SubmissionCost } from '../store/costs.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { CostLine, FilmCosts } from './api.ts';
import type { EngineDependencies } from './dependencies.ts';

/** What a film has cost in its whole life, by shot and by model; reads without the lock. */
export async function readCosts(dependencies: EngineDependencies, name: string): Promise<FilmCosts> {
  await using workspace = await readWorkspace(dependencies.workspace);
  const costs = workspace === null ? [] : await listCosts(workspace.db, name);
  return {
    name,
    shots: linesOf(costs, ({ shot, task }) => shot ?? task),
    models: linesOf(costs, ({ model }) => model),
    providers: linesOf(costs, ({ provider }) => provider),
    renders: linesOf(costs, ({ renderedMs }) => toIsoTime(renderedMs)),
    total: sumOf('total', costs),
  };
}

function linesOf(costs: readonly SubmissionCost[], by: (cost: SubmissionCost) => string): readonly CostLine[] {
  return [...Map.groupBy(costs, by)].map(([of, some]) => sumOf(of, some));
}

function sumOf(of: string, costs: readonly SubmissionCost[]): CostLine {
  return {
    of,
    submissions: costs.length,
    spentMicros: costs.reduce((sum, cost) => sum + cost.spentMicros, 0),
    reservedMicros: costs.reduce((sum, cost) => sum + cost.reservedMicros, 0),
    uncertainMicros: costs.reduce(
      (sum, cost) => sum + (cost.isUncertain ? cost.spentMicros + cost.reservedMicros : 0),
      0,
    ),
  };
}
