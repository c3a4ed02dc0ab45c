import type { HeardHint, ProviderMessage } from '../engine/api.ts';
import { NONCE } from '../model/ids.ts';
import { findAttemptByNonce } from '../store/journal.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { Longtake } from '../wire.ts';
import type { Feed, Source } from './feed.ts';
import type { Film } from './film.ts';

/** Where providers tell what became of submissions, those of all films that are served. */
export type Callbacks = {
  /** `nonce`: what was in the address. `forged` also where there is no such submission. */
  readonly hear: (
    provider: string,
    nonce: string,
    message: ProviderMessage,
    signal: AbortSignal,
  ) => Promise<{ readonly heard: HeardHint; readonly film: Film | null }>;
};

export function createCallbacks({
  longtake,
  sources,
  find,
  feed,
}: {
  readonly longtake: Longtake;
  readonly sources: readonly Source[];
  readonly find: (id: string) => Promise<Film>;
  readonly feed: Feed;
}): Callbacks {
  return {
    hear: async (provider, nonce, message, signal) => {
      if (!NONCE.test(nonce)) return { heard: 'forged', film: null };
      for (const { folder, filmOf } of sources) {
        await using workspace = await readWorkspace(folder);
        const attempt = workspace === null ? null : await findAttemptByNonce(workspace.db, nonce);
        const id = attempt === null || attempt.provider !== provider ? null : filmOf(attempt.film);
        if (attempt === null || id === null) continue;
        const film = await find(id);
        const heard = await longtake.engine({ ...film, assets: [] }).hear(attempt.id, message, signal);
        feed.poke(film.workspace);
        return { heard, film };
      }
      return { heard: 'forged', film: null };
    },
  };
}
