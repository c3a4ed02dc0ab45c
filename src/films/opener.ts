import { readFile, stat } from 'node:fs/promises';
import { toLockFile } from '../storyboard/lock-file.ts';
import type { Longtake, OpenedFilm, OpenOptions } from '../wire.ts';
import type { Film } from './film.ts';
import { toOverrides, type RunOptions } from './run-options.ts';

/** Opens films to be looked at. One that was opened before, and of which no file changed since, is not read again. */
export type Opener = {
  readonly options: (film: Film, options: RunOptions) => OpenOptions;
  readonly open: (film: Film, options: RunOptions) => Promise<OpenedFilm>;
};

const MOST_KEPT = 64;

export function createOpener(longtake: Longtake, allowRemote: boolean): Opener {
  const kept = new Map<string, { readonly signature: string; readonly opened: Promise<OpenedFilm> }>();
  const toOptions: Opener['options'] = (film, options) => ({
    preview: options.preview,
    overrides: toOverrides(options),
    allowRemote,
    workspace: film.workspace,
    ...(film.source === 'posted' ? { sent: { name: film.called } } : {}),
  });
  return {
    options: toOptions,
    open: async (film, options) => {
      const key = JSON.stringify([film.id, options.preview, options.takes, options.model, options.slate]);
      const known = kept.get(key);
      kept.delete(key);
      if (known !== undefined && known.signature === (await signatureOf(film, await known.opened))) {
        kept.set(key, known);
        return known.opened;
      }
      const before = await signatureOf(film, null);
      const opened = longtake.open(film.file, toOptions(film, options));
      const found = await opened;
      // A file that was written while it was read, or that includes others, is read again the next time.
      if (before !== (await signatureOf(film, null)) || (await mayInclude(film))) return found;
      kept.set(key, { signature: await signatureOf(film, found), opened });
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST_KEPT) break;
        kept.delete(oldest);
      }
      return found;
    },
  };
}

async function signatureOf(film: Film, opened: OpenedFilm | null): Promise<string> {
  const files = [film.file, toLockFile(film.file), ...(opened?.assets ?? []).map((asset) => asset.absolutePath)];
  const parts = await Promise.all(
    files.map(async (file) => {
      const found = await stat(file).catch(() => null);
      return found === null ? '-' : `${found.ino} ${found.size} ${found.mtimeMs}`;
    }),
  );
  return parts.join(' ');
}

async function mayInclude({ file }: Film): Promise<boolean> {
  return (await readFile(file, 'utf8').catch(() => '')).includes('include');
}
