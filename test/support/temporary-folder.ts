import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Memory where there is some: thousands of synced commits are waited for by nobody. A killed process loses none of it. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A folder that goes away with the test. Its name has a space in it, as people's folders do. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(PLACE, 'long take '));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
