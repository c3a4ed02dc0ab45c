import type { Failure } from '../model/generation.ts';
import { beginSending, saveOperation, type Attempt } from '../store/journal.ts';
import type { OutboxEntry } from '../store/machines.ts';
import type { Take } from '../store/takes.ts';
import { submitContext, uploadFiles } from './call-context.ts';
import type { Crew } from './crew.ts';
import { learnPrice } from './dearer.ts';
import { createDeparture } from './departure.ts';
import { holdSlot } from './doubt.ts';
import { ownFailure, thrownFailure } from './failures.ts';
import { outcome, type Outcome } from './outcome.ts';
import { withWhatCouldBeAllowed } from './refused-content.ts';
import { attemptOf, settling } from './take-effects.ts';

/** The one POST. Whoever cannot claim the right to send must ask the provider what became of it. */
export async function submit(crew: Crew, entry: OutboxEntry, signal: AbortSignal): Promise<Outcome> {
  const { attempt, provider, take } = await attemptOf(crew, entry.machine);
  const fromMs = crew.clock.uptimeMs();
  const uploaded = await uploadFiles(crew, attempt, provider, signal);
  if (uploaded.status === 'failed') return rejected(crew, attempt, take, uploaded.failure);
  const departure = createDeparture(crew.clock, crew.workspace);
  const sending = { body: uploaded.body, leadMs: Math.ceil(departure.fromMs - fromMs) };
  // It leaves the wire when its outcome is written down.
  crew.onTheWire.enter(entry.machine, attempt);
  if (!(await beginSending(crew.workspace.db, attempt.id, sending))) {
    return outcome({
      type: 'take.lost_answer',
      failure: ownFailure('unavailable', 'An earlier process stopped before the answer to this submission was saved.'),
    });
  }
  const answer = await provider
    .submit(sending.body, submitContext(crew, attempt, departure, signal))
    .catch((thrown: unknown) => ({ status: 'ambiguous', message: thrownFailure(thrown).message }) as const);
  const missed = departure.missed();
  if (missed !== null) return outcome({ type: 'take.rejected', failure: missed }, settling(attempt, missed));
  switch (answer.status) {
    case 'accepted':
      crew.brakes.accepted(attempt.provider);
      learnPrice(crew, take, answer.quotedMicros);
      return Object.assign(
        outcome({ type: 'take.submitted' }, (db, nowMs) =>
          saveOperation(db, attempt.id, answer.operation, nowMs, answer.quotedMicros),
        ),
        { isPaid: true } as const,
      );
    case 'rejected':
      return rejected(crew, attempt, take, answer.failure);
    case 'ambiguous':
      holdSlot(crew, provider, attempt, entry.machine);
      return outcome({
        type: 'take.lost_answer',
        failure: { ...ownFailure('unavailable', answer.message), billed: 'unknown' },
      });
  }
}

/** Nothing was created. Where the provider is busy or away, nobody else asks it for a while either. */
function rejected(crew: Crew, attempt: Attempt, take: Take, told: Failure): Outcome {
  const failure = withWhatCouldBeAllowed(crew, take, told);
  const brakeMs = crew.brakes.refused(attempt.provider, failure);
  if (brakeMs !== null) {
    crew.slots.brake(attempt.provider, brakeMs);
    if (failure.class === 'unavailable')
      crew.onWarning('provider_away', `${failure.message} It is asked again in ${Math.ceil(brakeMs / 1000)} s.`);
  }
  return outcome({ type: 'take.rejected', failure }, settling(attempt, failure));
}
