import type { HeldTake, SettleHeld } from '../engine/api.ts';
import { InputError } from '../model/error.ts';
import { toId, type AttemptId } from '../model/ids.ts';
import { moneyToText } from '../model/money.ts';
import { listHeldFilms } from '../store/held.ts';
import { findAttempt } from '../store/journal.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { Longtake } from '../wire.ts';
import type { Feed, Source } from './feed.ts';
import type { Film } from './film.ts';
import { confirmationNeeded } from './question.ts';

/** A held take, and the film it is of. */
export type HeldOfFilm = HeldTake & { readonly render: string };

/** Takes of which nobody knows what became of them, of all films that are served. */
export type HeldDesk = {
  /** Of one film, or of all. */
  readonly list: (film: Film | null) => Promise<readonly HeldOfFilm[]>;
  /**
   * Does what a person says about one; returns its film.
   * @throws InputError `attempt_unknown`, `not_held`, `confirmation_needed` and what the engine refuses.
   */
  readonly settle: (
    attempt: string,
    wish: SettleHeld,
    approval: { readonly yes: boolean },
    signal: AbortSignal,
  ) => Promise<Film>;
};

export function createHeldDesk({
  longtake,
  sources,
  find,
  feed,
  refresh,
}: {
  readonly longtake: Longtake;
  readonly sources: readonly Source[];
  readonly find: (id: string) => Promise<Film>;
  readonly feed: Feed;
  /** Writes down what lists show of the film. */
  readonly refresh: (film: Film) => Promise<void>;
}): HeldDesk {
  const engineOf = (film: Film) => longtake.engine({ ...film, assets: [] });
  const listOf = async (film: Film): Promise<readonly HeldOfFilm[]> =>
    (await engineOf(film).held(film.name)).map((take) => ({ ...take, render: film.id }));
  const findFilm = async (attempt: AttemptId): Promise<Film> => {
    for (const { folder, filmOf } of sources) {
      await using workspace = await readWorkspace(folder);
      const found = workspace === null ? null : await findAttempt(workspace.db, attempt);
      const id = found === null ? null : filmOf(found.film);
      if (id !== null) return find(id);
    }
    throw new InputError({
      code: 'attempt_unknown',
      message: 'There is no such submission. `GET /v1/held` lists what is held.',
    });
  };
  return {
    list: async (film) => {
      if (film !== null) return listOf(film);
      const all: HeldOfFilm[] = [];
      for (const { folder, filmOf } of sources) {
        await using workspace = await readWorkspace(folder);
        for (const name of workspace === null ? [] : await listHeldFilms(workspace.db)) {
          const id = filmOf(name);
          if (id !== null) all.push(...(await listOf(await find(id))));
        }
      }
      return all;
    },
    settle: async (attempt, wish, { yes }, signal) => {
      const id = toId<AttemptId>(attempt);
      const film = await findFilm(id);
      const engine = engineOf(film);
      if (wish.action === 'resubmit' && !yes) askFirst((await engine.held(film.name)).find((one) => one.id === id));
      await engine.settle(film.name, id, wish, signal);
      await refresh(film);
      feed.poke(film.workspace);
      return film;
    },
  };
}

/** What is sent once more is paid once more. */
function askFirst(take: HeldTake | undefined): void {
  if (take === undefined || (take.againMicros === 0 && take.isPriced)) return;
  const beside = take.mayCostMicros === 0 ? '' : `, beside ${moneyToText(take.mayCostMicros)} that may be paid already`;
  const price = take.isPriced ? `about ${moneyToText(take.againMicros)}` : 'price unknown';
  const text = `1 shot once more, ${price}${beside}`;
  throw confirmationNeeded(
    { text, costMicros: take.againMicros, unpriced: take.isPriced ? 0 : 1, shots: 1 },
    'Say `yes: true` to spend it.',
  );
}
