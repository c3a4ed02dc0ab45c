import { toCanonicalJson, type JsonObject } from '../base/json.ts';
import type { AttemptId, MachineId } from '../model/ids.ts';
import type { WebhookMessage } from '../providers/contract.ts';
import { findAttempt, forgetTold, saveToldJob } from '../store/journal.ts';
import { findMachine, hurryEffects } from '../store/machines.ts';
import type { Database } from '../store/sqlite.ts';
import { findTake } from '../store/takes.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { HeardHint } from './api.ts';
import type { EngineDependencies } from './dependencies.ts';
import { toldOperation } from './look-for.ts';
import { wordOf } from './reduce.ts';
import { NOTHING, step, type Stepped } from './step.ts';
import { leaveNote } from './leave-note.ts';

/**
 * Hears a message of a provider about a submission. It proves nothing about the take: whoever waits for it asks the
 * provider at once instead of later, and one whose answer was lost is looked for under the name that the message has.
 */
export async function hearMessage(
  dependencies: EngineDependencies,
  id: AttemptId,
  message: WebhookMessage,
  signal: AbortSignal,
): Promise<HeardHint> {
  await using workspace = await readWorkspace(dependencies.workspace);
  const attempt = workspace === null ? null : await findAttempt(workspace.db, id);
  if (workspace === null || attempt === null) return 'forged';
  const provider = (await dependencies.providers()).get(attempt.provider);
  const hint = await provider?.parseWebhook?.(message, {
    signal,
    blobPath: (sha) => workspace.blobs.path(sha),
  });
  if (provider === undefined || hint === null || hint === undefined) return 'forged';
  if (attempt.status === 'settled') return 'late';
  if (attempt.operation !== null && !isSame(attempt.operation, toldOperation(provider, attempt, hint.job)))
    return 'foreign';
  await leaveNote(dependencies, signal, (db) => saveToldJob(db, id, hint.job, dependencies.clock.nowMs()));
  return 'heard';
}

/** Done by the process that renders the film, in the caller's transaction: what waits goes on, also what is held. */
export async function applyHint(db: Database, id: AttemptId, nowMs: number): Promise<Stepped> {
  await forgetTold(db, id);
  const attempt = await findAttempt(db, id);
  const take = attempt === null ? null : await findTake(db, attempt.take);
  const row = take === null ? null : await findMachine(db, take.machine);
  if (attempt === null || row === null || attempt.status === 'settled') return NOTHING;
  const word = wordOf(row.value);
  if (word === 'held')
    return step(db, row.id, { type: attempt.operation === null ? 'take.reconcile' : 'take.submitted' }, nowMs);
  return word === 'polling' || word === 'reconciling' ? hurry(db, row.id, nowMs) : NOTHING;
}

async function hurry(db: Database, machine: MachineId, nowMs: number): Promise<Stepped> {
  return { ...NOTHING, forgotten: [machine], effects: await hurryEffects(db, machine, nowMs) };
}

function isSame(one: JsonObject, other: JsonObject | null): boolean {
  return other !== null && toCanonicalJson(one) === toCanonicalJson(other);
}
