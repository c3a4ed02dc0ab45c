import { writeFile } from 'node:fs/promises';
import type {
  CallContext,
  Provider,
  ReconcileContext,
  SentAttempt,
  SubmitContext,
  UploadOutcome,
} from '../providers/contract.ts';
import { findAttemptOf, type Attempt } from '../store/journal.ts';
import { temporaryPath, type Crew, type TakeCrew } from './crew.ts';
import type { Departure } from './departure.ts';
import { ownFailure, thrownFailure } from './failures.ts';

export function callContext(crew: TakeCrew, signal: AbortSignal): CallContext {
  return { signal, blobPath: (sha) => crew.workspace.blobs.path(sha) };
}

export function submitContext(
  crew: TakeCrew & Pick<Crew, 'callback'>,
  attempt: Attempt,
  { mayLeave }: Departure,
  signal: AbortSignal,
): SubmitContext {
  return {
    ...callContext(crew, signal),
    attempt: attempt.id,
    idempotencyKey: attempt.id,
    mayLeave,
    webhook: attempt.nonce === null ? null : (crew.callback?.(attempt.provider, attempt.nonce) ?? null),
    keep: async (bytes) => {
      const file = temporaryPath(crew, '.answer');
      await writeFile(file, bytes);
      return (await crew.workspace.blobs.adopt(file)).sha;
    },
  };
}

/** Only where nothing was sent yet: who finds it `sending` sends nothing any more. */
export async function uploadFiles(
  crew: TakeCrew,
  attempt: Attempt,
  provider: Provider,
  signal: AbortSignal,
): Promise<UploadOutcome> {
  if (attempt.status !== 'intent' || provider.upload === undefined) return { status: 'ready', body: attempt.body };
  try {
    return await provider.upload(attempt.body, callContext(crew, signal));
  } catch (thrown) {
    signal.throwIfAborted();
    return { status: 'failed', failure: ownFailure('unavailable', thrownFailure(thrown).message) };
  }
}

export function sentAttempt({ id, body, intentMs, leadMs, nonce }: Attempt): SentAttempt {
  return { id, body, intentMs, leadMs, nonce };
}

/** Asks the journal whether a job that a provider offers has its attempt already. */
export function reconcileContext(crew: TakeCrew, attempt: Attempt, signal: AbortSignal): ReconcileContext {
  return {
    ...callContext(crew, signal),
    isTaken: async (operation) => (await findAttemptOf(crew.workspace.db, attempt.provider, operation)) !== null,
  };
}
