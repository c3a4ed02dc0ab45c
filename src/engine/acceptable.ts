import { isDoubtful } from '../model/gate.ts';
import type { Plan } from '../model/plan.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { StaleTake } from './api.ts';
import type { EngineDependencies } from './dependencies.ts';
import { readSeams } from './film-report.ts';
import { listStarted, readAccepts } from './upstream.ts';

/** Takes that a person may accept and has not: stale ones, and those whose seam in the newest film is beyond a mark. */
export async function readAcceptable(dependencies: EngineDependencies, plan: Plan): Promise<readonly StaleTake[]> {
  await using workspace = await readWorkspace(dependencies.workspace);
  if (workspace === null) return [];
  const accepts = await readAccepts(dependencies);
  const seams = await readSeams(workspace.db, plan.name);
  const seen = new Set<string>(seams.flatMap(({ to, readings }) => (isDoubtful(readings) ? to : [])));
  return (await listStarted(workspace.db, plan)).filter(
    ({ shot, hash, seams: stale }) => accepts.get(shot) !== hash && (stale.length > 0 || seen.has(shot)),
  );
}
