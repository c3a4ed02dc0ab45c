import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that goes away with the test. Its name has a space in it, as people's folders do. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'long take '));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
