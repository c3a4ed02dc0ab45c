import { MAX_ATTEMPTS } from '../../machines/retry.ts';
import { policyFor } from '../model/on-unknown.ts';
import type { ModelChoice, Task } from '../model/plan.ts';
import type { Provider } from '../providers/contract.ts';
import { listTakeAttempts, settleAttempt, type Attempt } from '../store/journal.ts';
import { findTake } from '../store/takes.ts';
import type { Crew } from './crew.ts';
import { toReserveMicros } from './dearer.ts';
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
  if (policy.kind === 'ask' || attempt.reservedMicros === 0) return false;
  const wanted = await stillWanted(crew, attempt);
  if (wanted === null) return false;
  if (Math.max(attempt.reservedMicros, toReserveMicros(crew, wanted.choice)) > policy.upToMicros) return false;
  const attempts = await listTakeAttempts(crew.workspace.db, attempt.take);
  return (
    attempts.length < MAX_ATTEMPTS &&
    attempts.every(({ status, billed }) => status !== 'settled' || billed !== 'unknown') &&
    (await overBudget(crew, wanted.task, wanted.choice, crew.workspace.db)) === null
  );
}

/** What it would be bought as; null for what nobody wants any more. */
async function stillWanted(
  { workspace, tasks }: Crew,
  attempt: Attempt,
): Promise<{ readonly task: Task; readonly choice: ModelChoice } | null> {
  const take = await findTake(workspace.db, attempt.take);
  const task = take === null ? undefined : tasks.get(take.task);
  const choice = task?.ladder.find(({ model }) => model === attempt.model);
  return task === undefined || choice === undefined ? null : { task, choice };
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
