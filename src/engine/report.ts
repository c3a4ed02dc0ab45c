import type { Clock } from '../base/clock.ts';
import type { RenderId, TaskId } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import type { Database } from '../store/sqlite.ts';
import type { RenderEvent, RenderResult, TaskView } from './api.ts';
import { keepEvent, tellNews } from './kept-events.ts';
import type { Change } from './step.ts';

/** Progress smaller than this is not told again. */
const PROGRESS_STEP = 0.01;

export type Reporter = {
  readonly start: (tasks: readonly TaskView[], resumed: boolean) => Promise<void>;
  readonly change: (change: Change) => void;
  /** Something that is written down already. */
  readonly tell: (event: RenderEvent) => void;
  /** Resolves when it is told: what follows from the stop is told after it. */
  readonly stopping: () => Promise<void>;
  readonly progress: (task: TaskId, done: number) => void;
  readonly warn: (code: string, message: string) => void;
  readonly finish: (result: RenderResult) => Promise<void>;
};

/** Turns what happens inside into what callers see. All but progress is in the event log before it is told. */
export function createReporter(
  { clock, db }: { readonly clock: Clock; readonly db: Database },
  render: RenderId,
  plan: Plan,
  onEvent: (event: RenderEvent) => void,
): Reporter {
  const told = new Map<TaskId, number>();
  let last: Promise<void> = Promise.resolve();
  // One after the other, so that they are told in the order of their numbers.
  const keep = (event: Parameters<typeof keepEvent>[2]): Promise<void> => {
    const write = async (): Promise<void> => onEvent(await keepEvent(db, render, event, clock.nowMs()));
    const done = last.then(write);
    last = done.catch(() => {});
    return done;
  };
  return {
    start: (tasks, resumed) => {
      const { name, title, film } = plan;
      return keep({ type: 'render.started', name, title, frames: film.frames, tasks, resumed });
    },
    change: (change) => {
      const event = tellNews(change);
      if (event === null) return;
      if (event.type === 'task.changed') told.delete(event.task);
      onEvent({ ...event, seq: change.seq, atMs: clock.nowMs(), render });
    },
    tell: onEvent,
    // Where the disk is full, the render itself says so.
    stopping: () => keep({ type: 'render.changed', state: 'stopping' }).catch(() => {}),
    progress: (task, done) => {
      const before = told.get(task);
      if (before !== undefined && done - before < PROGRESS_STEP && done < 1) return;
      told.set(task, done);
      onEvent({ seq: null, atMs: clock.nowMs(), render, type: 'task.progress', task, done });
    },
    warn: (code, message) => void keep({ type: 'render.warned', code, message }).catch(() => {}),
    finish: (result) => keep({ type: 'render.finished', result }),
  };
}
