import type { Failure } from '../model/generation.ts';
import { moneyToText, type Micros } from '../model/money.ts';
import { holdAttempt, saveOperation, type Attempt } from '../store/journal.ts';
import type { OutboxEntry } from '../store/machines.ts';
import { saveTakeCost } from '../store/takes.ts';
import { ownFailure } from './failures.ts';
import { outcome, type Outcome } from './outcome.ts';
import { callContext } from './call-context.ts';
import type { TakeCrew } from './crew.ts';
import { lookFor } from './look-for.ts';
import { attemptOf, operationOf, settling } from './take-effects.ts';

/**
 * Gives up a take: its provider is asked to stop, and then what became of the job. What was finished before it heard is
 * brought in, for it is paid; what nobody can tell about is held. Where nothing was sent, nobody is asked.
 */
export async function cancelTake(crew: TakeCrew, entry: OutboxEntry, signal: AbortSignal): Promise<Outcome> {
  const { attempt, provider, take } = await attemptOf(crew, entry.machine);
  const context = callContext(crew, signal);
  if (attempt.status === 'intent') return cancelled(attempt, 'no', 'Nothing was sent for it.');
  if (attempt.operation === null) {
    const found = await lookFor(crew, attempt, provider, signal);
    signal.throwIfAborted();
    switch (found.status) {
      case 'found':
        return outcome({ type: 'take.submitted' }, (db, nowMs) =>
          saveOperation(db, attempt.id, found.operation, nowMs),
        );
      case 'absent':
        return cancelled(attempt, 'no', `${attempt.provider} never got it.`);
      case 'pending':
      case 'unknown': {
        const failure = cancelFailure(
          'unknown',
          `${attempt.provider} cannot tell whether it has it. ${mayCost(attempt)}`,
        );
        return outcome({ type: 'take.unknown', failure }, (db) => holdAttempt(db, attempt.id, failure));
      }
    }
  }
  const operation = operationOf(attempt);
  await provider.cancel(operation, context).catch(() => {});
  const answer = await provider.poll(operation, context).catch(() => ({ status: 'pending' }) as const);
  signal.throwIfAborted();
  switch (answer.status) {
    case 'done':
      return outcome({ type: 'take.finished' }, (db) =>
        saveTakeCost(db, take.id, answer.costMicros ?? attempt.reservedMicros),
      );
    case 'failed':
      return cancelled(attempt, answer.failure.billed, `${attempt.provider} stopped it.`, answer.costMicros);
    case 'pending':
      return cancelled(
        attempt,
        attempt.reservedMicros === 0 ? 'no' : 'unknown',
        `${attempt.provider} was asked to stop. ${mayCost(attempt)}`,
      );
  }
}

/** Why a take ends that a person gave up. */
export function cancelFailure(billed: Failure['billed'], message: string): Failure {
  return { ...ownFailure('cancelled', `Given up by hand. ${message}`.trim()), billed };
}

function cancelled(
  attempt: Attempt,
  billed: Failure['billed'],
  message: string,
  costMicros: Micros | null = null,
): Outcome {
  const failure = cancelFailure(billed, message);
  return outcome({ type: 'take.cancelled', failure }, settling(attempt, failure, costMicros));
}

function mayCost(attempt: Attempt): string {
  return attempt.reservedMicros === 0 ? '' : `It may still be charged: ${moneyToText(attempt.reservedMicros)}.`;
}
