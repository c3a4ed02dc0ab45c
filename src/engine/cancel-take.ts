import type { Failure } from '../model/generation.ts';
import type { Micros } from '../model/money.ts';
import { holdAttempt, saveOperation, type Attempt } from '../store/journal.ts';
import type { OutboxEntry } from '../store/machines.ts';
import { saveTakeCost } from '../store/takes.ts';
import { ownFailure } from './failures.ts';
import { outcome, type Outcome } from './outcome.ts';
import { callContext } from './call-context.ts';
import type { TakeCrew } from './crew.ts';
import { lookFor } from './look-for.ts';
import { mayCost, stopJob } from './stop-job.ts';
import { attemptOf, operationOf, settling } from './take-effects.ts';

/**
 * Gives up a take: its provider is asked to stop, and then what became of the job. What was finished before it heard is
 * brought in, for it is paid; what nobody can tell about is held. Where nothing was sent, nobody is asked.
 */
export async function cancelTake(crew: TakeCrew, entry: OutboxEntry, signal: AbortSignal): Promise<Outcome> {
  const { attempt, provider, take } = await attemptOf(crew, entry.machine);
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
          `${attempt.provider} cannot tell whether it has it. ${mayCost(attempt.reservedMicros)}`,
        );
        return outcome({ type: 'take.unknown', failure }, (db) => holdAttempt(db, attempt.id, failure));
      }
    }
  }
  const stopped = await stopJob(provider, operationOf(attempt), attempt, callContext(crew, signal));
  signal.throwIfAborted();
  return stopped.status === 'done'
    ? outcome({ type: 'take.finished' }, (db) => saveTakeCost(db, take.id, stopped.costMicros))
    : cancelled(attempt, stopped.billed, stopped.message, stopped);
}

/** Why a take ends that a person gave up. */
export function cancelFailure(billed: Failure['billed'], message: string, mayRunOn = false): Failure {
  const failure = { ...ownFailure('cancelled', `Given up by hand. ${message}`.trim()), billed };
  return mayRunOn ? { ...failure, mayRunOn } : failure;
}

const OVER = { costMicros: null, isOver: true } as const;

function cancelled(
  attempt: Attempt,
  billed: Failure['billed'],
  message: string,
  { costMicros, isOver }: { readonly costMicros: Micros | null; readonly isOver: boolean } = OVER,
): Outcome {
  const failure = cancelFailure(billed, message, !isOver);
  return outcome({ type: 'take.cancelled', failure }, settling(attempt, failure, costMicros));
}
