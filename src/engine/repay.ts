import { MAX_ATTEMPTS } from '../../machines/retry.ts';
import { policyFor } from '../model/on-unknown.ts';
import type { Provider } from '../providers/contract.ts';
import { listTakeAttempts, settleAttempt, type Attempt } from '../store/journal.ts';
import { findTake } from '../store/takes.ts';
import type { Crew } from './crew.ts';
import { ownFailure } from './failures.ts';
import { outcome, type Outcome } from './outcome.ts';
import { overBudget } from './over-budget.ts';

/**
 * Whether what a person wrote down (`on_unknown`), or the default for cents, lets a submission of which nobody can tell
 * whether it exists be paid once more: only where its price is known and small enough, where the money suffices for both,
 * and once for a take. What is not, is held: it can still be adopted by whoever finds it.
 */
export async function mayRepay(crew: Crew, attempt: Attempt, provider: Provider): Promise<boolean> {
  const facts = provider.models().find(({ id }) => id === attempt.model);
  const policy = policyFor(crew.plan.onUnknown, {
    provider: attempt.provider,
    answersAtOnce: facts?.answersAtOnce ?? false,
  });
  if (policy.kind === 'ask' || attempt.reservedMicros === 0 || attempt.reservedMicros > policy.upToMicros) return false;
  const attempts = await listTakeAttempts(crew.workspace.db, attempt.take);
  return (
    attempts.length < MAX_ATTEMPTS &&
    attempts.every(({ status, billed }) => status !== 'settled' || billed !== 'unknown') &&
    (await hasMoney(crew, attempt))
  );
}

/** Looked at once more when it is reserved; what nobody wants any more is not bought again. */
async function hasMoney(crew: Crew, attempt: Attempt): Promise<boolean> {
  const { db } = crew.workspace;
  const take = await findTake(db, attempt.take);
  const task = take === null ? undefined : crew.tasks.get(take.task);
  const choice = task?.ladder.find(({ model }) => model === attempt.model);
  return task !== undefined && choice !== undefined && (await overBudget(crew, task, choice, db)) === null;
}

/** The old one counts as spent from now on, and its slot stays taken; the new one is admitted like any other. */
export function repaid(attempt: Attempt, message: string): Outcome {
  const failure = {
    ...ownFailure(
      'lost',
      `${attempt.provider} may or may not have accepted this take: ${message} It is paid once more.`,
    ),
    billed: 'unknown',
  } as const;
  return outcome({ type: 'take.repay' }, (db, nowMs) =>
    settleAttempt(db, attempt.id, { billed: 'unknown', costMicros: attempt.reservedMicros, failure }, nowMs),
  );
}
