import type { Brief } from '../engine/brief.ts';
import type { RenderState } from '../engine/api.ts';
import { standingOf } from '../engine/task-state.ts';
import { countShots, type ShotCounts } from '../engine/task-words.ts';
import type { Micros } from '../model/money.ts';
import type { Size } from '../model/storyboard.ts';
import { framesToMs, type Fps } from '../model/time.ts';
import type { OpenedFilm } from '../wire.ts';
import { shownName, type Film } from './film.ts';
import type { Running } from './runs.ts';

/** `new`: never rendered. */
export type FilmState = RenderState | 'new' | 'stopping';

/** What a list of films shows of one. */
export type Summary = {
  readonly id: string;
  readonly title: string;
  readonly source: Film['source'];
  readonly state: FilmState;
  /** A process is at work on it. */
  readonly isAlive: boolean;
  /** Errors in the storyboard as it is now. */
  readonly problems: number;
  readonly frames: number;
  readonly fps: Fps;
  readonly durationMs: number;
  readonly size: Size;
  readonly shots: ShotCounts;
  readonly tasks: { readonly total: number; readonly settled: number };
  readonly spentMicros: Micros;
  readonly reservedMicros: Micros;
  readonly createdMs: number;
  readonly startedMs: number | null;
  readonly changedMs: number;
  readonly secondsLeft: number | null;
  readonly film: {
    readonly frames: number;
    readonly durationMs: number;
    readonly sizeBytes: number;
    readonly isPartial: boolean;
  } | null;
  /** Of the files that are there. */
  readonly marks: MediaMarks;
};

/** What the addresses of a film's files change with; null where there is none. */
export type MediaMarks = {
  readonly film: string | null;
  readonly poster: string | null;
  readonly sheet: string | null;
};

/** What only the storyboard says. */
type Facts = Pick<Summary, 'title' | 'problems' | 'frames' | 'fps' | 'durationMs' | 'size'> & {
  readonly shots: number;
  readonly tasks: number;
};

/** `isGone`: the file cannot be read, which counts as a problem. */
export function factsOf(
  film: Film,
  { plan, problems, isGone = false }: Pick<OpenedFilm, 'plan' | 'problems'> & { readonly isGone?: boolean },
): Facts {
  const errors = isGone ? 1 : problems.filter(({ severity }) => severity === 'error').length;
  if (plan === null) {
    const fps = { num: 24, den: 1 };
    const size = { width: 0, height: 0 };
    return { title: shownName(film), problems: errors, frames: 0, fps, durationMs: 0, size, shots: 0, tasks: 0 };
  }
  const { frames, fps, size } = plan.film;
  return {
    title: plan.title,
    problems: errors,
    frames,
    fps,
    durationMs: framesToMs(frames, fps),
    size,
    shots: plan.shots.length,
    tasks: plan.tasks.length,
  };
}

export function summarize(film: Film, facts: Facts, brief: Brief | null, marks: MediaMarks): Summary {
  const { shots, tasks, ...rest } = facts;
  const none = { total: shots, ready: 0, failed: 0, held: 0, running: 0 };
  return {
    id: film.id,
    source: film.source,
    ...rest,
    state: brief === null ? 'new' : stateOf(brief),
    isAlive: brief?.isAlive ?? false,
    shots: brief === null ? none : { ...brief.shots, total: shots },
    tasks: { total: tasks, settled: Math.min(tasks, brief?.tasks.settled ?? 0) },
    spentMicros: brief?.spentMicros ?? 0,
    reservedMicros: brief?.reservedMicros ?? 0,
    createdMs: film.createdMs,
    startedMs: brief?.startedMs ?? null,
    changedMs: brief?.changedMs ?? film.createdMs,
    secondsLeft: null,
    film:
      brief === null || brief.film === null || marks.film === null
        ? null
        : {
            frames: facts.frames,
            durationMs: facts.durationMs,
            sizeBytes: brief.film.sizeBytes,
            isPartial: brief.film.isPartial,
          },
    marks,
  };
}

/** A render whose process died rests until somebody resumes it. */
export function stateOf({ state, isAlive }: Pick<Brief, 'state' | 'isAlive'>): RenderState {
  return state === 'running' && !isAlive ? 'paused' : state;
}

/** The same film while this process renders it. */
export function withRunning(summary: Summary, running: Running | null): Summary {
  if (running === null) return summary;
  const { words, plan } = running;
  const settled = [...words.values()].filter(({ state }) => !OPEN.has(standingOf(state))).length;
  return {
    ...summary,
    state: running.isStopping ? 'stopping' : 'running',
    isAlive: true,
    shots: words.size === 0 ? summary.shots : countShots(words),
    tasks: { total: plan.tasks.length, settled },
    startedMs: running.startedMs,
    secondsLeft: running.secondsLeft,
  };
}

const OPEN: ReadonlySet<string> = new Set(['waiting', 'running']);
