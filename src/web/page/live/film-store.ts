import { signal, type ReadonlySignal } from '@preact/signals';
import { api, ApiError, read, wordsOf } from '../api/client.ts';
import type { FilmEvent, Held, Render } from '../api/contract.ts';
import { say } from '../ui/announce.tsx';
import { applyEvent, needsRefresh } from './apply-event.ts';
import { createRefresher } from './refresher.ts';
import { openStream, type StreamState } from './stream.ts';

/** One film as the server knows it, kept up to date by its events. */
export type FilmStore = {
  readonly render: ReadonlySignal<Render | null>;
  readonly held: ReadonlySignal<readonly Held[]>;
  /** Why there is no film to show. */
  readonly trouble: ReadonlySignal<string | null>;
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
  const connection = signal<StreamState>('connecting');
  const takesVersion = signal(0);
  const aborting = new AbortController();
  let closeStream: (() => void) | null = null;
  let waiting: FilmEvent[] = [];
  let frame = 0;

  const readAll = async (): Promise<void> => {
    try {
      const [film, list] = await Promise.all([
        read(api.v1.renders[':id'].$get({ param: { id } }, { init: { signal: aborting.signal } })),
        readHeld(id, held.value, aborting.signal),
      ]);
      if (aborting.signal.aborted) return;
      trouble.value = null;
      render.value = keepSame(render.value, film);
      held.value = list;
      takesVersion.value += 1;
      closeStream ??= openStream(`/v1/renders/${encodeURIComponent(id)}/events`, film.lastEvent, {
        onEvent: receive,
        onState: setState,
      });
    } catch (thrown) {
      if (aborting.signal.aborted || (thrown instanceof ApiError && thrown.status === 401)) return;
      if (render.value === null) trouble.value = wordsOf(thrown);
    }
  };
  const refresher = createRefresher(readAll);
  const setState = (state: StreamState): void => {
    connection.value = state;
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
    render.value = events.reduce(applyEvent, before);
    for (const event of events) announce(event, before);
    if (events.some(needsRefresh)) refresher.ask();
  };

  refresher.ask();
  return {
    render,
    held,
    trouble,
    connection,
    takesVersion,
    refresh: refresher.ask,
    accept: (film) => {
      render.value = keepSame(render.value, film);
    },
    close: () => {
      aborting.abort();
      refresher.close();
      closeStream?.();
      cancelAnimationFrame(frame);
    },
  };
}

/** What was known stays when it cannot be read: the board is not to wait for it. */
async function readHeld(id: string, known: readonly Held[], aborted: AbortSignal): Promise<readonly Held[]> {
  try {
    const answer = await read(api.v1.held.$get({ query: { render: id } }, { init: { signal: aborted } }));
    return answer.held;
  } catch {
    return known;
  }
}

/**
 * A shot that is as it was stays the same object, so that its card is not drawn again; and a film that is as it was keeps
 * its address, so that it goes on playing.
 */
function keepSame(before: Render | null, after: Render): Render {
  if (before === null) return after;
  const known = new Map(before.shotList.map((shot) => [shot.id, shot]));
  const shotList = after.shotList.map((shot) => {
    const old = known.get(shot.id);
    return old !== undefined && JSON.stringify(old) === JSON.stringify(shot) ? old : shot;
  });
  return { ...after, shotList, film: isSameFilm(before.film, after.film) ? before.film : after.film };
}

function isSameFilm(before: Render['film'], after: Render['film']): boolean {
  if (before === null || after === null) return before === after;
  const { url: _, ...was } = before;
  const { url: __, ...is } = after;
  return JSON.stringify(was) === JSON.stringify(is);
}

/** What a person who does not see the board wants to hear. */
function announce(event: FilmEvent, { title }: Render): void {
  if (event.type === 'render.changed' && event.state !== undefined) say(`${title}: ${event.state}`);
  if (event.type !== 'task.changed' || event.shot === null || event.shot === undefined) return;
  if (event.state === 'failed' || event.state === 'held') say(`Shot ${event.shot}: ${event.state}`);
  if (event.kind === 'conform' && event.state === 'stored') say(`Shot ${event.shot} is ready`);
}
