import { readFile, stat } from 'node:fs/promises';
import { sha256 } from '../../base/hash.ts';
import type { ReconcileOutcome, SentAttempt } from '../contract.ts';
import type { CommandBody, CommandOperation } from './body.ts';
import { markOf, placeOf, typeOf } from './place.ts';

const ASK_AGAIN_MS = 2_000;
/** A file that was written to so lately may not be whole. */
const STILL_MS = 5_000;

/**
 * What a program came to that was not heard to its end, because we were killed or had no room for its file: it may be at
 * work yet, or have left its file in its place.
 */
export async function findLeftBehind(
  { id, intentMs }: SentAttempt,
  { gives }: Pick<CommandBody, 'gives'>,
  { nowMs, timeoutMs }: { readonly nowMs: number; readonly timeoutMs: number },
): Promise<ReconcileOutcome> {
  const { output, pidFile } = placeOf(id, gives);
  const mark = await readFile(pidFile, 'utf8').catch(() => '');
  // Where nobody tells when a program began, another one may have its number by then.
  const isAlive = mark !== '' && markOf(Number.parseInt(mark, 10)) === mark;
  if (isAlive && nowMs < intentMs + timeoutMs) return { status: 'pending', retryAfterMs: ASK_AGAIN_MS };
  const type = await typeOf(output);
  if (type?.kind !== gives)
    return { status: 'unknown', message: 'the program was cut off, and what it had paid by then is not known.' };
  const ageMs = nowMs - (await stat(output)).mtimeMs;
  if (ageMs >= 0 && ageMs < STILL_MS) return { status: 'pending', retryAfterMs: STILL_MS };
  const sha = sha256(await readFile(output));
  const operation: CommandOperation = { kind: 'left', output, sha, mediaType: type.mediaType };
  return { status: 'found', operation };
}
