import type { JsonObject } from '../base/json.ts';
import { InputError } from '../model/error.ts';
import { moneyToText, type Micros } from '../model/money.ts';
import type { Billed } from '../model/generation.ts';
import type { CallContext, PollOutcome, Provider } from '../providers/contract.ts';
import { findAttempt, type Attempt } from '../store/journal.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { HeldTake } from './api.ts';
import type { EngineDependencies } from './dependencies.ts';

/** What a job that is given up came to: finished before its provider heard, or ended with what is known of the money. */
export type StoppedJob =
  | { readonly status: 'done'; readonly costMicros: Micros }
  | {
      readonly status: 'ended';
      readonly billed: Billed;
      readonly costMicros: Micros | null;
      readonly message: string;
      /** False where its provider did not say that it has stopped. */
      readonly isOver: boolean;
    };

/** Asks a provider to stop a job, and then what became of it; money of which it says nothing may still be charged. */
export async function stopJob(
  provider: Provider,
  operation: JsonObject,
  { provider: id, reservedMicros }: Pick<Attempt, 'provider' | 'reservedMicros'>,
  context: CallContext,
): Promise<StoppedJob> {
  const wasHeard = await provider.cancel(operation, context).then(
    () => true,
    () => false,
  );
  const answer = await provider
    .poll(operation, context)
    .catch((): PollOutcome => ({ status: 'pending', progress: null, retryAfterMs: null }));
  switch (answer.status) {
    case 'done':
      return { status: 'done', costMicros: answer.costMicros ?? reservedMicros };
    case 'failed':
      return {
        status: 'ended',
        billed: answer.failure.billed,
        costMicros: answer.costMicros ?? null,
        isOver: true,
        message: answer.failure.class === 'lost' ? `${id} does not know it any more.` : `${id} stopped it.`,
      };
    case 'pending':
      return {
        status: 'ended',
        billed: reservedMicros === 0 ? 'no' : 'unknown',
        costMicros: null,
        isOver: false,
        message: `${id} ${wasHeard ? 'was asked to stop' : 'could not be asked to stop'}. ${mayCost(reservedMicros)}`,
      };
  }
}

/**
 * Before a person lets go of a held job that its provider still has: null for one that it has not. Changes nothing here.
 * @throws InputError when it is finished by now: it is paid for, and the next render fetches it.
 */
export async function stopHeldJob(
  { workspace: folder, providers }: Pick<EngineDependencies, 'workspace' | 'providers'>,
  held: HeldTake,
  signal: AbortSignal,
): Promise<(StoppedJob & { readonly status: 'ended' }) | null> {
  const provider = (await providers()).get(held.provider);
  await using workspace = await readWorkspace(folder);
  const attempt = workspace === null ? null : await findAttempt(workspace.db, held.id);
  if (held.why !== 'overdue' || provider === undefined || workspace === null || attempt?.operation == null) return null;
  const stopped = await stopJob(provider, attempt.operation, attempt, {
    signal,
    blobPath: (sha) => workspace.blobs.path(sha),
  });
  signal.throwIfAborted();
  if (stopped.status === 'ended') return stopped;
  throw new InputError({
    code: 'finished_meanwhile',
    message: `${held.provider} has finished ${held.task} take ${held.number} by now, and it is paid for: the next render fetches it. Nothing was given up.`,
  });
}

export function mayCost(reservedMicros: Micros): string {
  return reservedMicros === 0 ? '' : `It may still be charged: ${moneyToText(reservedMicros)}.`;
}
