import { constants, existsSync } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { toLongtakeError } from '../model/error.ts';
import { tryToWrite } from '../store/counts.ts';
import { openWorkspace } from '../store/workspace.ts';

export type HealthOptions = {
  /** The server's own `.longtake` folder. */
  readonly folder: string;
  /** Rejects where there is no usable ffmpeg. */
  readonly ffmpeg: () => Promise<unknown>;
  readonly minFreeBytes?: number;
  readonly clock: Pick<Clock, 'nowMs'>;
};

export type Health = {
  readonly isHealthy: boolean;
  /** In the words of a person, without any path: whoever asks need not have signed in. */
  readonly checks: readonly {
    readonly name: 'database' | 'disk' | 'ffmpeg';
    readonly ok: boolean;
    readonly reason: string | null;
  }[];
};

/** A film of some minutes and its takes need as much. */
const MIN_FREE_BYTES = 512 * 1024 * 1024;

/** What was found a moment ago is told again: whoever asks all the time, and need not sign in, makes no work. */
const FRESH_MS = 2_000;

/** Whether this server can do its work: write to its database, keep files, and make films. */
export function createHealthCheck({
  folder,
  ffmpeg,
  minFreeBytes = MIN_FREE_BYTES,
  clock,
}: HealthOptions): () => Promise<Health> {
  let hasFfmpeg = false;
  let last: { readonly atMs: number; readonly health: Promise<Health> } | null = null;
  const look = async (): Promise<Health> => {
    const checks = await Promise.all([
      check('database', () => canWrite(folder)),
      check('disk', () => hasRoom(folder, minFreeBytes)),
      check('ffmpeg', async () => {
        // Looking for it runs programs.
        if (!hasFfmpeg) await ffmpeg();
        hasFfmpeg = true;
        return null;
      }),
    ]);
    return { isHealthy: checks.every(({ ok }) => ok), checks };
  };
  return () => {
    const nowMs = clock.nowMs();
    if (last === null || nowMs < last.atMs || nowMs - last.atMs >= FRESH_MS) last = { atMs: nowMs, health: look() };
    return last.health;
  };
}

type Check = Health['checks'][number];

async function check(name: Check['name'], look: () => Promise<string | null>): Promise<Check> {
  try {
    const reason = await look();
    return { name, ok: reason === null, reason };
  } catch (error) {
    return { name, ok: false, reason: REASONS[toLongtakeError(error).code] ?? OTHERWISE[name] };
  }
}

async function canWrite(folder: string): Promise<null> {
  // Who only asks makes nothing: the first film that is posted makes the folder.
  if (!existsSync(folder)) {
    await access(await firstThere(folder), constants.W_OK);
    return null;
  }
  await using workspace = await openWorkspace(folder);
  await tryToWrite(workspace.db);
  return null;
}

async function hasRoom(folder: string, minFreeBytes: number): Promise<string | null> {
  const { bavail, bsize } = await statfs(await firstThere(folder));
  const freeBytes = bavail * bsize;
  const toMegabytes = (bytes: number): number => Math.floor(bytes / 1e6);
  return freeBytes >= minFreeBytes
    ? null
    : `Only ${toMegabytes(freeBytes)} MB are free; ${toMegabytes(minFreeBytes)} MB are wanted.`;
}

/** The folder, or the one that it will be made in. */
async function firstThere(folder: string): Promise<string> {
  try {
    await stat(folder);
    return folder;
  } catch (error) {
    const above = dirname(folder);
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT') || above === folder) throw error;
    return firstThere(above);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  workspace_busy: 'Another process works with this database.',
  workspace_is_newer: 'The database was written by a newer longtake.',
  workspace_not_writable: 'The database cannot be written.',
  workspace_damaged: 'The database is damaged.',
  ffmpeg_missing: 'No usable ffmpeg was found; `longtake doctor` says more.',
};
const OTHERWISE: Readonly<Record<Check['name'], string>> = {
  database: 'The database cannot be written.',
  disk: 'Free space cannot be told.',
  ffmpeg: 'ffmpeg cannot be run.',
};
