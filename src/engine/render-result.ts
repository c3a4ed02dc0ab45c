import type { Failure } from '../model/generation.ts';
import type { Task } from '../model/plan.ts';
import { framesToMs } from '../model/time.ts';
import { sumLedger } from '../store/journal.ts';
import { listMachines } from '../store/machines.ts';
import { findFilm } from '../store/results.ts';
import type { RenderResult, TaskFailure, TaskView } from './api.ts';
import type { Crew } from './crew.ts';
import { ifThere } from './film-state.ts';
import { toFilmPaths, type BuiltFilm } from './film.ts';
import { wordOf } from './reduce.ts';
import { findSelect } from './results.ts';
import { toTaskKind } from './task-kind.ts';

/** What came of a render, as its rows say. */
export async function toResult(
  crew: Crew,
  isOver: boolean,
  built: BuiltFilm | null,
  elapsedMs: number,
  stale: RenderResult['stale'],
): Promise<RenderResult> {
  const rows = (await listMachines(crew.workspace.db, crew.render.id)).filter(
    (row) => row.kind !== 'take' && row.kind !== 'render',
  );
  const failures: TaskFailure[] = [];
  let made = 0;
  let reused = 0;
  for (const row of rows) {
    const word = wordOf(row.value);
    if (word === 'stored') made += 1;
    else if (word === 'reused') reused += 1;
    else if (word === 'failed' || word === 'held') failures.push(await toFailure(crew, row, word));
  }
  const order = new Map(crew.plan.tasks.map((task, index) => [task.id, index]));
  failures.sort((a, b) => (order.get(a.task) ?? 0) - (order.get(b.task) ?? 0));
  const ledger = await sumLedger(crew.workspace.db, { film: crew.plan.name });
  const film = built ?? (isOver ? await earlierFilm(crew) : null);
  const { kept, left } = crew.limits;
  const isComplete = isOver && failures.length === 0 && left.length === 0 && film?.film.isPartial === false;
  return {
    render: crew.render.id,
    status: !isOver ? 'cancelled' : isComplete ? 'done' : 'incomplete',
    film: film?.film ?? null,
    poster: film?.poster ?? null,
    sheet: film?.sheet ?? null,
    check: built?.check ?? null,
    ...ledger,
    elapsedMs,
    made,
    reused,
    failures,
    stale,
    kept,
    left,
  };
}

/** The film was put in place by a process that died before it could say so. */
async function earlierFilm(crew: Crew): Promise<Pick<BuiltFilm, 'film' | 'poster' | 'sheet'> | null> {
  const paths = toFilmPaths(crew.render.outPath);
  const row = (await findFilm(crew.workspace.db, paths.film)) ?? (await findFilm(crew.workspace.db, paths.partial));
  if (row === null || row.render !== crew.render.id) return null;
  const { frames, fps } = crew.plan.film;
  return {
    film: {
      path: row.outPath,
      frames,
      durationMs: framesToMs(frames, fps),
      sizeBytes: row.sizeBytes,
      isPartial: row.isPartial,
    },
    poster: await ifThere(paths.poster),
    sheet: await ifThere(paths.sheet),
  };
}

async function toFailure(
  crew: Crew,
  row: { readonly task: TaskView['id']; readonly context: string },
  state: 'failed' | 'held',
): Promise<TaskFailure> {
  const context: { readonly failure: Failure | null } = JSON.parse(row.context);
  const task = crew.tasks.get(row.task);
  return {
    task: row.task,
    kind: toTaskKind(row.task),
    shot: task?.shot ?? null,
    title: task?.title ?? row.task,
    state,
    failure: context.failure ?? {
      class: 'internal',
      message: 'No reason was kept.',
      billed: 'unknown',
      suspect: null,
      retryAfterMs: null,
      advice: null,
    },
    meanwhile: task === undefined || !crew.meanwhile.has(task.id) ? null : await numberInUse(crew, task),
  };
}

async function numberInUse(crew: Crew, task: Task): Promise<number | null> {
  return (await findSelect(crew.workspace.db, crew.plan, task))?.number ?? null;
}
