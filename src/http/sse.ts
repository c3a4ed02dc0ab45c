import type { Clock } from '../base/clock.ts';
import type { Cursor, Feed, FeedEvent } from '../films/feed.ts';
import { toEventId, toNamedEventId } from './event-id.ts';

/** What waits for a client that reads slowly, before it is dropped; it comes back with the id of the last event it got. */
const QUEUE_BYTES = 256 * 1024;
const HEARTBEAT_MS = 15_000;
const encoder = new TextEncoder();
const HEARTBEAT = encoder.encode(': still here\n\n');

/** Events that nothing was formatted for yet; each is formatted once, however many hear it. */
const bodies = new WeakMap<FeedEvent, Uint8Array>();

export type StreamOptions = {
  readonly feed: Feed;
  readonly clock: Clock;
  /** Null: of all films. */
  readonly films: ReadonlySet<string> | null;
  readonly after: Cursor;
  /** Short names of the workspaces whose events are heard. */
  readonly keys: readonly string[];
  readonly signal: AbortSignal;
};

/** Server-sent events (WHATWG HTML, 9.2): kept ones have an id, progress has none. */
export function streamEvents({ feed, clock, films, after, keys, signal }: StreamOptions): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const end = AbortSignal.any([gone.signal, signal]);
  const idOf = films === null ? toNamedEventId : toEventId;
  const isSingle = films !== null && keys.length === 1;
  let following: Disposable | null = null;
  let room = Promise.withResolvers<void>();

  return new ReadableStream<Uint8Array>(
    {
      start: async (controller) => {
        const position = new Map(await feed.cursor(keys));
        for (const [key, seq] of after) position.set(key, seq);
        const send = (bytes: Uint8Array): boolean => {
          if (end.aborted) return false;
          controller.enqueue(bytes);
          if ((controller.desiredSize ?? 0) > 0) return true;
          if ((controller.desiredSize ?? 0) > -QUEUE_BYTES) return true;
          gone.abort();
          return false;
        };
        end.addEventListener('abort', () => close(controller, following), { once: true });
        // An id and no data: what a browser comes back with, also when it has heard no event at all.
        controller.enqueue(encoder.encode(`retry: 2000\nid: ${idOf(position)}\n\n`));
        const hear = (event: FeedEvent): boolean => {
          if (event.seq === null) return send(bodyOf(event));
          position.set(event.workspace, event.seq);
          if (isSingle) return send(singleOf(event));
          return send(encoder.encode(`id: ${idOf(position)}\n`)) && send(bodyOf(event));
        };
        const ready = async (): Promise<void> => {
          while (!end.aborted && (controller.desiredSize ?? 1) <= 0) await room.promise;
        };
        void beat(clock, end, () => send(HEARTBEAT));
        // Without waiting: what is replayed waits for the reader, who comes only after `start`.
        void feed
          .follow({ hear, ready, films }, position)
          .then((one) => {
            following = one;
            if (end.aborted) one[Symbol.dispose]();
          })
          .catch(() => gone.abort());
      },
      pull: () => {
        room.resolve();
        room = Promise.withResolvers();
      },
      cancel: () => {
        gone.abort();
        room.resolve();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 64 * 1024 }),
  );
}

async function beat(clock: Clock, end: AbortSignal, send: () => boolean): Promise<void> {
  while (!end.aborted) {
    await clock.sleep(HEARTBEAT_MS, end).catch(() => {});
    if (!end.aborted) send();
  }
}

function close(controller: ReadableStreamDefaultController<Uint8Array>, following: Disposable | null): void {
  following?.[Symbol.dispose]();
  try {
    controller.close();
  } catch {
    // The reader has left already.
  }
}

const singles = new WeakMap<FeedEvent, Uint8Array>();

function singleOf(event: FeedEvent): Uint8Array {
  const known = singles.get(event);
  if (known !== undefined) return known;
  const bytes = encoder.encode(`id: ${event.seq}\n${textOf(event)}`);
  singles.set(event, bytes);
  return bytes;
}

function bodyOf(event: FeedEvent): Uint8Array {
  const known = bodies.get(event);
  if (known !== undefined) return known;
  const bytes = encoder.encode(textOf(event));
  bodies.set(event, bytes);
  return bytes;
}

function textOf({ type, film: render, atMs, seq, data }: FeedEvent): string {
  const film = type === 'film.changed' ? withUrl(data['film'], render) : {};
  return `event: ${type}\ndata: ${JSON.stringify({ render, atMs, seq, ...data, ...film })}\n\n`;
}

/** An address without a mark: whatever was cut last. */
function withUrl(film: unknown, render: string): object {
  return typeof film === 'object' ? { film: { url: `/v1/renders/${render}/film`, ...film } } : {};
}
