import type { RenderEvent, RenderResult, TaskView } from '../../../src/engine/api.ts';
import type { Failure } from '../../../src/model/generation.ts';
import { toId, type RenderId, type ShotId, type TaskId } from '../../../src/model/ids.ts';

/** Events of a render as the engine sends them, written by hand: times in milliseconds from its start. */
type EventBody = RenderEvent extends infer E
  ? E extends RenderEvent
    ? Omit<E, 'seq' | 'atMs' | 'render'>
    : never
  : never;

export const START_MS = 1_000_000;
const RENDER = toId<RenderId>('render_1');

export function at(ms: number, body: EventBody): RenderEvent {
  return { ...body, seq: ms, atMs: START_MS + ms, render: RENDER } as RenderEvent;
}

function task(id: string, state: TaskView['state'] = 'waiting', weightMs = 1000): TaskView {
  const [kind = 'take', shot = ''] = id.split(':');
  const isShot = kind !== 'seam' && shot !== '';
  return {
    id: toId<TaskId>(id),
    kind: kind as TaskView['kind'],
    title: shot === '' ? kind : shot,
    shot: isShot ? toId<ShotId>(shot.split('.')[0] ?? shot) : null,
    weightMs,
    state,
  };
}

/** A film of `shots` shots: keyframe, take and conform each, a seam between neighbours, sound and film. */
function tasksOf(shots: readonly string[]): readonly TaskView[] {
  return [
    ...shots.flatMap((shot) => [
      task(`keyframe:${shot}`),
      task(`take:${shot}`, 'waiting', 3000),
      task(`conform:${shot}`),
    ]),
    ...shots.slice(1).map((shot, index) => task(`seam:${shots[index]}.${shot}`)),
    task('sound'),
    task('film'),
  ];
}

export function started(shots: readonly string[], title = 'The Last Keeper'): RenderEvent {
  return at(0, { type: 'render.started', name: 'film', title, frames: 240, tasks: tasksOf(shots), resumed: false });
}

export function changed(ms: number, id: string, state: TaskView['state'], failure: Failure | null = null): RenderEvent {
  const isPaid = id.startsWith('take') || id.startsWith('keyframe');
  return at(ms, {
    type: 'task.changed',
    task: toId<TaskId>(id),
    kind: 'take',
    shot: null,
    state,
    take: isPaid ? 1 : null,
    model: isPaid ? 'animatic' : null,
    failure,
  });
}

/** All of one shot's tasks, from waiting to stored. */
export function shotStored(ms: number, shot: string): readonly RenderEvent[] {
  return [
    changed(ms, `keyframe:${shot}`, 'stored'),
    changed(ms, `take:${shot}`, 'stored'),
    changed(ms, `conform:${shot}`, 'conforming'),
    changed(ms + 10, `conform:${shot}`, 'stored'),
  ];
}

export function failureOf(change: Partial<Failure> = {}): Failure {
  return {
    class: 'moderation',
    message: 'the provider refused the picture',
    billed: 'no',
    suspect: 'character mara',
    retryAfterMs: null,
    advice: 'Change the action, or let the next model try.',
    ...change,
  };
}

export function resultOf(change: Partial<RenderResult> = {}): RenderResult {
  return {
    render: RENDER,
    status: 'done',
    film: { path: '/films/film.mp4', frames: 240, durationMs: 10_000, sizeBytes: 4_321_000, isPartial: false },
    poster: '/films/film.jpg',
    sheet: '/films/film.sheet.jpg',
    check: null,
    spentMicros: 0,
    reservedMicros: 0,
    elapsedMs: 8400,
    made: 14,
    reused: 0,
    failures: [],
    stale: [],
    kept: [],
    left: [],
    ...change,
  };
}
