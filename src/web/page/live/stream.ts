import { ask } from '../api/client.ts';
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
  'render.removed',
  'task.changed',
  'task.progress',
  'take.selected',
  'film.changed',
  'money.changed',
] as const;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/**
 * The server's events from `after` on, without a gap or a repeat. The browser itself comes back after a lost connection
 * and names the last event it saw; where the server refuses, which ends an `EventSource` for good, a new one is opened.
 */
export function openStream(path: string, after: string | null, { onEvent, onState }: Listeners): () => void {
  let lastId = after;
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
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
    ask('/v1/renders?limit=1').then(
      () => {
        if (!isClosed) open();
      },
      () => {
        if (!isClosed) timer = setTimeout(reopen, waitMs);
      },
    );
  };

  onState('connecting');
  open();
  return () => {
    isClosed = true;
    clearTimeout(timer);
    source?.close();
  };
}
