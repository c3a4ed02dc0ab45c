import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { AttemptId } from '../../model/ids.ts';
import { HEAD_BYTES, sniffMediaType } from '../media-type.ts';
import type { CommandBody } from './body.ts';

const OUTPUTS = { video: 'output.mp4', picture: 'output.png', sound: 'output.wav' } as const;

const PREFIX = 'longtake-command-';

/** Takes away such a place, and nothing else. */
export async function clearPlace(folder: string): Promise<void> {
  if (basename(folder).startsWith(PREFIX)) await rm(folder, { recursive: true, force: true }).catch(() => {});
}

/** Where a submission's program works: known by the submission alone, so that what it leaves behind can be found. */
export function placeOf(
  attempt: AttemptId,
  gives: CommandBody['gives'],
): { readonly folder: string; readonly output: string; readonly pidFile: string } {
  const folder = join(tmpdir(), `${PREFIX}${attempt}`);
  return { folder, output: join(folder, OUTPUTS[gives]), pidFile: join(folder, 'pid') };
}

/** Null for a file that is not there, or nothing that a storyboard can use. */
export async function typeOf(file: string): Promise<ReturnType<typeof sniffMediaType>> {
  try {
    await using handle = await open(file, 'r');
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(HEAD_BYTES) });
    return sniffMediaType(buffer.subarray(0, bytesRead));
  } catch {
    return null;
  }
}
