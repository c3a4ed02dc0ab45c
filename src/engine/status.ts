import type { SeamReport } from '../model/gate.ts';
import type { Plan } from '../model/plan.ts';
import { framesToMs } from '../model/time.ts';
import { sumLedger } from '../store/journal.ts';
import { listMachines } from '../store/machines.ts';
import { countRenders, findLatestRender, readRenderPlan, type RenderRow } from '../store/renders.ts';
import { findFilm } from '../store/results.ts';
import { listTakes } from '../store/takes.ts';
import type { Database } from '../store/sqlite.ts';
import { readWorkspace, type ReadableWorkspace } from '../store/workspace.ts';
import type { FilmFile, FilmStatus } from './api.ts';
import type { EngineDependencies } from './dependencies.ts';
import { toFilmPaths } from './film.ts';
import { excuseAccepted, seamsOf } from './seam-gate.ts';
import { toRenderState } from './task-state.ts';
import { readWords } from './task-words.ts';
import { findAccepted, findStale, readAccepts, type Accepts } from './upstream.ts';

/** Reads rows only, without the lock: what a render is doing now, or how the last one ended. */
export async function readStatus(dependencies: EngineDependencies, name: string): Promise<FilmStatus> {
  const empty = {
    name,
    workspace: dependencies.workspace,
    renders: 0,
    latest: null,
    takes: { stored: 0, failed: 0, held: 0, inFlight: 0 },
    spentMicros: 0,
    reservedMicros: 0,
    stale: [],
  };
  await using workspace = await readWorkspace(dependencies.workspace);
  if (workspace === null) return empty;
  // Read first: what is told with the word that a film is done is no older than that word.
  const render = await findLatestRender(workspace.db, name);
  const takes = await listTakes(workspace.db, name);
  const count = (state: string): number => takes.filter((take) => take.state === state).length;
  return {
    ...empty,
    renders: await countRenders(workspace.db, name),
    stale: await readStale(dependencies, workspace.db, render),
    latest: render === null ? null : await readLatest(dependencies, workspace, render),
    takes: { stored: count('stored'), failed: count('failed'), held: count('held'), inFlight: count('live') },
    ...(await sumLedger(workspace.db, { film: name })),
  };
}

async function readStale(
  dependencies: EngineDependencies,
  db: Database,
  render: RenderRow | null,
): Promise<FilmStatus['stale']> {
  return render === null ? [] : findStale(db, await readRenderPlan(db, render.id), await readAccepts(dependencies));
}

async function readLatest(
  dependencies: EngineDependencies,
  { db, isAlive }: Pick<ReadableWorkspace, 'db' | 'isAlive'>,
  render: RenderRow,
): Promise<NonNullable<FilmStatus['latest']>> {
  const plan = await readRenderPlan(db, render.id);
  const words = readWords(await listMachines(db, render.id));
  return {
    render: render.id,
    state: toRenderState(render.state),
    isAlive: isAlive(render.film) && render.state === 'running',
    startedMs: render.startedMs,
    changedMs: render.changedMs,
    tasks: plan.tasks.map((task) => ({
      id: task.id,
      kind: task.kind,
      title: task.title,
      shot: task.shot,
      weightMs: task.weightMs,
      ...(words.get(task.id) ?? { state: 'waiting', failure: null }),
    })),
    ...(await readFilm(db, render, plan, await readAccepts(dependencies))),
  };
}

export async function readFilm(
  db: Database,
  render: RenderRow,
  plan: Plan,
  accepts: Accepts,
): Promise<{ readonly film: FilmFile | null; readonly seams: readonly SeamReport[] }> {
  const paths = toFilmPaths(render.outPath);
  const { frames, fps } = plan.film;
  for (const path of [paths.film, paths.partial]) {
    const row = await findFilm(db, path);
    if (row === null || row.render !== render.id) continue;
    const { sizeBytes, isPartial } = row;
    return {
      film: { path, frames, durationMs: framesToMs(frames, fps), sizeBytes, isPartial },
      seams: excuseAccepted(seamsOf(row.facts), await findAccepted(db, plan, accepts)),
    };
  }
  return { film: null, seams: [] };
}
