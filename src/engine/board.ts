import type { JsonObject } from '../base/json.ts';
import { readingsOf, type SeamReport, type TakeReading } from '../model/gate.ts';
import type { BlobSha, TakeId, TaskId } from '../model/ids.ts';
import type { Micros } from '../model/money.ts';
import type { Plan, Task } from '../model/plan.ts';
import { withFiles } from '../plan/over.ts';
import { usedTake } from '../plan/select.ts';
import { planStatus } from '../plan/status.ts';
import { sumCostsByTake } from '../store/costs.ts';
import { sumLedger, type Ledger } from '../store/journal.ts';
import { listMachines } from '../store/machines.ts';
import { findLatestRender } from '../store/renders.ts';
import { listConforms } from '../store/results.ts';
import { listTakes, type Take } from '../store/takes.ts';
import { readWorkspace, type ReadableWorkspace } from '../store/workspace.ts';
import type { FilmFile, RenderState, StaleTake, TakeView } from './api.ts';
import type { EngineDependencies } from './dependencies.ts';
import { ifThere } from './film-state.ts';
import { toFilmPaths } from './film.ts';
import { blobOf } from './results.ts';
import { readFilm } from './status.ts';
import { toTakeView } from './takes.ts';
import { standingOf, toRenderState } from './task-state.ts';
import { readWords, type TaskWord } from './task-words.ts';
import { findStale, readAccepts } from './upstream.ts';

/** Everything that a picture of the whole film needs, as its rows say now. */
export type Board = {
  /** The newest render; null when there was none. */
  readonly latest: {
    readonly state: RenderState;
    readonly isAlive: boolean;
    readonly startedMs: number;
    readonly changedMs: number;
  } | null;
  /** Of every task of the plan. */
  readonly words: ReadonlyMap<TaskId, TaskWord>;
  /** Of every paid task, oldest first. */
  readonly takes: ReadonlyMap<TaskId, readonly BoardTake[]>;
  readonly film: FilmFile | null;
  readonly poster: string | null;
  readonly sheet: string | null;
  readonly seams: readonly SeamReport[];
  readonly stale: readonly StaleTake[];
} & Ledger;

export type BoardTake = TakeView & {
  /** What was cut from it when it was conformed last. */
  readonly thumbnail: BlobSha | null;
  readonly firstFrame: BlobSha | null;
  readonly lastFrame: BlobSha | null;
  readonly readings: readonly TakeReading[];
};

/** Reads rows only, without the lock. */
export async function readBoard(dependencies: EngineDependencies, plan: Plan): Promise<Board> {
  await using workspace = await readWorkspace(dependencies.workspace);
  if (workspace === null) return emptyBoard(plan);
  const { db } = workspace;
  // Read first: whatever is read after the word that a film is done is no older than that word.
  const render = await findLatestRender(db, plan.name);
  const all = await listTakes(db, plan.name);
  const ledger = await sumLedger(db, { film: plan.name });
  // Rows of attempts are long: they are looked at only where takes alone do not come to what was spent.
  const isPlain = all.reduce((sum, { costMicros }) => sum + costMicros, 0) === ledger.spentMicros;
  const costs = isPlain ? new Map<TakeId, Micros>() : await sumCostsByTake(db, plan.name);
  const takes = await viewTakes(workspace, plan, all, costs);
  const known = render === null ? new Map() : readWords(await listMachines(db, render.id));
  const accepts = await readAccepts(dependencies);
  const { film, seams } = render === null ? { film: null, seams: [] } : await readFilm(db, render, plan, accepts);
  const paths = toFilmPaths(render?.outPath ?? dependencies.defaultOut(plan.preview));
  return {
    latest:
      render === null
        ? null
        : {
            state: toRenderState(render.state),
            isAlive: render.state === 'running' && workspace.isAlive(plan.name),
            startedMs: render.startedMs,
            changedMs: render.changedMs,
          },
    words: wordsOf(plan, known, all),
    takes,
    film: film === null || (await ifThere(film.path)) === null ? null : film,
    poster: await ifThere(paths.poster),
    sheet: await ifThere(paths.sheet),
    seams,
    stale: await findStale(db, plan, accepts),
    ...ledger,
  };
}

function emptyBoard(plan: Plan): Board {
  return {
    latest: null,
    words: wordsOf(plan, new Map(), []),
    takes: new Map(),
    film: null,
    poster: null,
    sheet: null,
    seams: [],
    stale: [],
    spentMicros: 0,
    reservedMicros: 0,
  };
}

const WAITING: TaskWord = { state: 'waiting', failure: null };

/** What the newest render says, unless the storyboard says something else since. */
function wordsOf(
  plan: Plan,
  known: ReadonlyMap<TaskId, TaskWord>,
  takes: readonly Take[],
): ReadonlyMap<TaskId, TaskWord> {
  const verdicts = new Map(planStatus(plan, { takes }).map(({ task, verdict }) => [task, verdict]));
  const words = new Map<TaskId, TaskWord>();
  for (const task of plan.tasks) {
    const word = known.get(task.id) ?? WAITING;
    const verdict = verdicts.get(task.id);
    const isStored = standingOf(word.state) === 'stored';
    if (verdict === 'make' && isStored) words.set(task.id, WAITING);
    else if (verdict === 'reuse' && standingOf(word.state) === 'waiting')
      words.set(task.id, { state: 'reused', failure: null });
    else words.set(task.id, word);
  }
  return words;
}

async function viewTakes(
  workspace: ReadableWorkspace,
  plan: Plan,
  all: readonly Take[],
  costs: ReadonlyMap<TakeId, Micros>,
): Promise<ReadonlyMap<TaskId, readonly BoardTake[]>> {
  const byTask = Map.groupBy(all, (take) => take.task);
  const cuts = new Map<string, JsonObject>();
  for (const result of await listConforms(
    workspace.db,
    all.flatMap(({ sha }) => sha ?? []),
  )) {
    const { input } = result;
    if (typeof input === 'string') cuts.set(input, result);
  }
  const views = new Map<TaskId, BoardTake[]>();
  const looks: (() => Promise<void>)[] = [];
  const files = new Map<TaskId, string | null>();
  for (const unbound of plan.tasks) {
    if (unbound.request === null) continue;
    const task = withFiles(unbound, (id) => files.get(id) ?? null);
    const earlier = task.was === null ? [] : (byTask.get(task.was) ?? []);
    const own = [...earlier, ...(byTask.get(task.id) ?? [])];
    const used = usedTake(task, own);
    files.set(task.id, used?.sha ?? null);
    const of: BoardTake[] = [];
    views.set(task.id, of);
    for (const [index, take] of own.entries())
      looks.push(async () => {
        of[index] = await viewTake(workspace, { task, take, used, cuts, costs });
      });
  }
  // Each look waits for the disk: one after the other, a busy server would give each of them a turn of its own.
  while (looks.length > 0) await Promise.all(looks.splice(0, LOOKS_AT_ONCE).map((look) => look()));
  return views;
}

const LOOKS_AT_ONCE = 64;

async function viewTake(
  { blobs }: ReadableWorkspace,
  {
    task,
    take,
    used,
    cuts,
    costs,
  }: {
    readonly task: Task;
    readonly take: Take;
    readonly used: Take | null;
    readonly cuts: ReadonlyMap<string, JsonObject>;
    readonly costs: ReadonlyMap<TakeId, Micros>;
  },
): Promise<BoardTake> {
  const isThere = take.sha !== null && (await blobs.has(take.sha));
  const cut = take.sha === null ? undefined : cuts.get(take.sha);
  return {
    ...toTakeView(task, take, costs),
    isUsed: take === used,
    file: take.sha !== null && isThere ? blobs.path(take.sha) : null,
    thumbnail: cut === undefined ? null : blobOf(cut, 'thumbnail'),
    firstFrame: cut === undefined ? null : blobOf(cut, 'first'),
    lastFrame: cut === undefined ? null : blobOf(cut, 'last'),
    readings: readingsOf(take.facts),
  };
}
