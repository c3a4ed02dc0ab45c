import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openWorkspace, type Workspace } from '../store/workspace.ts';

/** The server's own folder: posted films, the workspace that they share, and what the server itself writes down. */
export type Home = AsyncDisposable & {
  readonly folder: string;
  readonly workspaceFolder: string;
  /** Makes the folder when it is not there; kept open until the end. */
  readonly open: () => Promise<Workspace>;
  /** Null while nothing was ever kept. */
  readonly ifThere: () => Promise<Workspace | null>;
};

export function createHome(path: string): Home {
  const folder = resolve(path);
  const workspaceFolder = join(folder, '.longtake');
  let opened: Promise<Workspace & AsyncDisposable> | null = null;
  const open = (): Promise<Workspace & AsyncDisposable> => {
    const opening = (opened ??= mkdir(folder, { recursive: true }).then(() => openWorkspace(workspaceFolder)));
    opening.catch(() => {
      // The next one tries again.
      if (opened === opening) opened = null;
    });
    return opening;
  };
  return {
    folder,
    workspaceFolder,
    open,
    ifThere: async () => (opened !== null || existsSync(join(workspaceFolder, 'longtake.db')) ? open() : null),
    [Symbol.asyncDispose]: async () => {
      const last = opened;
      opened = null;
      await (await last)?.[Symbol.asyncDispose]();
    },
  };
}
