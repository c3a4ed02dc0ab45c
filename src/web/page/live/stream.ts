import { api } from '../api/client.ts';
import type { FilmEvent } from '../api/contract.ts';

export type StreamState = 'connecting' | 'live' | 'lost';
type Listeners = {
  readonly onEvent: (event: FilmEvent) => void;
  readonly onState: (state: StreamState) => void;
};

const TYPES = [
  'render.created',
  'render.started',
  'render.amended',
  'render.changed',
  'render.warned',
  'render.finished',
  'task.changed',
  'task.progress',
  'take.selected',
  'shot.accepted',
  'film.changed',
  'money.changed',
] as const;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** A browser allows six connections to a server over all tabs: those that nobody looks at give theirs back. */
const HIDDEN_MS = 60_000;

/**
 * The server's events from `after` on, without a gap or a repeat. The browser itself comes back after a lost connection
 * and names the last event it saw; where the server refuses, which ends an `EventSource` for good, a new one is opened.
 */
export function openStream(path: string, after: string | null, { onEvent, onState }: Listeners): () => void {
  let lastId = after;
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let waitMs = FIRST_WAIT_MS;
  let isClosed = false;

  const receive = (message: MessageEvent<string>): void => {
    if (message.lastEventId !== '') lastId = message.lastEventId;
    const body: FilmEvent = JSON.parse(message.data);
    onEvent({ ...body, type: message.type });
  };
  const open = (): void => {
    const url = new URL(path, location.href);
    if (lastId !== null) url.searchParams.set('after', lastId);
    source = new EventSource(url);
    source.addEventListener('open', () => {
      waitMs = FIRST_WAIT_MS;
      onState('live');
    });
    source.addEventListener('error', () => {
      onState('lost');
      if (source?.readyState !== EventSource.CLOSED || isClosed) return;
      timer = setTimeout(reopen, waitMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    });
    for (const type of TYPES) source.addEventListener(type, receive);
  };
  // An `EventSource` never says why it was refused; an ordinary request does, and asks for a sign-in where it is one.
  const reopen = (): void => {
    api.v1.renders.$get({ query: { limit: '1' } }).then(
      () => {
        if (!isClosed) open();
      },
      () => {
        if (!isClosed) timer = setTimeout(reopen, waitMs);
      },
    );
  };

  const onVisibility = (): void => {
    clearTimeout(hiding);
    if (document.hidden) {
      hiding = setTimeout(() => {
        clearTimeout(timer);
        source?.close();
        source = null;
      }, HIDDEN_MS);
    } else if (source === null) {
      onState('connecting');
      open();
    }
  };

  onState('connecting');
  // Where nothing was asked for yet, nobody knows whether the server wants a sign-in first.
  if (after === null) reopen();
  else open();
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    isClosed = true;
    document.removeEventListener('visibilitychange', onVisibility);
    clearTimeout(hiding);
    clearTimeout(timer);
    source?.close();
  };
}
