import type { Clock } from '../base/clock.ts';
import { sha256 } from '../base/hash.ts';
import type { Log } from '../base/log.ts';
import { lastSeq, listEvents } from '../store/events.ts';
import type { Database } from '../store/sqlite.ts';
import { findCursor, saveDeliveries, type NewDelivery } from '../store/webhooks.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { Endpoint } from './endpoint.ts';
import { toMessage } from './message.ts';
import { toOccasion } from './occasion.ts';

/** A workspace of which receivers are told. */
export type WebhookSource = {
  /** The `.longtake` folder. */
  readonly folder: string;
  /** The id in the HTTP API of the film that has this name there; null for one that is not served. */
  readonly filmOf: (name: string) => string | null;
};

export type NoteOptions = {
  readonly endpoints: readonly Endpoint[];
  readonly sources: () => readonly WebhookSource[];
  readonly clock: Clock;
  readonly log: Log;
};

const EVENTS_AT_ONCE = 500;
/** How many events may be read once more after the end of a process; what is noted of them is noted once. */
const UNSAVED_EVENTS = 1_000;

/**
 * Returns what takes down the occasions since the event logs were read last, in one transaction with how far they were
 * read; for a receiver that is new, nothing of the past. `db` keeps the notes.
 */
export function createNotes({ endpoints, sources, clock, log }: NoteOptions, db: Database): () => Promise<void> {
  /** How far each log was read for each receiver, and how far that is written down. */
  const places = new Map<string, { seq: number; saved: number }>();

  const save = async (target: string, source: string, seq: number, made: readonly NewDelivery[]): Promise<void> => {
    await saveDeliveries(db, { target, source, seq }, made, clock.nowMs());
    places.set(`${target} ${source}`, { seq, saved: seq });
  };
  const placeOf = async (target: string, source: string, last: number): Promise<{ seq: number; saved: number }> => {
    const key = `${target} ${source}`;
    const known = places.get(key)?.seq ?? (await findCursor(db, target, source));
    // An event log that became shorter is another one: somebody restored a backup.
    if (known === null || known > last) await save(target, source, last, []);
    const place = places.get(key) ?? { seq: known ?? last, saved: known ?? last };
    places.set(key, place);
    return place;
  };
  const note = async (read: Database, target: string, source: WebhookSource): Promise<void> => {
    const name = sourceKey(source);
    const last = await lastSeq(read);
    let { seq, saved } = await placeOf(target, name, last);
    while (seq < last) {
      const events = await listEvents(read, { after: seq, limit: EVENTS_AT_ONCE });
      const made: NewDelivery[] = [];
      for (const event of events) {
        const occasion = toOccasion(event, name);
        const render = occasion === null ? null : source.filmOf(occasion.film);
        if (occasion === null || render === null) continue;
        const message = JSON.stringify(await toMessage(read, occasion, render));
        made.push({ id: occasion.id, seq: event.seq, film: occasion.film, message });
      }
      seq = events.at(-1)?.seq ?? last;
      if (made.length > 0 || seq - saved >= UNSAVED_EVENTS) {
        await save(target, name, seq, made);
        saved = seq;
      } else places.set(`${target} ${name}`, { seq, saved });
    }
  };

  return async () => {
    for (const source of sources()) {
      try {
        await using workspace = await readWorkspace(source.folder);
        for (const { key } of endpoints) {
          if (workspace === null) await placeOf(key, sourceKey(source), 0);
          else await note(workspace.db, key, source);
        }
      } catch (error) {
        log.warn('webhooks cannot read a workspace now', { code: codeOf(error) });
      }
    }
  };
}

/** Tells workspaces apart, without saying where they are. */
export function sourceKey({ folder }: WebhookSource): string {
  return sha256(folder).slice(0, 16);
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
