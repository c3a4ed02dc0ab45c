import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { systemClock } from './clock.ts';
import { sha256 } from './hash.ts';

/** Writes a file whole or not at all: another process reads the old text or the new one, also after the power failed. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}-${MACHINE}`;
  try {
    await writeSynced(draft, text);
    await removeLeftDrafts(file);
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  await using folder = await open(dirname(file), 'r');
  await folder.sync();
}

const LEFT_AFTER_MS = 60_000;

/** Tells this machine's drafts from those of others that write into the same folder. */
const MACHINE = sha256(hostname()).slice(0, 8);

/**
 * What processes left that were killed while they wrote: on this machine those that are gone, on others those that are
 * older than any that writes right now.
 */
export async function removeLeftDrafts(file: string): Promise<void> {
  const folder = dirname(file);
  for (const name of await readdir(folder)) {
    const [, pid = '', machine = null] =
      (name.startsWith(`${basename(file)}.`)
        ? /^(\d+)(?:-([0-9a-f]{8}))?$/.exec(name.slice(basename(file).length + 1))
        : null) ?? [];
    if (pid === '') continue;
    const path = join(folder, name);
    const isLeft = machine === MACHINE ? !isRunning(Number(pid)) : await isOld(path);
    if (isLeft) await rm(path, { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one that runs.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

async function isOld(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && found.mtimeMs < systemClock.nowMs() - LEFT_AFTER_MS;
}

async function writeSynced(file: string, text: string): Promise<void> {
  await using handle = await open(file, 'w');
  await handle.writeFile(text);
  await handle.sync();
}
