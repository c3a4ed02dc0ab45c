import { copyFile, link, rename, rm } from 'node:fs/promises';

/**
 * As `moveInto`, for a film of gigabytes: giving back the old one's room takes a second, and happens meanwhile. `freed`
 * never rejects; it is awaited before the render is over, so that a process that is killed leaves nothing for good.
 */
export async function moveFilmInto(file: string, out: string): Promise<{ readonly freed: Promise<void> }> {
  const old = `${file}.old`;
  const isKept = await keep(out, old);
  await moveInto(file, out);
  // What cannot be removed now is removed with the other temporary files when the workspace is opened.
  return { freed: isKept ? rm(old, { force: true }).catch(() => {}) : Promise.resolve() };
}

/** False where there is no file yet, or where the file system has no second names. */
async function keep(file: string, name: string): Promise<boolean> {
  try {
    await link(file, name);
    return true;
  } catch {
    return false;
  }
}

/**
 * Rename, or copy and rename when the file goes to another file system: whoever opens `out` finds the old file whole or the
 * new one.
 */
export async function moveInto(file: string, out: string): Promise<void> {
  try {
    await rename(file, out);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    const twin = `${out}.${process.pid}.tmp`;
    await copyFile(file, twin);
    await rename(twin, out);
  }
}
