import { dirname, join } from 'node:path';
import { mkdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { EnvironmentError, InputError } from '../model/error.ts';
import type { TaskId } from '../model/ids.ts';
import type { Plan, Task } from '../model/plan.ts';
import type { Asset } from '../model/storyboard.ts';
import { framesToMs } from '../model/time.ts';
import type { Provider } from '../providers/contract.ts';
import { planStatus, type TaskStatus } from '../plan/status.ts';
import { UNLIMITED, askedAgain, type Limits } from '../plan/limit.ts';
import { hasOperation, sumLedger } from '../store/journal.ts';
import { listOpenTakes, listTakes } from '../store/takes.ts';
import { findLatestRender } from '../store/renders.ts';
import type { Database } from '../store/sqlite.ts';
import { openWorkspace, readWorkspace, type Workspace } from '../store/workspace.ts';
import { acceptFailedTakes } from './accept-takes.ts';
import type { RenderOptions, RenderResult, TaskView } from './api.ts';
import type { Crew } from './crew.ts';
import { learnPrice } from './dearer.ts';
import { drive } from './drive.ts';
import type { EngineDependencies } from './dependencies.ts';
import { tellOfFewerTakes } from './fewer-takes.ts';
import { findCompleteFilm, ifThere } from './film-state.ts';
import { refuseForeignFiles } from './foreign-files.ts';
import { toFilmPaths, type BuiltFilm } from './film.ts';
import { openRender, type OpenedRender } from './open-render.ts';
import { readOverrules, writeOverrule } from './overrules.ts';
import { inFlightOf, refuseHopeless, rehearse } from './rehearse.ts';
import { createReporter } from './report.ts';
import { conformsAtOnce } from './rooms.ts';
import { refuseLacks } from './lacks.ts';
import { findSelect } from './results.ts';
import { toResult } from './render-result.ts';
import { createSchedule } from './schedule.ts';
import { requireModels } from './require-models.ts';
import { measureStale } from './measure-stale.ts';
import { toTaskState } from './task-state.ts';
import { findStale, readAccepts } from './upstream.ts';

/** Renders a plan, from where the last render of it stopped. */
export async function runRender(
  dependencies: EngineDependencies,
  plan: Plan,
  outPath: string,
  options: RenderOptions,
): Promise<RenderResult> {
  const startedMs = dependencies.clock.nowMs();
  const { limits = UNLIMITED } = options;
  const unchanged = limits.left.length > 0 ? null : await findUnchanged(dependencies, plan, outPath, startedMs);
  if (unchanged !== null) {
    await options.begin?.();
    return { ...unchanged, kept: limits.kept };
  }
  requireModels(plan, limits);
  const providers = await dependencies.providers();
  await checkOutput(outPath, dependencies.assets);

  await using workspace = await openWorkspace(dependencies.workspace);
  using _place = takePlace(workspace, plan.name);
  await refuseEarly(workspace, plan, limits, providers);
  await refuseForeignFiles(workspace, outPath);
  await dependencies.tidy?.();
  await options.begin?.();
  const media = await dependencies.media();
  const overrules = await readOverrules(dependencies, options.acceptGates ?? false);
  const isAfresh =
    (await acceptFailedTakes(dependencies, workspace, { plan, limits, overrules }, dependencies.clock.nowMs())) > 0;
  const takes = await listTakes(workspace.db, plan.name);
  const statuses = planStatus(plan, { takes });
  const unneeded = new Set(statuses.flatMap(({ task, isNeeded }) => (isNeeded ? [] : task)));
  const opened = await openRender(
    workspace,
    plan,
    { outPath, maxCostMicros: options.maxCostMicros, isAfresh, limits, unneeded },
    dependencies.clock.nowMs(),
  );
  const { floor, clock } = dependencies;
  let isMyTurn = (): void => {};
  using slots = floor.slots.join(() => isMyTurn(), clock);
  const reporter = createReporter({ clock, db: workspace.db }, opened.render.id, plan, options.onEvent);
  const crew: Crew = {
    plan,
    tasks: new Map(plan.tasks.map((task) => [task.id, task])),
    shots: new Map(plan.shots.map((shot) => [shot.id, shot])),
    house: { size: plan.film.size, fps: plan.film.fps },
    render: opened.render,
    workspace,
    media,
    clock: dependencies.clock,
    provider: (id) => providers.get(id) ?? null,
    slots,
    brakes: floor.brakes,
    onTheWire: floor.onTheWire,
    silences: new Map(),
    searches: new Set(),
    dearer: new Map(),
    work: floor.work,
    hasPrice: dependencies.hasPrice,
    callback: dependencies.callback ?? null,
    assets: dependencies.assets,
    meanwhile: await findMeanwhile(workspace.db, plan),
    unneeded,
    limits,
    askedAgain: askedAgain(plan, limits, options.resendRefused ?? false),
    ceilings: options.ceilings ?? [],
    accepts: await readAccepts(dependencies),
    overrules,
    overrule: (take, gates) => writeOverrule(dependencies, take, gates),
    onProgress: reporter.progress,
    onWarning: reporter.warn,
  };
  await reporter.start(viewTasks(plan, opened), opened.isResumed);
  // What an earlier render learned holds as long as the list of prices says the same.
  for (const take of takes)
    if (crew.tasks.get(take.task)?.fingerprint === take.fingerprint) learnPrice(crew, take, take.costMicros);

  let built: BuiltFilm | null = null;
  const isOver = await drive({
    crew,
    opened,
    schedule: createSchedule(withoutIdleNeeds(plan, statuses), {
      laneOf,
      roomOf: (lane) => ownRoom(lane, floor.cores) ?? floor.roomOf(lane),
    }),
    stop: options.stop,
    kill: options.kill,
    onChange: reporter.change,
    onStopping: reporter.stopping,
    onTold: reporter.tell,
    onSlot: (listener) => {
      isMyTurn = listener;
    },
    onFilm: (film) => {
      built = film;
    },
  });
  const stale = isOver ? await measureStale(crew, await readAccepts(dependencies), options.kill) : [];
  if (isOver) await tellOfFewerTakes(crew);
  const result = await toResult(crew, isOver, built, dependencies.clock.nowMs() - startedMs, stale);
  await reporter.finish(result);
  return result;
}

/**
 * The film is there, complete, of this very plan, made by the newest render, and nothing is on its way: nothing is opened
 * for writing, and no ffmpeg is looked for. After a render of another plan that was broken off, or failed, a new one says
 * that the film is done.
 */
async function findUnchanged(
  dependencies: EngineDependencies,
  plan: Plan,
  outPath: string,
  startedMs: number,
): Promise<RenderResult | null> {
  await using workspace = await readWorkspace(dependencies.workspace);
  if (workspace === null) return null;
  const row = await findCompleteFilm(workspace.db, plan, outPath);
  if (row === null || row.render !== (await findLatestRender(workspace.db, plan.name))?.id) return null;
  if (await hasTakesToAskFor(dependencies, workspace.db, plan.name)) return null;
  const paths = toFilmPaths(outPath);
  const { frames, fps } = plan.film;
  const ledger = await sumLedger(workspace.db, { film: plan.name });
  return {
    render: row.render,
    status: 'unchanged',
    film: { path: outPath, frames, durationMs: framesToMs(frames, fps), sizeBytes: row.sizeBytes, isPartial: false },
    poster: await ifThere(paths.poster),
    sheet: await ifThere(paths.sheet),
    check: null,
    ...ledger,
    elapsedMs: dependencies.clock.nowMs() - startedMs,
    made: 0,
    reused: plan.tasks.length,
    failures: [],
    stale: await findStale(workspace.db, plan, await readAccepts(dependencies)),
    kept: [],
    left: [],
  };
}

/** @throws EnvironmentError when a model that is to shoot has no key; InputError when none of them would take the task. */
async function refuseEarly(
  { db }: Workspace,
  plan: Plan,
  { left, kept }: Limits,
  providers: ReadonlyMap<string, Provider>,
): Promise<void> {
  if (plan.preview) return;
  const idle = new Set([...kept, ...left].map(({ task }) => task));
  const takes = await listTakes(db, plan.name);
  const statuses = planStatus(plan, { takes });
  const toMake = new Set(statuses.flatMap(({ task, verdict }) => (verdict === 'make' && !idle.has(task) ? task : [])));
  const { lacks, refused } = rehearse(plan, toMake, providers, inFlightOf(plan, takes));
  refuseLacks(lacks);
  refuseHopeless(refused);
}

/** @throws EnvironmentError when this process is at work on the film already. */
function takePlace({ atWork }: Workspace, film: string): Disposable {
  if (atWork.has(film)) {
    throw new EnvironmentError({
      code: 'workspace_busy',
      message: `${film} is being rendered already. Wait until it is done, or stop it.`,
    });
  }
  atWork.add(film);
  return { [Symbol.dispose]: () => atWork.delete(film) };
}

/** Takes that were asked for and are not there yet, while the film has others. */
async function findMeanwhile(db: Database, plan: Plan): Promise<ReadonlySet<TaskId>> {
  const found = new Set<TaskId>();
  for (const task of plan.tasks)
    if (task.select !== null && (await findSelect(db, plan, task)) !== null) found.add(task.id);
  return found;
}

/** What is kept needs nothing any more: a shot that fails takes none of those after it out of the film. */
function withoutIdleNeeds(plan: Plan, statuses: readonly TaskStatus[]): Plan {
  const kept = new Set(statuses.flatMap(({ task, verdict }) => (verdict === 'reuse' ? task : [])));
  return { ...plan, tasks: plan.tasks.map((task) => (kept.has(task.id) ? { ...task, needs: [] } : task)) };
}

/** Takes in flight, and held ones of which their provider may know more by now. */
async function hasTakesToAskFor(dependencies: EngineDependencies, db: Database, film: string): Promise<boolean> {
  for (const take of await listOpenTakes(db, film)) {
    if (take.state === 'live') return true;
    const provider = (await dependencies.providers()).get(take.ref.provider);
    if (provider === undefined) continue;
    if (provider.submitSafety !== 'none' || (await hasOperation(db, take.id))) return true;
  }
  return false;
}

/** The film and its companions can be written, and none takes the place of a folder, or of a file that the storyboard uses. */
async function checkOutput(outPath: string, assets: readonly Asset[]): Promise<void> {
  if (!outPath.endsWith('.mp4')) {
    throw new InputError({
      code: 'output_not_mp4',
      message: `${outPath} does not end with .mp4. A film is an MP4 file; its poster and contact sheet are named after it.`,
    });
  }
  const sources = new Map(assets.map((asset) => [asset.absolutePath, asset.file]));
  for (const path of Object.values(toFilmPaths(outPath))) {
    if ((await stat(path).catch(() => null))?.isDirectory() === true) {
      throw new InputError({
        code: 'output_is_folder',
        message: `${path} is a folder, where a file of the film goes. Rename it, or name another film with -o.`,
      });
    }
    const source = sources.get(await realpath(path).catch(() => path));
    if (source === undefined) continue;
    throw new InputError({
      code: 'output_is_source',
      message: `${path} would be written over, but the storyboard uses it (${source}). Rename that file, or name another film with -o.`,
    });
  }
  const folder = dirname(outPath);
  try {
    await mkdir(folder, { recursive: true });
    await tryToWrite(folder);
  } catch (error) {
    throw new EnvironmentError({
      code: 'output_not_writable',
      message: `${folder} cannot be written. Name another place with -o.`,
      cause: error,
    });
  }
}

/** Permissions do not tell: a read-only disk or `/proc` refuse files where they seem to allow them. */
async function tryToWrite(folder: string): Promise<void> {
  const trial = join(folder, `.longtake-${process.pid}.tmp`);
  await writeFile(trial, '');
  await rm(trial, { force: true });
}

/** Work of our own; other lanes are named after providers, whose names hold no space. */
const CONFORM_LANE = 'our conforms';
const OWN_LANE = 'our other work';

function laneOf(task: Task): string {
  if (task.kind === 'conform') return CONFORM_LANE;
  return task.request === null ? OWN_LANE : (task.ladder[0]?.provider ?? OWN_LANE);
}

/** Null for a provider's lane. */
function ownRoom(lane: string, cores: number): number | null {
  return lane === CONFORM_LANE ? conformsAtOnce(cores) : lane === OWN_LANE ? cores : null;
}

function viewTasks(plan: Plan, opened: OpenedRender): readonly TaskView[] {
  return plan.tasks.map((task) => ({
    id: task.id,
    kind: task.kind,
    title: task.title,
    shot: task.shot,
    weightMs: task.weightMs,
    state: toTaskState(opened.takeWords.get(task.id) ?? opened.machines.get(task.id)?.word ?? 'waiting'),
  }));
}
