import { sha256 } from '../base/hash.ts';
import { toNews } from '../engine/kept-events.ts';
import type { Failure } from '../model/generation.ts';
import type { RenderId, TaskId } from '../model/ids.ts';
import type { StoredEvent } from '../store/events.ts';

/** Something that receivers are told: each once for a run of a render, and takes that are held one by one. */
export type Occasion = {
  readonly type: 'render.done' | 'render.incomplete' | 'render.held' | 'render.budget_reached';
  /** The same for the same occasion, whoever reads the event log, and whenever. */
  readonly id: string;
  readonly film: string;
  readonly render: RenderId;
  readonly atMs: number;
  /** The take that is held, or that the money did not suffice for. */
  readonly take: { readonly task: TaskId; readonly number: number; readonly model: string } | null;
  readonly failure: Failure | null;
};

/** Null for events that nobody outside is told of. `source` is the workspace whose log it is. */
export function toOccasion(event: StoredEvent, source: string): Occasion | null {
  const news = toNews(event);
  const { film, render, atMs } = event;
  if (news === null || film === null || render === null) return null;
  const { kind, word, failure } = news;
  const take =
    kind === 'take' && news.take !== null ? { task: news.task, number: news.take, model: news.model ?? '' } : null;
  const make = (type: Occasion['type'], about: string): Occasion => ({
    type,
    id: `msg_${sha256(JSON.stringify([source, render, type, about])).slice(0, 24)}`,
    film,
    render,
    atMs,
    take,
    failure,
  });
  if (kind === 'render' && word === 'done') return make('render.done', '');
  if (kind === 'render' && word === 'incomplete') return make('render.incomplete', '');
  if (take === null) return null;
  if (word === 'held') return make('render.held', `${take.task} ${take.number}`);
  return word === 'failed' && failure?.class === 'budget' ? make('render.budget_reached', '') : null;
}
