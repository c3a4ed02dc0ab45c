import type { Plan } from '../model/plan.ts';
import { sumLedger, type Ledger } from '../store/journal.ts';
import { listMachineWords } from '../store/machines.ts';
import { findLatestRender, readRenderPlan } from '../store/renders.ts';
import { findFilm } from '../store/results.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { RenderState } from './api.ts';
import type { EngineDependencies } from './dependencies.ts';
import { toFilmPaths } from './film.ts';
import { standingOf, toRenderState } from './task-state.ts';
import { countShots, readWords, type ShotCounts } from './task-words.ts';

/** How a film stands, without a plan: what a list of films shows. */
export type Brief = {
  readonly state: RenderState;
  readonly isAlive: boolean;
  readonly startedMs: number;
  readonly changedMs: number;
  readonly shots: ShotCounts;
  readonly tasks: { readonly total: number; readonly settled: number };
  readonly film: { readonly path: string; readonly sizeBytes: number; readonly isPartial: boolean } | null;
  readonly poster: string;
  readonly sheet: string;
} & Ledger;

/** Reads rows only, without the lock; null when the film was never rendered. */
export async function readBrief({ workspace: folder }: EngineDependencies, name: string): Promise<Brief | null> {
  await using workspace = await readWorkspace(folder);
  if (workspace === null) return null;
  const { db } = workspace;
  const render = await findLatestRender(db, name);
  if (render === null) return null;
  const words = readWords(await listMachineWords(db, render.id));
  const settled = [...words.values()].filter(({ state }) => !OPEN.has(standingOf(state))).length;
  const paths = toFilmPaths(render.outPath);
  const rows = [await findFilm(db, paths.film), await findFilm(db, paths.partial)];
  const row = rows.find((one) => one?.render === render.id) ?? rows.find((one) => one !== null) ?? null;
  return {
    state: toRenderState(render.state),
    isAlive: render.state === 'running' && workspace.isAlive(name),
    startedMs: render.startedMs,
    changedMs: render.changedMs,
    shots: countShots(words),
    tasks: { total: words.size, settled },
    film: row === null ? null : { path: row.outPath, sizeBytes: row.sizeBytes, isPartial: row.isPartial },
    poster: paths.poster,
    sheet: paths.sheet,
    ...(await sumLedger(db, { film: name })),
  };
}

const OPEN: ReadonlySet<string> = new Set(['waiting', 'running']);

export async function readLatestPlan({ workspace: folder }: EngineDependencies, name: string): Promise<Plan | null> {
  await using workspace = await readWorkspace(folder);
  const render = workspace === null ? null : await findLatestRender(workspace.db, name);
  return workspace === null || render === null ? null : await readRenderPlan(workspace.db, render.id);
}
