import { stat } from 'node:fs/promises';
import type { JsonObject } from '../base/json.ts';
import { InputError } from '../model/error.ts';
import { findPosted, listPosted, savePosted } from '../store/posted.ts';
import { isPostedId, toGivenFilm, toPostedFilm, type Film } from './film.ts';
import type { Home } from './home.ts';
import { withRunning, type Summary } from './summary.ts';
import type { Runs } from './runs.ts';

/** The films that a server serves: those it was given, and those that were posted to it. */
export type Library = {
  readonly given: readonly Film[];
  /** @throws InputError `render_unknown` */
  readonly find: (id: string) => Promise<Film>;
  /** Newest first. No plan and no storyboard of a posted film is read for it. */
  readonly list: (query: ListQuery) => Promise<{ readonly films: readonly Summary[]; readonly next: string | null }>;
  readonly save: (film: Film, summary: Summary, nowMs: number) => Promise<void>;
};
export type ListQuery = { readonly limit: number; readonly after: string | null; readonly state: string | null };

export async function openGiven(files: readonly string[]): Promise<readonly Film[]> {
  const films = new Map<string, Film>();
  for (const file of files) {
    const found = await stat(file).catch(() => null);
    if (found === null || !found.isFile())
      throw new InputError({ code: 'storyboard_missing', message: `${file} does not exist, or is no file.` });
    const film = toGivenFilm(file, Math.floor(found.birthtimeMs || found.mtimeMs));
    films.set(film.id, film);
  }
  return [...films.values()];
}

export function createLibrary({
  given,
  home,
  runs,
  summaryOf,
}: {
  readonly given: readonly Film[];
  readonly home: Home;
  readonly runs: () => Runs;
  /** Of a given film, whose files anybody may change. */
  readonly summaryOf: (film: Film) => Promise<Summary>;
}): Library {
  const listGiven = async (before: Place | null, state: string | null): Promise<readonly Summary[]> => {
    const summaries = await Promise.all(given.map(summaryOf));
    return summaries.filter(
      (one) => (state === null || one.state === state) && (before === null || comparePlaces(one, before) > 0),
    );
  };
  const listFromHome = async (limit: number, before: Place | null, state: string | null): Promise<Summary[]> => {
    const workspace = await home.ifThere();
    if (workspace === null) return [];
    // Rows say `running` also of what is about to stop.
    const states = state === null ? null : state === 'stopping' ? ['running'] : [state];
    const rows = await listPosted(workspace.db, { limit, before, states });
    const summaries = rows.map(({ id, createdMs, summary }) =>
      withRunning(fromStored(summary), runs().find(toPostedFilm(home.folder, id, createdMs))),
    );
    return summaries.filter((one) => state === null || one.state === state);
  };
  return {
    given,
    find: async (id) => {
      const known = given.find((film) => film.id === id);
      if (known !== undefined) return known;
      const workspace = isPostedId(id) ? await home.ifThere() : null;
      const row = workspace === null ? null : await findPosted(workspace.db, id);
      if (row === null) {
        throw new InputError({
          code: 'render_unknown',
          message: 'There is no such render. `GET /v1/renders` lists all.',
        });
      }
      return toPostedFilm(home.folder, id, row.createdMs, row.called);
    },
    list: async ({ limit, after, state }) => {
      const before = after === null ? null : parsePlace(after);
      const found = [...(await listGiven(before, state)), ...(await listFromHome(limit + 1, before, state))];
      const films = found.toSorted(comparePlaces).slice(0, limit);
      const last = films.at(-1);
      return { films, next: found.length > limit && last !== undefined ? `${last.createdMs}.${last.id}` : null };
    },
    save: async (film, summary, nowMs) => {
      const workspace = await home.open();
      const { title, state } = summary;
      await savePosted(
        workspace.db,
        { id: film.id, title, state, summary, createdMs: film.createdMs, called: film.called },
        nowMs,
      );
    },
  };
}

/** Versions before marks wrote down whether a file was there: under any other mark the newest is sent. */
function fromStored(stored: JsonObject): Summary {
  const { hasPoster, hasSheet, ...rest } = stored;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `save`, as it is
  const summary = rest as unknown as Summary;
  if (hasPoster === undefined) return summary;
  const markOf = (isThere: boolean): string | null => (isThere ? 'any' : null);
  return {
    ...summary,
    marks: {
      film: markOf(summary.film !== null),
      poster: markOf(hasPoster === true),
      sheet: markOf(hasSheet === true),
    },
  };
}

type Place = { readonly createdMs: number; readonly id: string };

/** Newest first. */
function comparePlaces(one: Place, other: Place): number {
  return other.createdMs - one.createdMs || (one.id < other.id ? 1 : one.id > other.id ? -1 : 0);
}

function parsePlace(text: string): Place {
  const match = /^(\d{1,15})\.([a-z]-[0-9a-z]{1,30})$/u.exec(text);
  if (match === null) throw new InputError({ code: 'bad_cursor', message: '`after` must be what `next` was.' });
  return { createdMs: Number(match[1]), id: match[2] ?? '' };
}
