import type { MachineId, ShotId } from '../model/ids.ts';
import { listTold } from '../store/journal.ts';
import { listMachines, type MachineRow } from '../store/machines.ts';
import type { Database } from '../store/sqlite.ts';
import { deleteWish, listWishes } from '../store/wishes.ts';
import { cancelFailure } from './cancel-take.ts';
import type { Crew } from './crew.ts';
import { closeRender, giveUp, isOfShot, mayGiveUp } from './give-up.ts';
import { applyHint } from './hint.ts';
import { wordOf } from './reduce.ts';
import { applySettlement } from './settle-held.ts';
import { NOTHING, step, type Stepped } from './step.ts';

/** What the loop does for those who carry out wishes. */
export type Obedience = {
  /** Whether something of this machine's is under way that must be heard of first: it is asked again afterwards. */
  readonly isBusy: (machine: MachineId) => boolean;
  /** Whether takes of this shot are about to be begun. Where the whole film is given up, they never are. */
  readonly isBeginning: (machine: MachineId) => boolean;
  readonly inTransaction: (work: (db: Database, nowMs: number) => Promise<Stepped>) => Promise<void>;
};

type ObeyingCrew = Pick<Crew, 'workspace' | 'plan' | 'render'>;

export type Obeyed = {
  readonly mustPause: boolean;
  /** The whole film is given up. */
  readonly mustCancel: boolean;
  /** Something of it waits for an answer. */
  readonly isOpen: boolean;
};

/** Does what others asked of this render, as far as it can be done now. */
export async function obeyWishes(crew: ObeyingCrew, obedience: Obedience): Promise<Obeyed> {
  const { db } = crew.workspace;
  let mustPause = false;
  let mustCancel = false;
  let isOpen = false;
  for (const wish of await listWishes(db, crew.plan.name)) {
    if (wish.kind === 'pause') {
      mustPause = true;
      await deleteWish(db, wish.id);
      continue;
    }
    if (wish.kind === 'settle') {
      await obedience.inTransaction(async (trx, nowMs) => {
        await deleteWish(trx, wish.id);
        return applySettlement(trx, wish.attempt, wish.settlement, nowMs);
      });
      continue;
    }
    mustCancel ||= wish.shot === null;
    if (await cancel(crew, wish.shot, obedience)) isOpen = true;
    else
      await obedience.inTransaction(async (trx, nowMs) => {
        await deleteWish(trx, wish.id);
        return wish.shot === null ? closeRender(trx, crew.render.id, nowMs) : NOTHING;
      });
  }
  for (const id of await listTold(db, crew.plan.name))
    await obedience.inTransaction((trx, nowMs) => applyHint(trx, id, nowMs));
  return { mustPause, mustCancel, isOpen };
}

/** True while something of it is still on its way. */
async function cancel(
  crew: ObeyingCrew,
  shot: ShotId | null,
  { isBusy, isBeginning, inTransaction }: Obedience,
): Promise<boolean> {
  const rows = await listMachines(crew.workspace.db, crew.render.id);
  let isOpen = false;
  for (const row of rows) {
    if (row.status === 'done' || !isOfShot(row.task, shot)) continue;
    const word = wordOf(row.value);
    if (word === 'cancelling' || isBusy(row.id) || (shot !== null && isBeginning(row.id))) isOpen = true;
    else if (isUnbegun(row, word) && shot !== null) {
      const failure = cancelFailure('no', 'It was not begun.');
      await inTransaction((trx, nowMs) => step(trx, row.id, { type: 'task.cancel', failure }, nowMs));
    } else if (row.kind === 'take' && mayGiveUp(row)) {
      // Where nothing was sent it is over at once, and nobody is waited for.
      await inTransaction(async (trx, nowMs) => {
        const stepped = await giveUp(trx, row.id, nowMs);
        isOpen ||= stepped.changes.some((change) => change.machine === row.id && change.word === 'cancelling');
        return stepped;
      });
    }
  }
  return isOpen;
}

function isUnbegun(row: MachineRow, word: string): boolean {
  return row.kind === 'shot' && word === 'waiting';
}
