import type { JsonObject } from '../base/json.ts';
import { EnvironmentError, InputError } from '../model/error.ts';
import type { Failure } from '../model/generation.ts';
import { findAttempt, findAttemptOf } from '../store/journal.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { HeldTake } from './api.ts';
import { askForJob } from './ask-for-job.ts';
import type { EngineDependencies } from './dependencies.ts';

/**
 * The handle of a job that a person found at the provider. The provider is asked whether it has it: a slip of the pen
 * must not lose the true one. Changes nothing.
 * @throws InputError when it is no job of theirs, or another take's; EnvironmentError when nobody answers.
 */
export async function findJob(
  dependencies: EngineDependencies,
  held: HeldTake,
  job: string,
  signal: AbortSignal,
): Promise<JsonObject> {
  const provider = (await dependencies.providers()).get(held.provider);
  await using workspace = await readWorkspace(dependencies.workspace);
  const attempt = workspace === null ? null : await findAttempt(workspace.db, held.id);
  const operation =
    attempt === null ? null : (provider?.toOperation?.(job, { id: attempt.id, body: attempt.body }) ?? null);
  if (provider === undefined || workspace === null || attempt === null || operation === null)
    throw unknownJob(held, job);
  if ((await findAttemptOf(workspace.db, held.provider, operation)) !== null) {
    throw new InputError({
      code: 'job_taken',
      message: `The job "${job}" belongs to another take already. Look for one that ${held.provider} made about the time of this take.`,
    });
  }
  const { body } = attempt;
  const failure = await askForJob(provider, operation, { signal, blobPath: (sha) => workspace.blobs.path(sha), body });
  if (failure === null) return operation;
  if (NOT_THERE.has(failure.class)) throw unknownJob(held, job);
  throw new EnvironmentError({
    code: 'provider_unreachable',
    message: `${held.provider} could not be asked whether it has the job "${job}": ${failure.message} Try again later; nothing was changed.`,
  });
}

const NOT_THERE: ReadonlySet<Failure['class']> = new Set(['lost', 'invalid_request']);

function unknownJob(held: HeldTake, job: string): InputError {
  return new InputError({
    code: 'job_unknown',
    message: `${held.provider} has no job "${job}" that this take could have come from. Copy its id from the provider's own page; nothing was changed.`,
  });
}
