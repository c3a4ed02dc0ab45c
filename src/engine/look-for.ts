import type { JsonObject } from '../base/json.ts';
import type { Provider, ReconcileOutcome } from '../providers/contract.ts';
import { findAttemptOf, type Attempt } from '../store/journal.ts';
import { askForJob } from './ask-for-job.ts';
import { callContext, reconcileContext, sentAttempt } from './call-context.ts';
import type { TakeCrew } from './crew.ts';
import { thrownFailure } from './failures.ts';

/** What became of a submission without an answer: the job that its provider told us of, or what the provider finds. */
export async function lookFor(
  crew: TakeCrew,
  attempt: Attempt,
  provider: Provider,
  signal: AbortSignal,
): Promise<ReconcileOutcome> {
  const operation = await findToldJob(crew, attempt, provider, signal);
  if (operation !== null) return { status: 'found', operation, isCertain: true };
  return provider
    .reconcile(sentAttempt(attempt), reconcileContext(crew, attempt, signal))
    .catch((thrown: unknown) => ({ status: 'unknown', message: thrownFailure(thrown).message }) as const);
}

/** The handle of a job that a message named; null where it can be none of this submission. */
export function toldOperation(provider: Provider, { id, body }: Attempt, job: string): JsonObject | null {
  return provider.toOperation?.(job, { id, body }) ?? null;
}

/** Null where the provider does not have it after all, or another take does: then it is looked for as ever. */
async function findToldJob(
  crew: TakeCrew,
  attempt: Attempt,
  provider: Provider,
  signal: AbortSignal,
): Promise<JsonObject | null> {
  const operation = attempt.toldJob === null ? null : toldOperation(provider, attempt, attempt.toldJob);
  if (operation === null) return null;
  const owner = await findAttemptOf(crew.workspace.db, attempt.provider, operation);
  if (owner !== null && owner !== attempt.id) return null;
  const failure = await askForJob(provider, operation, { ...callContext(crew, signal), body: attempt.body });
  return failure === null ? operation : null;
}
