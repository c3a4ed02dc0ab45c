import { InputError } from '../model/error.ts';
import type { Cursor } from '../films/feed.ts';

/** The id of an event of chosen films: how far a client has heard. `40` of one workspace, `d=12.f1a2b3=40` of several. */
export function toEventId(cursor: Cursor): string {
  const [first] = cursor;
  return cursor.size === 1 && first !== undefined ? String(first[1]) : toNamedEventId(cursor);
}

/** The same with the workspaces by name, for a stream of all films: the next server may have more or fewer of them. */
export function toNamedEventId(cursor: Cursor): string {
  const entries = [...cursor].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, seq]) => `${key}=${seq}`).join('.');
}

/** `0` is the beginning of all. @throws InputError for what no event ever had as its id. */
export function parseEventId(text: string, keys: readonly string[]): Cursor {
  const isPlain = /^\d{1,15}$/u.test(text);
  if (isPlain && (keys.length === 1 || Number(text) === 0)) return new Map(keys.map((key) => [key, Number(text)]));
  const cursor = new Map<string, number>();
  for (const part of text.split('.')) {
    const match = /^([a-z][0-9a-z]{0,15})=(\d{1,15})$/u.exec(part);
    if (match === null)
      throw new InputError({ code: 'bad_cursor', message: 'This is the id of no event of these renders.' });
    // A workspace that is no longer served has no events any more.
    if (keys.includes(match[1] ?? '')) cursor.set(match[1] ?? '', Number(match[2]));
  }
  return cursor;
}
