import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { JsonObject } from '../base/json.ts';
import { lastSeq, listEvents } from '../store/events.ts';
import { readWorkspace } from '../store/workspace.ts';
import { toFilmNews } from './film-events.ts';

/** An event as it is handed out: one object for all who hear it. `seq` is null for what is told and not kept. */
export type FeedEvent = {
  readonly workspace: string;
  readonly seq: number | null;
  readonly film: string;
  readonly atMs: number;
  readonly type: string;
  readonly data: JsonObject;
};
/** How far somebody has heard, by the short name of each workspace. */
export type Cursor = ReadonlyMap<string, number>;

/** A workspace whose events are handed out. The workspace knows its films by other names than those who are served. */
export type Source = {
  readonly key: string;
  readonly folder: string;
  /** Null for a film that is not served. */
  readonly filmOf: (name: string) => string | null;
  readonly nameOf: (film: string) => string | null;
};

export type Listener = {
  /** False when the listener cannot take any more: it is dropped, and comes back with its cursor. */
  readonly hear: (event: FeedEvent) => boolean;
  /** Resolves when the listener has room again; asked between pieces of the past. */
  readonly ready: () => Promise<void>;
  readonly films: ReadonlySet<string> | null;
};

/**
 * Hands out what happens to films, from the event logs of their workspaces and nothing else: whoever comes back with a
 * cursor hears exactly what somebody heard who never left, across the end of any process.
 */
export type Feed = {
  /** Hears everything after the cursor (of workspaces that it does not name: from now on), until disposed. */
  readonly follow: (listener: Listener, after: Cursor) => Promise<Disposable>;
  /** Where the logs end now. */
  readonly cursor: (keys: readonly string[]) => Promise<Cursor>;
  /** Something was written down in that workspace. */
  readonly poke: (folder: string) => void;
  /** Progress: told to those who hear just now. */
  readonly pass: (event: FeedEvent) => void;
  readonly followers: () => number;
  /** Looks for what other processes wrote, until the signal. */
  readonly watch: (signal: AbortSignal) => Promise<void>;
};

const PIECE = 500;
const LOOK_MS = 1_000;

export function createFeed(sources: readonly Source[], clock: Clock): Feed {
  const tails = new Map(sources.map((source) => [source.key, createTail(source)]));
  const byFolder = new Map([...tails.values()].map((tail) => [tail.source.folder, tail]));
  const followers = new Set<Listener>();
  return {
    follow: async (listener, after) => {
      followers.add(listener);
      const leave = (): void => {
        followers.delete(listener);
        for (const tail of tails.values()) tail.live.delete(listener);
      };
      try {
        for (const [key, tail] of tails)
          if (isHeard(tail.source, listener)) await joinIn(tail, listener, after.get(key) ?? null);
      } catch (error) {
        leave();
        throw error;
      }
      return { [Symbol.dispose]: leave };
    },
    cursor: async (keys) => {
      const cursor = new Map<string, number>();
      for (const key of keys) {
        const tail = tails.get(key);
        if (tail !== undefined) cursor.set(key, await endOf(tail.source.folder));
      }
      return cursor;
    },
    poke: (folder) => {
      const tail = byFolder.get(folder);
      // Who cannot be read now is read when it is poked again.
      if (tail !== undefined && tail.live.size > 0) advance(tail).catch(() => {});
    },
    pass: (event) => {
      const tail = tails.get(event.workspace);
      if (tail !== undefined) tell(tail, [event]);
    },
    followers: () => followers.size,
    watch: async (signal) => {
      while (!signal.aborted) {
        for (const tail of tails.values()) {
          if (tail.live.size === 0) continue;
          const look = await signatureOf(tail.source.folder);
          if (look === tail.signature) continue;
          tail.signature = look;
          await advance(tail).catch(() => {});
        }
        await clock.sleep(LOOK_MS, signal).catch(() => {});
      }
    },
  };
}

type Tail = {
  readonly source: Source;
  readonly live: Set<Listener>;
  /** Everything up to here was told to those in `live`. */
  seq: number;
  signature: string;
  reading: Promise<void>;
};

function createTail(source: Source): Tail {
  return { source, live: new Set(), seq: 0, signature: '', reading: Promise.resolve() };
}

/** First what was missed, then what happens: between the two nothing is awaited, so that nothing is missed or told twice. */
async function joinIn(tail: Tail, listener: Listener, after: number | null): Promise<void> {
  let from = after;
  for (;;) {
    await advance(tail);
    const end = tail.seq;
    from ??= end;
    from = await replay(tail, listener, from, end);
    if (from === null) return;
    if (tail.seq <= from) {
      tail.live.add(listener);
      return;
    }
  }
}

/** @returns how far it was told; null when the listener could not take it. */
async function replay({ source }: Tail, listener: Listener, after: number, end: number): Promise<number | null> {
  const names = listener.films === null ? null : [...listener.films].flatMap((film) => source.nameOf(film) ?? []);
  if (names?.length === 0) return end;
  let from = after;
  while (from < end) {
    await listener.ready();
    const rows = await readEvents(source.folder, from, names);
    for (const row of rows) {
      if (row.seq > end) return end;
      const event = toFeedEvent(source, row);
      if (event !== null && isFor(listener, event) && !listener.hear(event)) return null;
      from = row.seq;
    }
    if (rows.length < PIECE) return Math.max(from, end);
  }
  return from;
}

/** Reads what is new and tells it; one reader at a time. */
function advance(tail: Tail): Promise<void> {
  const read = async (): Promise<void> => {
    if (tail.live.size === 0) {
      const end = await endOf(tail.source.folder);
      // Somebody who came in the meantime has heard nothing of what lies between.
      if (tail.live.size === 0) {
        tail.seq = Math.max(tail.seq, end);
        return;
      }
    }
    for (;;) {
      const rows = await readEvents(tail.source.folder, tail.seq);
      const last = rows.at(-1);
      if (last === undefined) return;
      tail.seq = last.seq;
      tell(
        tail,
        rows.flatMap((row) => toFeedEvent(tail.source, row) ?? []),
      );
      if (rows.length < PIECE) return;
    }
  };
  tail.reading = tail.reading.catch(() => {}).then(read);
  return tail.reading;
}

function tell(tail: Tail, events: readonly FeedEvent[]): void {
  for (const event of events) {
    for (const listener of tail.live) if (isFor(listener, event) && !listener.hear(event)) tail.live.delete(listener);
  }
}

function isHeard({ nameOf }: Source, { films }: Listener): boolean {
  return films === null || [...films].some((film) => nameOf(film) !== null);
}

function isFor({ films }: Listener, { film }: FeedEvent): boolean {
  return films === null || films.has(film);
}

async function readEvents(folder: string, after: number, films: readonly string[] | null = null) {
  await using workspace = await readWorkspace(folder);
  return workspace === null
    ? []
    : await listEvents(workspace.db, { after, limit: PIECE, ...(films === null ? {} : { films }) });
}

async function endOf(folder: string): Promise<number> {
  await using workspace = await readWorkspace(folder);
  return workspace === null ? 0 : await lastSeq(workspace.db);
}

function toFeedEvent({ key, filmOf }: Source, row: Awaited<ReturnType<typeof readEvents>>[number]): FeedEvent | null {
  const film = row.film === null ? null : filmOf(row.film);
  const news = film === null ? null : toFilmNews(row);
  return film === null || news === null ? null : { workspace: key, seq: row.seq, film, atMs: row.atMs, ...news };
}

/** Changes whenever anybody commits. */
async function signatureOf(folder: string): Promise<string> {
  const parts = await Promise.all(
    ['longtake.db', 'longtake.db-wal'].map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => null);
      return found === null ? '-' : `${found.ino} ${found.size} ${found.mtimeMs}`;
    }),
  );
  return parts.join(' ');
}
