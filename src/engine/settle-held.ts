import type { TakeEvent } from '../../machines/take.ts';
import { InputError } from '../model/error.ts';
import type { Failure } from '../model/generation.ts';
import type { AttemptId, RenderId } from '../model/ids.ts';
import { hasEvent } from '../store/events.ts';
import { findAttempt, findAttemptOf, saveOperation, settleAttempt, sumLedger, type Attempt } from '../store/journal.ts';
import { findMachine } from '../store/machines.ts';
import type { Database } from '../store/sqlite.ts';
import { findTake, type Take } from '../store/takes.ts';
import type { Settlement, Stopped } from '../store/wishes.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { HeldTake, SettleHeld, SettledTake } from './api.ts';
import { cancelFailure } from './cancel-take.ts';
import type { EngineDependencies } from './dependencies.ts';
import { findJob } from './find-job.ts';
import { billedOf, readHeld } from './held.ts';
import { wordOf } from './reduce.ts';
import { NOTHING, step, type Stepped } from './step.ts';
import { stopHeldJob } from './stop-job.ts';
import { wishOrDo } from './wish-or-do.ts';

/**
 * Does what a person says about a held submission; the process that renders the film does it where there is one. Where
 * there is none, the next render polls what was adopted, and sends what is to be sent again.
 * A job that its provider still has is asked to stop before it is let go of.
 * @throws InputError when it is not held, or cannot be settled in that way; then nothing was changed.
 */
export async function settleHeld(
  dependencies: EngineDependencies,
  name: string,
  id: AttemptId,
  wish: SettleHeld,
  signal: AbortSignal,
): Promise<SettledTake> {
  const held = (await readHeld(dependencies, name)).find((one) => one.id === id);
  if (held === undefined) throw notHeld(id);
  if (!held.actions.includes(wish.action))
    throw new InputError({ code: 'cannot_be_settled', message: why(held, wish) });
  const settlement: Settlement =
    wish.action === 'adopt'
      ? { action: 'adopt', operation: await findJob(dependencies, held, wish.job, signal) }
      : { action: wish.action, ...(await stopped(dependencies, held, signal)) };
  await wishOrDo(dependencies, name, { kind: 'settle', attempt: id, settlement }, signal, async ({ db }) => {
    const nowMs = dependencies.clock.nowMs();
    await db.transaction().execute((trx) => applySettlement(trx, id, settlement, nowMs));
  });
  return viewSettled(dependencies, name, held, settlement);
}

/**
 * The journal first, then the take, in the caller's transaction. Nothing where it is not held any more: somebody else
 * settled it, or its provider did.
 */
export async function applySettlement(
  db: Database,
  id: AttemptId,
  settlement: Settlement,
  nowMs: number,
): Promise<Stepped> {
  const attempt = await findAttempt(db, id);
  const take = attempt === null ? null : await findTake(db, attempt.take);
  const row = take === null ? null : await findMachine(db, take.machine);
  if (attempt === null || take === null || row === null) return NOTHING;
  if (attempt.status === 'settled' || wordOf(row.value) !== 'held') return NOTHING;
  switch (settlement.action) {
    case 'adopt':
      if (attempt.operation !== null) return NOTHING;
      if ((await findAttemptOf(db, attempt.provider, settlement.operation)) !== null) return NOTHING;
      await saveOperation(db, id, settlement.operation, nowMs);
      return step(db, row.id, { type: 'take.adopt' }, nowMs);
    case 'resubmit':
      await letGo(db, attempt, take, settlement.stopped, nowMs);
      return step(db, row.id, { type: 'take.resubmit' }, nowMs);
    case 'abandon': {
      const failure = await letGo(db, attempt, take, settlement.stopped, nowMs);
      return step(db, row.id, { type: 'take.abandon', failure }, nowMs);
    }
  }
}

/**
 * Whether a person settled a take of a render. What needed that take may have been passed by already: an interrupted
 * render is then not gone on with, a new one takes over what it made.
 */
export function wasSettledByHand(db: Database, render: RenderId): Promise<boolean> {
  const types: readonly TakeEvent['type'][] = ['take.adopt', 'take.resubmit', 'take.abandon'];
  return hasEvent(db, render, types);
}

async function stopped(
  dependencies: EngineDependencies,
  held: HeldTake,
  signal: AbortSignal,
): Promise<{ readonly stopped?: Stopped }> {
  const job = await stopHeldJob(dependencies, held, signal);
  return job === null ? {} : { stopped: job };
}

/** What it may have cost counts as spent from now on, unless its provider says what it did: nobody will ever know better. */
async function letGo(
  db: Database,
  attempt: Attempt,
  take: Take,
  said: Stopped | undefined,
  nowMs: number,
): Promise<Failure> {
  const known = billedOf(attempt, take);
  const billed = said?.billed ?? known.billed;
  const costMicros = said?.costMicros ?? known.costMicros;
  const failure = cancelFailure(
    billed,
    [take.failure?.message, said?.message].filter(Boolean).join(' '),
    said?.isOver === false,
  );
  await settleAttempt(db, attempt.id, { billed, costMicros, failure }, nowMs);
  return failure;
}

async function viewSettled(
  dependencies: EngineDependencies,
  name: string,
  held: HeldTake,
  settlement: Settlement,
): Promise<SettledTake> {
  await using workspace = await readWorkspace(dependencies.workspace);
  const attempt = workspace === null ? null : await findAttempt(workspace.db, held.id);
  if (workspace === null || attempt === null) throw notHeld(held.id);
  const isDone = settlement.action === 'adopt' ? attempt.operation !== null : attempt.status === 'settled';
  if (!isDone) {
    throw new InputError({
      code: 'not_settled',
      message: `${held.task} take ${held.number} is as it was: something else happened to it meanwhile. Look at it again.`,
    });
  }
  const { actions: _actions, ...rest } = held;
  return {
    ...rest,
    action: settlement.action,
    ...(await sumLedger(workspace.db, { film: name })),
  };
}

function notHeld(id: AttemptId): InputError {
  return new InputError({
    code: 'not_held',
    message: `${id} is not held (any more). \`longtake held\` lists what is.`,
  });
}

function why(held: HeldTake, { action }: SettleHeld): string {
  const name = `${held.task} take ${held.number}`;
  if (action === 'resubmit')
    return `${name} is made and paid for, and its file is here: it could not be checked. The next render checks it again; nothing needs to be sent.`;
  return held.why === 'unanswered'
    ? `Jobs of ${held.provider} have no names by which one could be adopted: ${name} can be sent again or given up.`
    : `${held.provider} has ${name} under a name that is known here: the next render asks for it. There is nothing to adopt.`;
}
