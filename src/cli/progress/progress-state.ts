import type { RenderEvent, RenderResult, RenderState, TaskView } from '../../engine/api.ts';
import { standingOf, type Standing } from '../../engine/task-state.ts';
import type { Failure } from '../../model/generation.ts';
import type { ShotId, TaskId } from '../../model/ids.ts';
import type { Micros } from '../../model/money.ts';

/** What is known of a render from its events so far. Everything that is shown is computed from it. */
export type ProgressState = {
  readonly render: RenderState | 'starting' | 'stopping';
  readonly title: string;
  readonly frames: number;
  readonly resumed: boolean;
  readonly startedMs: number;
  readonly tasks: readonly TaskProgress[];
  /** Where each task stands in `tasks`; made once. */
  readonly indexes: ReadonlyMap<TaskId, number>;
  readonly spentMicros: Micros;
  readonly reservedMicros: Micros;
  readonly warnings: readonly string[];
  readonly result: RenderResult | null;
};
export type TaskProgress = TaskView & {
  /** 0..1 of the state that it is in; null when it has not said. */
  readonly done: number | null;
  readonly take: number | null;
  readonly model: string | null;
  readonly failure: Failure | null;
  /** When it came into its state. */
  readonly sinceMs: number;
};

export const emptyProgress: ProgressState = {
  render: 'starting',
  title: '',
  frames: 0,
  resumed: false,
  startedMs: 0,
  tasks: [],
  indexes: new Map(),
  spentMicros: 0,
  reservedMicros: 0,
  warnings: [],
  result: null,
};

/** The state after one more event. Pure. */
export function progressReducer(state: ProgressState, event: RenderEvent): ProgressState {
  switch (event.type) {
    case 'render.started':
      return {
        ...emptyProgress,
        render: 'running',
        title: event.title,
        frames: event.frames,
        resumed: event.resumed,
        startedMs: event.atMs,
        tasks: event.tasks.map((task) => ({
          ...task,
          done: null,
          take: null,
          model: null,
          failure: null,
          sinceMs: event.atMs,
        })),
        indexes: new Map(event.tasks.map((task, index) => [task.id, index])),
        // Money and warnings may come before the start.
        spentMicros: state.spentMicros,
        reservedMicros: state.reservedMicros,
        warnings: state.warnings,
      };
    case 'task.changed':
      return withTask(state, event.task, (task) => ({
        ...task,
        state: event.state,
        done: null,
        take: event.take ?? task.take,
        model: event.model ?? task.model,
        failure: event.failure,
        sinceMs: event.state === task.state ? task.sinceMs : event.atMs,
      }));
    case 'task.progress':
      return withTask(state, event.task, (task) => ({ ...task, done: Math.min(1, Math.max(0, event.done)) }));
    case 'money.changed':
      return { ...state, spentMicros: event.spentMicros, reservedMicros: event.reservedMicros };
    case 'film.changed':
      return state;
    case 'render.changed':
      return { ...state, render: event.state };
    case 'render.warned':
      return { ...state, warnings: [...state.warnings, event.message] };
    case 'render.finished':
      return { ...state, result: event.result };
  }
}

/** One shot of the film: what its tasks add up to. */
export type ShotProgress = {
  readonly shot: ShotId;
  readonly standing: Standing;
  /** The task that says most about it now: the failed one, or the running one furthest along. */
  readonly task: TaskProgress;
  /** Whether anything of it was made in this render. */
  readonly isNew: boolean;
};

/** Every shot in film order. Seams belong to two shots and are not counted with either. */
export function shotsOf(state: ProgressState): readonly ShotProgress[] {
  const byShot = new Map<ShotId, TaskProgress[]>();
  for (const task of state.tasks) {
    if (task.shot === null || task.kind === 'seam') continue;
    const known = byShot.get(task.shot);
    if (known === undefined) byShot.set(task.shot, [task]);
    else known.push(task);
  }
  return [...byShot].flatMap(([shot, tasks]) => toShot(shot, tasks) ?? []);
}

/** One shot alone; null when the film has no such shot. */
export function shotOf(state: ProgressState, shot: ShotId): ShotProgress | null {
  return toShot(
    shot,
    state.tasks.filter((task) => task.shot === shot && task.kind !== 'seam'),
  );
}

/** Share of the work that is done, 0..1, by the plan's weights; running tasks count as far as they are. */
export function doneShare(state: ProgressState): number {
  const { doneMs, totalMs } = weigh(state);
  return totalMs === 0 ? 1 : doneMs / totalMs;
}

/**
 * Milliseconds left, from how fast this render's own work went so far; null while there is too little to tell from.
 * What was made in earlier renders counts neither as work nor as speed.
 */
export function timeLeftMs(state: ProgressState, nowMs: number): number | null {
  const elapsedMs = nowMs - state.startedMs;
  const { doneMs, totalMs } = weigh(state);
  if (state.render !== 'running' || elapsedMs < 2000 || doneMs < totalMs * 0.02) return null;
  return Math.round((elapsedMs * (totalMs - doneMs)) / doneMs);
}

function weigh(state: ProgressState): { readonly doneMs: number; readonly totalMs: number } {
  let doneMs = 0;
  let totalMs = 0;
  for (const task of state.tasks) {
    if (task.state === 'reused') continue;
    totalMs += task.weightMs;
    const standing = standingOf(task.state);
    if (standing === 'running') doneMs += task.weightMs * (task.done ?? 0);
    else if (standing !== 'waiting') doneMs += task.weightMs;
  }
  return { doneMs, totalMs };
}

function toShot(shot: ShotId, tasks: readonly TaskProgress[]): ShotProgress | null {
  const standing = standingOfAll(tasks);
  const task = tasks.findLast((one) => standingOf(one.state) === standing) ?? tasks.at(-1);
  return task === undefined ? null : { shot, standing, task, isNew: tasks.some((one) => one.state === 'stored') };
}

function standingOfAll(tasks: readonly TaskProgress[]): Standing {
  const standings = new Set(tasks.map((task) => standingOf(task.state)));
  if (standings.has('failed')) return 'failed';
  if (standings.has('running')) return 'running';
  if (standings.has('left_out')) return 'left_out';
  return standings.has('waiting') ? 'waiting' : 'stored';
}

function withTask(state: ProgressState, id: TaskId, change: (task: TaskProgress) => TaskProgress): ProgressState {
  const index = state.indexes.get(id);
  const task = index === undefined ? undefined : state.tasks[index];
  // A task that the start did not name (a later rung's keyframe): nothing to show it on.
  if (index === undefined || task === undefined) return state;
  return { ...state, tasks: state.tasks.with(index, change(task)) };
}
