import type { Json, JsonObject } from '../base/json.ts';
import type { RenderEvent } from '../engine/api.ts';
import { toRenderEvent } from '../engine/kept-events.ts';
import type { StoredEvent } from '../store/events.ts';

/** What happened to a film, as those hear it who follow it: plain JSON, without paths of this machine. */
export type FilmNews = { readonly type: string; readonly data: JsonObject };

/** What happens to a film outside of its renders. */
const FILM_EVENTS: ReadonlySet<string> = new Set([
  'render.created',
  'render.amended',
  'take.selected',
  'shot.accepted',
]);

/** Told of a render that could not even begin, or broke off. */
const BROKEN_OFF: ReadonlySet<string> = new Set(['render.warned', 'render.changed']);

/** Null for what is no news to anybody outside. */
export function toFilmNews(row: StoredEvent): FilmNews | null {
  if (FILM_EVENTS.has(row.type) || (row.render === null && BROKEN_OFF.has(row.type)))
    return { type: row.type, data: row.body };
  const event = toRenderEvent(row);
  return event === null ? null : { type: event.type, data: toData(event) };
}

/** Of progress, which is told and not kept. */
export function toData(event: RenderEvent): JsonObject {
  switch (event.type) {
    case 'render.started':
      return { title: event.title, frames: event.frames, resumed: event.resumed };
    case 'task.changed': {
      const { task, shot, kind, state, take, model, failure } = event;
      return { task, shot, kind, state, take, model, failure: failure === null ? null : { ...failure } };
    }
    case 'task.progress':
      return { task: event.task, shot: shotOf(event.task), done: Number(event.done.toFixed(3)) };
    case 'film.changed': {
      const { frames, durationMs, sizeBytes, isPartial } = event.film;
      return { film: { frames, durationMs, sizeBytes, isPartial } };
    }
    case 'money.changed':
      return { spentMicros: event.spentMicros, reservedMicros: event.reservedMicros };
    case 'render.changed':
      return { state: event.state };
    case 'render.warned':
      return { code: event.code, message: event.message };
    case 'render.finished': {
      const { status, made, reused, elapsedMs, spentMicros, reservedMicros, failures } = event.result;
      return { status, made, reused, elapsedMs, spentMicros, reservedMicros, failures: failures.length };
    }
  }
}

function shotOf(task: string): Json {
  const [kind = '', name = ''] = task.split(':');
  const [shot = '', rest] = name.split('.');
  return (kind === 'voice' || kind === 'finish' || rest === undefined) && shot !== '' ? shot : null;
}
