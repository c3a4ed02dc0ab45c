import { toIsoTime } from '../base/clock.ts';
import { listCosts, type SubmissionCost } from '../store/costs.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { CostLine, FilmCosts } from './api.ts';
import type { EngineDependencies } from './dependencies.ts';

/** What a film has cost in its whole life, by shot and by model; reads without the lock. */
export async function readCosts(dependencies: EngineDependencies, name: string): Promise<FilmCosts> {
  await using workspace = await readWorkspace(dependencies.workspace);
  const costs = (workspace === null ? [] : await listCosts(workspace.db, name)).map((cost) => ({
    ...cost,
    isUnpriced: !cost.isFree && cost.spentMicros + cost.reservedMicros === 0 && !dependencies.hasPrice(cost),
  }));
  return {
    name,
    shots: linesOf(costs, ({ shot, task }) => shot ?? task),
    models: linesOf(costs, ({ model }) => model),
    providers: linesOf(costs, ({ provider }) => provider),
    renders: linesOf(costs, ({ renderedMs }) => toIsoTime(renderedMs)),
    total: sumOf('total', costs),
  };
}

type Known = SubmissionCost & { readonly isUnpriced: boolean };

function linesOf(costs: readonly Known[], by: (cost: Known) => string): readonly CostLine[] {
  return [...Map.groupBy(costs, by)].map(([of, some]) => sumOf(of, some));
}

function sumOf(of: string, costs: readonly Known[]): CostLine {
  return {
    of,
    submissions: costs.length,
    spentMicros: costs.reduce((sum, cost) => sum + cost.spentMicros, 0),
    reservedMicros: costs.reduce((sum, cost) => sum + cost.reservedMicros, 0),
    unpriced: costs.filter(({ isUnpriced }) => isUnpriced).length,
    uncertainMicros: costs.reduce(
      (sum, cost) => sum + (cost.isUncertain ? cost.spentMicros + cost.reservedMicros : 0),
      0,
    ),
  };
}
