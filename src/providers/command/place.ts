import { readFileSync } from 'node:fs';
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

/**
 * A running process as it is told from a later one with its number: the number, and when it began (Linux: proc(5), field
 * 22 of `stat`). Null for one that is over.
 */
export function markOf(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return null;
  }
  const [state = '', ...rest] = readStat(pid).split(') ').at(-1)?.split(' ') ?? [];
  return state === 'Z' ? null : `${pid} ${rest[18] ?? ''}`;
}

function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
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
