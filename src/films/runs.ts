import type { Clock } from '../base/clock.ts';
import type { RenderEvent, RenderResult, TaskState } from '../engine/api.ts';
import { standingOf } from '../engine/task-state.ts';
import { InputError, LongtakeError } from '../model/error.ts';
import type { TaskId } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import { appendEvent } from '../store/events.ts';
import { findRun, saveRun, type RunRow } from '../store/runs.ts';
import { openWorkspace, readWorkspace, type Workspace } from '../store/workspace.ts';
import type { Cut } from './cut.ts';
import { toData } from './film-events.ts';
import type { Feed } from './feed.ts';
import type { Film } from './film.ts';
import { DEFAULT_OPTIONS, fromStored, type RunOptions } from './run-options.ts';

/** What is rendered: a plan, whole or cut down to one shot. */
export type Work = Pick<Cut, 'engine' | 'plan'> & Partial<Pick<Cut, 'limits'>>;

/** A film that this process renders just now. */
export type Running = {
  readonly plan: Plan;
  readonly options: RunOptions;
  readonly startedMs: number;
  readonly isStopping: boolean;
  readonly words: ReadonlyMap<TaskId, { readonly state: TaskState }>;
  /** 0..1 of the state that a task is in. */
  readonly progress: ReadonlyMap<TaskId, number>;
  readonly secondsLeft: number | null;
};

/** Renders of this process, each in the background. One film has one at a time. */
export type Runs = {
  /** Begins and comes back; what is paid was asked for before. @throws EnvironmentError when another process works there. */
  readonly begin: (film: Film, work: Work, options: RunOptions) => Promise<void>;
  /** Stops cleanly and waits until it has. False when nothing was running. `isWanted`: it goes on later by itself. */
  readonly stop: (film: Film, isWanted: boolean) => Promise<boolean>;
  readonly find: (film: Film) => Running | null;
  /** How the film was rendered last, and why that broke off. */
  readonly recall: (film: Film) => Promise<{ readonly options: RunOptions; readonly trouble: RunRow['trouble'] }>;
  /** Resolves when the render that runs now has ended. */
  readonly ended: (film: Film) => Promise<void>;
  readonly count: () => number;
  /** Stops all; the server's next start goes on with them. The signal ends the waiting for what is in flight. */
  readonly drain: (atOnce: AbortSignal) => Promise<void>;
};

type Active = {
  readonly film: Film;
  readonly stop: AbortController;
  readonly kill: AbortController;
  readonly running: Running & {
    words: Map<TaskId, { readonly state: TaskState }>;
    progress: Map<TaskId, number>;
    isStopping: boolean;
  };
  /** It has come to its end, and what is left to do is to write that down: nobody sees it running any more. */
  isOver: boolean;
  /** It goes on later, although it is stopped now. */
  isWanted: boolean;
  done: Promise<void>;
};

export function createRuns({
  clock,
  feed,
  onEnd,
  onTrouble,
  keyOf,
}: {
  readonly clock: Clock;
  readonly feed: Feed;
  /** After a render's end, whatever it came to; `begin` tells too. */
  readonly onEnd: (film: Film) => Promise<void>;
  /** What broke a render, for a log: callers are told of what nobody foresaw in no more than that. */
  readonly onTrouble: (film: Film, error: unknown) => void;
  readonly keyOf: (film: Film) => string;
}): Runs {
  const active = new Map<string, Active>();
  let isDraining = false;

  const hear = (run: Active, event: RenderEvent): void => {
    const { film, running } = run;
    if (event.type === 'render.started')
      for (const task of event.tasks) running.words.set(task.id, { state: task.state });
    if (event.type === 'task.changed') {
      running.words.set(event.task, { state: event.state });
      running.progress.delete(event.task);
    }
    if (event.type === 'render.changed') {
      if (event.state === 'stopping') running.isStopping = true;
      else run.isOver = true;
    }
    if (event.type === 'task.progress') {
      running.progress.set(event.task, event.done);
      const { type, atMs } = event;
      feed.pass({ workspace: keyOf(film), seq: null, film: film.id, atMs, type, data: toData(event) });
    } else feed.poke(film.workspace);
  };

  const render = async (run: Active, work: Work, workspace: Workspace & AsyncDisposable): Promise<void> => {
    const { film } = run;
    const { options } = run.running;
    let trouble: RunRow['trouble'] = null;
    let isWanted = false;
    await using _held = workspace;
    try {
      const result = await work.engine.render(work.plan, {
        out: null,
        maxCostMicros: (options.only ?? options).maxCostMicros,
        acceptGates: (options.only ?? options).acceptGates,
        resendRefused: options.only === undefined && options.resendRefused,
        ...(work.limits === undefined ? {} : { limits: work.limits }),
        ...(options.ceilings === undefined ? {} : { ceilings: options.ceilings }),
        onEvent: (event) => hear(run, event),
        stop: run.stop.signal,
        kill: run.kill.signal,
      });
      isWanted = run.isWanted && result.status === 'cancelled';
      await tellUnchanged(workspace, film, result, clock.nowMs());
    } catch (thrown) {
      onTrouble(film, thrown);
      trouble = toTrouble(thrown);
      await tellTrouble(workspace, film, trouble, clock.nowMs()).catch(() => {});
    }
    const kept = { ...options, resendRefused: isWanted && options.resendRefused };
    await saveRun(workspace.db, { film: film.name, options: kept, isWanted, trouble }, clock.nowMs()).catch(() => {});
    active.delete(film.id);
    await onEnd(film);
    feed.poke(film.workspace);
  };

  const find = (film: Film): Running | null => {
    const run = active.get(film.id);
    return run === undefined || run.isOver ? null : run.running;
  };
  return {
    begin: async (film, work, options) => {
      if (isDraining)
        throw new LongtakeError({ code: 'server_stopping', message: 'The server is stopping.', retryable: true });
      const before = active.get(film.id);
      if (before?.isOver === true) await before.done;
      if (active.has(film.id))
        throw new InputError({ code: 'render_running', message: 'The film is being rendered already.' });
      const workspace = await openWorkspace(film.workspace);
      try {
        await saveRun(
          workspace.db,
          { film: film.name, options: { ...options }, isWanted: true, trouble: null },
          clock.nowMs(),
        );
      } catch (error) {
        await workspace[Symbol.asyncDispose]();
        throw error;
      }
      const startedMs = clock.nowMs();
      const run: Active = {
        film,
        stop: new AbortController(),
        kill: new AbortController(),
        running: {
          plan: work.plan,
          options,
          startedMs,
          isStopping: false,
          words: new Map(),
          progress: new Map(),
          get secondsLeft() {
            return secondsLeft(this, clock.nowMs());
          },
        },
        isOver: false,
        isWanted: false,
        done: Promise.resolve(),
      };
      active.set(film.id, run);
      run.done = render(run, work, workspace);
    },
    stop: async (film, isWanted) => {
      const run = active.get(film.id);
      if (run === undefined || run.isOver) {
        await run?.done;
        return false;
      }
      run.isWanted = isWanted;
      run.running.isStopping = true;
      run.stop.abort(new Error('somebody asked for a stop'));
      await run.done;
      return true;
    },
    find,
    recall: async (film) => {
      const now = active.get(film.id)?.running;
      if (now !== undefined) return { options: now.options, trouble: null };
      await using workspace = await readWorkspace(film.workspace);
      const row = workspace === null ? null : await findRun(workspace.db, film.name);
      if (row === null) return { options: DEFAULT_OPTIONS, trouble: null };
      return { options: fromStored(row.options), trouble: row.trouble };
    },
    ended: async (film) => active.get(film.id)?.done,
    count: () => active.size,
    drain: async (atOnce) => {
      isDraining = true;
      const runs = [...active.values()];
      const kill = (): void => {
        for (const run of runs) run.kill.abort(new Error('the server ends at once'));
      };
      atOnce.addEventListener('abort', kill, { once: true });
      for (const run of runs) {
        // Whoever paused one meant it.
        if (!run.running.isStopping) run.isWanted = true;
        run.running.isStopping = true;
        run.stop.abort(new Error('the server stops'));
      }
      await Promise.allSettled(runs.map(({ done }) => done));
      atOnce.removeEventListener('abort', kill);
    },
  };
}

/** A film that was complete already tells nothing by itself: who waits for it hears that it is done. */
async function tellUnchanged({ db }: Workspace, film: Film, result: RenderResult, nowMs: number): Promise<void> {
  if (result.status !== 'unchanged' || result.render === null) return;
  const common = { render: result.render, film: film.name, machine: null };
  await appendEvent(db, { ...common, type: 'render.changed', body: { state: 'done' } }, nowMs);
  await appendEvent(db, { ...common, type: 'render.finished', body: { result } }, nowMs);
}

async function tellTrouble(
  { db }: Workspace,
  film: Film,
  trouble: NonNullable<RunRow['trouble']>,
  nowMs: number,
): Promise<void> {
  const common = { render: null, film: film.name, machine: null };
  await appendEvent(db, { ...common, type: 'render.warned', body: { ...trouble } }, nowMs);
  await appendEvent(db, { ...common, type: 'render.changed', body: { state: 'paused' } }, nowMs);
}

function toTrouble(thrown: unknown): NonNullable<RunRow['trouble']> {
  if (thrown instanceof LongtakeError && thrown.code !== 'unexpected_error')
    return { code: thrown.code, message: thrown.message };
  return { code: 'internal', message: 'Something went wrong that should not. What was made so far is kept.' };
}

/** Share of the work that is done before nothing is said of what is left. */
const LEAST_SHARE = 0.02;

function secondsLeft({ plan, words, progress, startedMs }: Running, nowMs: number): number | null {
  let doneMs = 0;
  let totalMs = 0;
  for (const task of plan.tasks) {
    const standing = standingOf(words.get(task.id)?.state ?? 'waiting');
    totalMs += task.weightMs;
    if (standing === 'running') doneMs += task.weightMs * (progress.get(task.id) ?? 0);
    else if (standing !== 'waiting') doneMs += task.weightMs;
  }
  const share = totalMs === 0 ? 1 : doneMs / totalMs;
  if (share < LEAST_SHARE) return null;
  return Math.max(0, Math.round(((nowMs - startedMs) * (1 - share)) / share / 1000));
}
