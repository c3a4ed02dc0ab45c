import { signal, type ReadonlySignal } from '@preact/signals';
import { api, ApiError, read, wordsOf } from '../api/client.ts';
import type { FilmEvent, Held, Render } from '../api/contract.ts';
import { say } from '../ui/announce.tsx';
import { applyEvent, needsRefresh } from './apply-event.ts';
import { createHeard } from './heard.ts';
import { createRefresher } from './refresher.ts';
import { openStream, type StreamState } from './stream.ts';

/** One film as the server knows it, kept up to date by its events. */
export type FilmStore = {
  readonly render: ReadonlySignal<Render | null>;
  readonly held: ReadonlySignal<readonly Held[]>;
  /** Why there is no film to show. */
  readonly trouble: ReadonlySignal<string | null>;
  /** The server knows no such film. */
  readonly isUnknown: ReadonlySignal<boolean>;
  readonly connection: ReadonlySignal<StreamState>;
  /** Grows whenever the takes of a shot may be others. */
  readonly takesVersion: ReadonlySignal<number>;
  readonly refresh: () => void;
  /** What an answer already told. */
  readonly accept: (render: Render) => void;
  readonly close: () => void;
};

export function openFilm(id: string): FilmStore {
  const render = signal<Render | null>(null);
  const held = signal<readonly Held[]>([]);
  const trouble = signal<string | null>(null);
  const isUnknown = signal(false);
  const connection = signal<StreamState>('connecting');
  const takesVersion = signal(0);
  const aborting = new AbortController();
  const heard = createHeard();
  let closeStream: (() => void) | null = null;
  let waiting: FilmEvent[] = [];
  let frame = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const accept = (film: Render): void => {
    render.value = keepSame(render.value, heard.bringUpToDate(film));
  };
  const readAll = async (): Promise<void> => {
    try {
      const [film, list] = await Promise.all([
        read(api.v1.renders[':id'].$get({ param: { id } }, { init: { signal: aborting.signal } })),
        readHeld(id, held.value, aborting.signal),
      ]);
      if (aborting.signal.aborted) return;
      trouble.value = null;
      accept(film);
      held.value = list;
      takesVersion.value += 1;
      closeStream ??= openStream(`/v1/renders/${encodeURIComponent(id)}/events`, film.lastEvent, {
        onEvent: receive,
        onState: setState,
      });
    } catch (thrown) {
      if (aborting.signal.aborted || (thrown instanceof ApiError && thrown.status === 401)) return;
      if (thrown instanceof ApiError && thrown.code === 'render_unknown') {
        isUnknown.value = true;
        closeStream?.();
        return;
      }
      if (render.value !== null) return;
      trouble.value = wordsOf(thrown);
      connection.value = 'lost';
      retry = setTimeout(refresher.ask, RETRY_MS);
    }
  };
  const refresher = createRefresher(readAll);
  const setState = (state: StreamState): void => {
    connection.value = state;
    // A server that comes back may be one that does not know the film.
    if (state !== 'lost') return;
    heard.forget();
    refresher.ask();
  };
  // Events come in bursts; they are shown once per picture of the screen.
  const receive = (event: FilmEvent): void => {
    waiting.push(event);
    if (frame === 0) frame = requestAnimationFrame(apply);
  };
  const apply = (): void => {
    frame = 0;
    const events = waiting;
    waiting = [];
    const before = render.value;
    if (before === null) return;
    heard.remember(events);
    render.value = events.reduce(applyEvent, before);
    for (const event of events) announce(event, before);
    if (events.some(needsRefresh)) refresher.ask();
  };

  refresher.ask();
  return {
    render,
    held,
    trouble,
    isUnknown,
    connection,
    takesVersion,
    refresh: refresher.ask,
    accept,
    close: () => {
      aborting.abort();
      refresher.close();
      clearTimeout(retry);
      closeStream?.();
      cancelAnimationFrame(frame);
    },
  };
}

/** Until the first answer there is no stream of events that would come back by itself. */
const RETRY_MS = 2_000;

/** What was known stays when it cannot be read: the board is not to wait for it. */
async function readHeld(id: string, known: readonly Held[], aborted: AbortSignal): Promise<readonly Held[]> {
  try {
    const answer = await read(api.v1.held.$get({ query: { render: id } }, { init: { signal: aborted } }));
    return answer.held;
  } catch {
    return known;
  }
}

/** A shot that is as it was stays the same object, so that its card is not drawn again. */
function keepSame(before: Render | null, after: Render): Render {
  if (before === null) return after;
  const known = new Map(before.shotList.map((shot) => [shot.id, shot]));
  const shotList = after.shotList.map((shot) => {
    const old = known.get(shot.id);
    return old !== undefined && JSON.stringify(old) === JSON.stringify(shot) ? old : shot;
  });
  return { ...after, shotList };
}

/** What a person who does not see the board wants to hear. */
function announce(event: FilmEvent, { title }: Render): void {
  if (event.type === 'render.changed' && event.state !== undefined) say(`${title}: ${event.state}`);
  if (event.type !== 'task.changed' || event.shot === null || event.shot === undefined) return;
  if (event.state === 'failed' || event.state === 'held') say(`Shot ${event.shot}: ${event.state}`);
  if (event.kind === 'conform' && event.state === 'stored') say(`Shot ${event.shot} is ready`);
}
