import type { Clock } from '../base/clock.ts';
import type { ShotId } from '../model/ids.ts';
import { listTakeAttempts } from '../store/journal.ts';
import { deleteEffect, findMachine, listMachineEffects } from '../store/machines.ts';
import { findLatestRender } from '../store/renders.ts';
import type { Database } from '../store/sqlite.ts';
import { findTakeOf, listOpenTakes, type Take } from '../store/takes.ts';
import { readWorkspace, type Workspace } from '../store/workspace.ts';
import type { CancelResult, CancelledTake } from './api.ts';
import { cancelTake } from './cancel-take.ts';
import type { EngineDependencies } from './dependencies.ts';
import { closeRender, giveUp, isOfShot, mayGiveUp } from './give-up.ts';
import { pauseRender } from './pause.ts';
import { step } from './step.ts';
import type { TakeCrew } from './crew.ts';
import { wishOrDo } from './wish-or-do.ts';

/**
 * Gives up what is in flight: providers are asked to stop, and what may still be charged is told. The process that works
 * in the workspace does it where there is one. Stored takes stay, and what is finished there is brought in later.
 */
export async function cancelFilm(
  dependencies: EngineDependencies,
  name: string,
  shot: ShotId | null,
  signal: AbortSignal,
): Promise<CancelResult> {
  const before = await listInFlight(dependencies, name, shot);
  if (before === null) return { takes: [], mayCostMicros: 0 };
  await wishOrDo(dependencies, name, { kind: 'cancel', shot }, signal, (workspace) =>
    cancelHere(dependencies, workspace, name, shot, signal),
  );
  await using workspace = await readWorkspace(dependencies.workspace);
  const takes: CancelledTake[] = [];
  for (const take of before) if (workspace !== null) takes.push(await viewCancelled(workspace.db, take));
  return { takes, mayCostMicros: takes.reduce((sum, take) => sum + take.mayCostMicros, 0) };
}

/** Lets the process that renders stop as at the first Ctrl-C; false when there is nothing to pause. */
export async function pauseFilm(
  dependencies: EngineDependencies,
  name: string,
  signal: AbortSignal,
): Promise<{ readonly isPaused: boolean }> {
  if ((await listInFlight(dependencies, name, null)) === null) return { isPaused: false };
  await wishOrDo(dependencies, name, { kind: 'pause' }, signal, async ({ db }) => {
    const render = await findLatestRender(db, name);
    const nowMs = dependencies.clock.nowMs();
    if (render?.state === 'running') await db.transaction().execute((trx) => pauseRender(trx, render.id, nowMs));
  });
  for (;;) {
    const state = await stateOf(dependencies, name);
    if (state !== 'stopping') return { isPaused: state === 'paused' };
    await dependencies.clock.sleep(LOOK_MS, signal);
  }
}

/** A wish that was heard is obeyed when what is in flight is saved. */
const LOOK_MS = 200;

async function stateOf(dependencies: EngineDependencies, name: string): Promise<string> {
  await using workspace = await readWorkspace(dependencies.workspace);
  const render = workspace === null ? null : await findLatestRender(workspace.db, name);
  const isStopping = render?.state === 'running' && workspace?.isAlive(name) === true;
  return isStopping ? 'stopping' : (render?.state ?? 'none');
}

/** Null when there is no workspace. */
async function listInFlight(
  dependencies: EngineDependencies,
  name: string,
  shot: ShotId | null,
): Promise<readonly Take[] | null> {
  await using workspace = await readWorkspace(dependencies.workspace);
  if (workspace === null) return null;
  return (await listOpenTakes(workspace.db, name)).filter((take) => isOfShot(take.task, shot));
}

async function cancelHere(
  dependencies: EngineDependencies,
  workspace: Workspace,
  name: string,
  shot: ShotId | null,
  signal: AbortSignal,
): Promise<void> {
  const { db } = workspace;
  const { clock } = dependencies;
  const providers = await dependencies.providers();
  using slots = dependencies.floor.slots.join(() => {}, dependencies.clock);
  const crew: TakeCrew = {
    workspace,
    provider: (id) => providers.get(id) ?? null,
    slots,
    onProgress: () => {},
  };
  for (const take of await listOpenTakes(db, name)) {
    const row = await findMachine(db, take.machine);
    if (row === null || !isOfShot(take.task, shot)) continue;
    if (mayGiveUp(row)) await db.transaction().execute((trx) => giveUp(trx, row.id, clock.nowMs()));
    await carryOutCancel(crew, take, clock, signal);
  }
  const render = await findLatestRender(db, name);
  if (shot === null && render !== null && (render.state === 'running' || render.state === 'paused'))
    await db.transaction().execute((trx) => closeRender(trx, render.id, clock.nowMs()));
}

/** Until its provider has said what became of it. */
async function carryOutCancel(crew: TakeCrew, take: Take, clock: Clock, signal: AbortSignal): Promise<void> {
  const { db } = crew.workspace;
  for (;;) {
    const entry = (await listMachineEffects(db, take.machine)).find(({ kind }) => kind === 'cancel');
    if (entry === undefined) return;
    const outcome = await cancelTake(crew, entry, signal);
    await db.transaction().execute(async (trx) => {
      if (!(await deleteEffect(trx, entry.id))) return;
      const { event } = await outcome(trx, clock.nowMs());
      if (event !== null) await step(trx, take.machine, event, clock.nowMs());
    });
  }
}

async function viewCancelled(db: Database, before: Take): Promise<CancelledTake> {
  const take = (await findTakeOf(db, before.machine)) ?? before;
  const attempt = (await listTakeAttempts(db, take.id)).at(-1);
  const isOpen = attempt !== undefined && attempt.status !== 'settled';
  const outcome = take.state === 'failed' ? 'cancelled' : take.state === 'held' ? 'held' : 'finished';
  const mayCostMicros =
    attempt === undefined || outcome === 'finished'
      ? 0
      : isOpen
        ? attempt.reservedMicros
        : attempt.billed === 'unknown'
          ? (attempt.costMicros ?? 0)
          : 0;
  return {
    task: take.task,
    number: take.number,
    model: take.model,
    outcome,
    mayCostMicros,
    message: take.failure?.message ?? 'It was finished before it heard; the next render brings it in.',
  };
}
