import { MAX_REFETCHES } from '../../machines/retry.ts';
import type { JsonObject } from '../base/json.ts';
import type { Failure } from '../model/generation.ts';
import { newId, newNonce, toId, type AttemptId, type MachineId } from '../model/ids.ts';
import { moneyToText, type Micros } from '../model/money.ts';
import type { Provider } from '../providers/contract.ts';
import {
  findAttempt,
  findAttemptOf,
  holdAttempt,
  insertIntent,
  saveOperation,
  settleAttempt,
  type Attempt,
} from '../store/journal.ts';
import { findMachine, type OutboxEntry } from '../store/machines.ts';
import { findTakeOf, saveTakeCost, saveTakeFacts, saveTakeFile, type Take } from '../store/takes.ts';
import type { Database } from '../store/sqlite.ts';
import { callContext } from './call-context.ts';
import type { Crew, TakeCrew } from './crew.ts';
import { findTask, temporaryPath } from './crew.ts';
import { ownFailure } from './failures.ts';
import { learnPrice, toReserveMicros } from './dearer.ts';
import { gateTake } from './gate.ts';
import { goneProvider } from './gone-provider.ts';
import { holdSlot, isInDoubt, longestRunMs, tellOfDoubt } from './doubt.ts';
import { canLookFor } from './held.ts';
import { outcome, type Outcome } from './outcome.ts';
import { overBudget } from './over-budget.ts';
import { lookFor } from './look-for.ts';
import { mayRepay, repaid } from './repay.ts';
import { tellOfSearch } from './search.ts';
import { hearPoll } from './silence.ts';
import { findRefusal, withWhatCouldBeAllowed } from './refused-content.ts';
import { UNWANTED } from './start-takes.ts';

/** A poll that breaks says nothing of the job; it is asked again until the job's longest run is over. */
const UNHEARD = { status: 'pending', progress: null, retryAfterMs: null, unheard: 'no answer' } as const;

/**
 * Writes the intent, if the money allows it. Admission and intent are one transaction, so two takes cannot both be
 * admitted to the last dollar. Null while all of the provider's slots are taken.
 */
export async function reserve(crew: Crew, entry: OutboxEntry): Promise<Outcome | null> {
  const take = await takeOf(crew, entry.machine);
  const row = await findMachine(crew.workspace.db, entry.machine);
  if (row === null || row.owner === null) return refused(UNWANTED);
  const task = findTask(crew, row.task);
  const choice = task.ladder.find((one) => one.model === take.model);
  // A job of what `auto` chose before was waited for and came to nothing: nothing more is bought of that model.
  if (choice === undefined)
    return refused(
      ownFailure(
        'invalid_request',
        `${task.title} is no longer shot with ${take.model}.`,
        'Run the same command again.',
      ),
    );
  const provider = crew.provider(choice.provider);
  if (provider === null) {
    return refused(
      ownFailure(
        'invalid_request',
        `${take.model} cannot be used by this version.`,
        'Name another model, or render with --preview.',
      ),
    );
  }
  const prepared = provider.prepare(take.request, take.ref, { lengthMs: choice.lengthMs });
  if (!prepared.ok) return refused(prepared.failure);
  const refusal = await findRefusal(crew, task, take);
  if (refusal !== null) return refused(refusal);
  if (!crew.slots.take(choice.provider, entry.machine)) {
    tellOfDoubt(crew, choice.provider);
    return null;
  }
  const attempt = newId<AttemptId>('a', crew.clock.nowMs());
  return async (db, nowMs) => {
    const reservedMicros = toReserveMicros(crew, choice);
    const failure = await overBudget(crew, task, choice, db);
    if (failure !== null) return { event: { type: 'take.refused', failure } };
    await insertIntent(
      db,
      {
        id: attempt,
        take: take.id,
        film: crew.plan.name,
        render: crew.render.id,
        provider: choice.provider,
        model: choice.model,
        body: prepared.body,
        reservedMicros,
        nonce: crew.callback !== null && provider.parseWebhook !== undefined ? newNonce() : null,
      },
      nowMs,
    );
    return { event: { type: 'take.reserved', attempt } };
  };
}

export async function reconcile(crew: Crew, entry: OutboxEntry, signal: AbortSignal): Promise<Outcome> {
  const { attempt, provider, take, before } = await attemptOf(crew, entry.machine);
  const answer = await lookFor(crew, attempt, provider, signal);
  signal.throwIfAborted();
  switch (answer.status) {
    case 'found': {
      const isCertain = answer.isCertain === true || provider.submitSafety === 'key';
      crew.slots.keep(attempt.provider, entry.machine, attempt.id);
      return async (db, nowMs) => {
        // Two that look alike may have been offered the same job at the same time: the first to write has it. And it
        // may be the job of one whose answer is still to come.
        const owner = await findAttemptOf(db, attempt.provider, answer.operation);
        const isAnothers =
          (owner !== null && owner !== attempt.id) || (!isCertain && crew.onTheWire.hasOther(entry.machine, attempt));
        if (isAnothers) return { event: { type: 'take.unsettled', retryAfterMs: 1_000 } };
        await saveOperation(db, attempt.id, answer.operation, nowMs);
        return { event: { type: 'take.found' } };
      };
    }
    case 'pending':
      tellOfSearch(crew, attempt, { task: take.task, leftMs: answer.leftMs ?? null });
      return outcome({ type: 'take.unsettled', retryAfterMs: answer.retryAfterMs });
    case 'absent': {
      crew.slots.forget(attempt.id);
      const failure = ownFailure('unavailable', `${attempt.provider} never got this submission.`);
      return outcome({ type: 'take.absent', failure }, settling(attempt, failure));
    }
    case 'unknown': {
      if (await mayRepay(crew, attempt, provider)) return repaid(attempt, answer.message);
      const failure: Failure = {
        ...ownFailure(
          'lost',
          sayUnknown(attempt.provider, before, answer.message),
          `${attempt.reservedMicros === 0 ? '' : `It may have cost ${moneyToText(attempt.reservedMicros)}. `}It is not sent again by itself: ${canLookFor(provider, attempt) ? 'the next render asks for it, and ' : ''}\`longtake held\` says what you can do.`,
        ),
        billed: 'unknown',
      };
      return outcome({ type: 'take.unknown', failure }, (db) => holdAttempt(db, attempt.id, failure));
    }
  }
}

/** How its answer was lost, and why nobody can tell; asked again, it keeps what it said of the first. */
function sayUnknown(provider: string, before: Failure | null, cannotTell: string): string {
  if (before?.message.endsWith(cannotTell) === true) return before.message;
  const how = before?.class === 'unavailable' ? `: ${before.message.replace(/\.$/u, '')}` : '';
  return `${provider} may or may not have accepted this take${how}. It cannot tell: ${cannotTell}`;
}

export async function poll(crew: Crew, entry: OutboxEntry, signal: AbortSignal): Promise<Outcome> {
  const { attempt, provider, take, onProgress } = await attemptOf(crew, entry.machine);
  const answer = await provider.poll(operationOf(attempt), callContext(crew, signal)).catch(() => UNHEARD);
  signal.throwIfAborted();
  hearPoll(crew, attempt.provider, answer.status === 'pending' ? (answer.unheard ?? null) : null);
  switch (answer.status) {
    case 'pending': {
      const longestMs = longestRunMs(provider);
      if (crew.clock.nowMs() - (attempt.submittedMs ?? crew.clock.nowMs()) > longestMs) {
        const failure: Failure = {
          ...ownFailure(
            'timed_out',
            `${attempt.provider} has been at it for longer than ${Math.round(longestMs / 1000)} s.`,
            'The job is kept: the next render asks for it again, and `longtake held` says what else you can do.',
          ),
          billed: 'unknown',
        };
        return outcome({ type: 'take.overdue', failure }, (db) => holdAttempt(db, attempt.id, failure));
      }
      if (answer.progress !== null) onProgress(answer.progress);
      return outcome({ type: 'take.pending', retryAfterMs: answer.retryAfterMs });
    }
    case 'done':
      learnPrice(crew, take, answer.costMicros);
      return outcome({ type: 'take.finished' }, (db) =>
        saveTakeCost(db, take.id, answer.costMicros ?? attempt.reservedMicros),
      );
    case 'failed': {
      const { costMicros = null } = answer;
      const failure = withWhatCouldBeAllowed(crew, take, answer.failure);
      // The provider may know it again tomorrow, and it may be paid.
      if (failure.class === 'lost' && failure.billed === 'unknown') {
        crew.slots.hold(
          attempt.provider,
          attempt.id,
          (attempt.submittedMs ?? attempt.intentMs) + longestRunMs(provider),
        );
        return outcome({ type: 'take.overdue', failure }, (db) => holdAttempt(db, attempt.id, failure));
      }
      return outcome({ type: 'take.failed', failure }, settling(attempt, failure, costMicros));
    }
  }
}

/** Brings the file in; it is safe on disk before the row says so. */
export async function download(crew: Crew, entry: OutboxEntry, signal: AbortSignal): Promise<Outcome> {
  const { attempt, provider, take, onProgress } = await attemptOf(crew, entry.machine);
  const file = temporaryPath(crew, '.download');
  const answer = await provider.download(operationOf(attempt), file, {
    ...callContext(crew, signal),
    onProgress,
  });
  signal.throwIfAborted();
  if (answer.status === 'failed') {
    // It is made: what a price is known of was paid.
    const billed = take.costMicros > 0 ? 'yes' : answer.failure.billed;
    return outcome({ type: 'take.not_downloaded', failure: { ...answer.failure, billed } });
  }
  const stored = await crew.workspace.blobs.adopt(file);
  return outcome({ type: 'take.downloaded' }, (db) =>
    saveTakeFile(db, take.id, { ...stored, mediaType: answer.mediaType }),
  );
}

export async function gate(crew: Crew, entry: OutboxEntry, signal: AbortSignal): Promise<Outcome> {
  const { attempt, take, refetches } = await attemptOf(crew, entry.machine);
  const { failure, facts, isDamaged, continuation } = await gateTake(crew, take, signal);
  if (failure !== null && isDamaged && refetches < MAX_REFETCHES) return outcome({ type: 'take.damaged', failure });
  const settle = async (db: Database, nowMs: number): Promise<void> => {
    if (continuation !== null) await saveTakeFile(db, take.id, { ...continuation, mediaType: 'video/mp4' });
    await saveTakeFacts(db, take.id, facts);
    await settleAttempt(
      db,
      attempt.id,
      { billed: take.costMicros > 0 ? 'yes' : 'no', costMicros: take.costMicros, failure },
      nowMs,
    );
  };
  return failure === null
    ? outcome({ type: 'take.passed' }, settle)
    : outcome({ type: 'take.gate_failed', failure }, settle);
}

function refused(failure: Failure): Outcome {
  return outcome({ type: 'take.refused', failure });
}

type Write = (db: Database, nowMs: number) => Promise<void>;

/** `costMicros`: what the provider says that it cost; null where it says nothing. */
export function settling(attempt: Attempt, failure: Failure, costMicros: Micros | null = null): Write {
  const { billed } = failure;
  return (db, nowMs) =>
    settleAttempt(db, attempt.id, { billed, costMicros: costMicros ?? attempt.reservedMicros, failure }, nowMs);
}

async function takeOf(crew: TakeCrew, machine: MachineId): Promise<Take> {
  const take = await findTakeOf(crew.workspace.db, machine);
  if (take === null) throw new Error(`machine ${machine} has no take`);
  return take;
}

type AtWork = {
  readonly attempt: Attempt;
  readonly provider: Provider;
  readonly take: Take;
  /** How often its file was fetched once more because it came damaged. */
  readonly refetches: number;
  /** What went wrong with it last. */
  readonly before: Failure | null;
  /** Says nothing for a take that nobody waits for. */
  readonly onProgress: (done: number) => void;
};

export async function attemptOf(crew: TakeCrew, machine: MachineId): Promise<AtWork> {
  const take = await takeOf(crew, machine);
  const row = await findMachine(crew.workspace.db, machine);
  if (row === null) throw new Error(`no machine ${machine}`);
  const context: { readonly attempt: string | null; readonly refetches?: number; readonly failure?: Failure | null } =
    JSON.parse(row.context);
  const attempt =
    context.attempt === null ? null : await findAttempt(crew.workspace.db, toId<AttemptId>(context.attempt));
  if (attempt === null) throw new Error(`take ${take.id} has no attempt`);
  const provider = crew.provider(attempt.provider) ?? goneProvider(attempt.provider);
  crew.slots.keep(attempt.provider, machine, attempt.id);
  if (isInDoubt(attempt)) holdSlot(crew, provider, attempt, machine);
  const onProgress = (done: number): void => {
    if (row.owner !== null) crew.onProgress(row.task, done);
  };
  return { attempt, provider, take, onProgress, refetches: context.refetches ?? 0, before: context.failure ?? null };
}

export function operationOf(attempt: Attempt): JsonObject {
  if (attempt.operation === null) throw new Error(`attempt ${attempt.id} has no operation`);
  return attempt.operation;
}
