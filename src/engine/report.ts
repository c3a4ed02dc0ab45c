import type { Clock } from '../base/clock.ts';
import type { RenderId, TaskId } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import type { Ledger } from '../store/journal.ts';
import type { RenderEvent, RenderResult, TaskView } from './api.ts';
import { toRenderState, toTaskState } from './task-state.ts';
import type { Change } from './step.ts';

/** Progress smaller than this is not told again. */
const PROGRESS_STEP = 0.01;

export type Reporter = {
  readonly start: (tasks: readonly TaskView[], resumed: boolean) => void;
  readonly change: (change: Change) => void;
  readonly stopping: () => void;
  readonly progress: (task: TaskId, done: number) => void;
  readonly money: (ledger: Ledger) => void;
  readonly warn: (code: string, message: string) => void;
  readonly finish: (result: RenderResult) => void;
};

/** Turns what happens inside into what callers see. */
export function createReporter(
  clock: Clock,
  render: RenderId,
  plan: Plan,
  onEvent: (event: RenderEvent) => void,
): Reporter {
  const base = (): { readonly seq: null; readonly atMs: number; readonly render: RenderId } => ({
    seq: null,
    atMs: clock.nowMs(),
    render,
  });
  const told = new Map<TaskId, number>();
  return {
    start: (tasks, resumed) => {
      const { name, title, film } = plan;
      onEvent({ ...base(), type: 'render.started', name, title, frames: film.frames, tasks, resumed });
    },
    change: (change) => {
      if (change.kind === 'render') {
        const state = toRenderState(change.word);
        if (state !== 'running') onEvent({ ...base(), seq: change.seq, type: 'render.changed', state });
        return;
      }
      if (!change.isWanted) return;
      told.delete(change.task);
      const state = toTaskState(change.word);
      // A take that ends is told of by its task, which knows whether another one follows.
      if (
        state === 'waiting' ||
        (change.kind === 'take' && (state === 'stored' || state === 'failed' || state === 'held'))
      )
        return;
      onEvent({
        ...base(),
        seq: change.seq,
        type: 'task.changed',
        task: change.task,
        state,
        take: change.take,
        model: change.model,
        failure: change.failure,
      });
    },
    stopping: () => onEvent({ ...base(), type: 'render.changed', state: 'stopping' }),
    progress: (task, done) => {
      const last = told.get(task);
      if (last !== undefined && done - last < PROGRESS_STEP && done < 1) return;
      told.set(task, done);
      onEvent({ ...base(), type: 'task.progress', task, done });
    },
    money: (ledger) => onEvent({ ...base(), type: 'money.changed', ...ledger }),
    warn: (code, message) => onEvent({ ...base(), type: 'render.warned', code, message }),
    finish: (result) => onEvent({ ...base(), type: 'render.finished', result }),
  };
}
