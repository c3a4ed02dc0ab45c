import { access, rm, stat } from 'node:fs/promises';
import type { Plan } from '../model/plan.ts';
import { isAskedFor } from '../plan/select.ts';
import { findFilm, type FilmRow } from '../store/results.ts';
import type { Database } from '../store/sqlite.ts';
import { listTaskTakes } from './results.ts';

/** Whole milliseconds, so that what is stored compares equal. */
export async function modifiedMs(path: string): Promise<number> {
  return Math.floor((await stat(path)).mtimeMs);
}

/** The complete film of this very plan at this very path, untouched since it was written; else null. */
export async function findCompleteFilm(db: Database, plan: Plan, outPath: string): Promise<FilmRow | null> {
  const row = await findFilm(db, outPath);
  if (row === null || row.isPartial || row.planFingerprint !== plan.fingerprint) return null;
  return (await isUntouched(row)) ? row : null;
}

/** What a film that was just made is the film of: not of the plan while a take that was asked for is missing in it. */
export async function filmFingerprint(db: Database, plan: Plan): Promise<string> {
  for (const task of plan.tasks) {
    if (task.select === null && task.takes === 1) continue;
    const takes = await listTaskTakes(db, plan.name, task);
    const stored = takes.filter((take) => take.state === 'stored' && isAskedFor(task, take)).length;
    if (stored < task.takes) return `${plan.fingerprint} without ${task.id}`;
  }
  return plan.fingerprint;
}

/** Takes away the partial film that a complete one replaces, unless somebody else wrote it since. */
export async function removePartialFilm(db: Database, path: string): Promise<void> {
  const row = await findFilm(db, path);
  if (row !== null && row.isPartial && (await isUntouched(row))) await rm(path, { force: true });
}

/** Nobody wrote the file since. */
export async function isUntouched(row: FilmRow): Promise<boolean> {
  const found = await stat(row.outPath).catch(() => null);
  return found !== null && found.size === row.sizeBytes && Math.floor(found.mtimeMs) === row.modifiedMs;
}

/** The path, when a file is there. */
export async function ifThere(path: string): Promise<string | null> {
  return access(path).then(
    () => path,
    () => null,
  );
}
