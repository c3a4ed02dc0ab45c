import type { MachineId, RenderId, ShotId, TaskId } from '../model/ids.ts';
import type { Failure } from '../model/generation.ts';
import {
  deleteEffects,
  deleteMachineEffects,
  findMachine,
  findRenderMachine,
  type MachineRow,
} from '../store/machines.ts';
import type { Database } from '../store/sqlite.ts';
import { cancelFailure } from './cancel-take.ts';
import { wordOf } from './reduce.ts';
import { NOTHING, step, type Stepped } from './step.ts';

/** Words in which a take has nothing finished yet; later it is paid for, and brought in. */
const IN_FLIGHT: ReadonlySet<string> = new Set(['reserving', 'submitting', 'reconciling', 'backing_off', 'polling']);

/** Whether a take can be given up as it is: it is on its way, or its provider has it and was not done with it in time. */
export function mayGiveUp({ value, context }: Pick<MachineRow, 'value' | 'context'>): boolean {
  const word = wordOf(value);
  const { failure }: { readonly failure: Failure | null } = JSON.parse(context);
  return IN_FLIGHT.has(word) || (word === 'held' && failure?.class === 'timed_out');
}

/**
 * Gives up a take: whatever it still wanted to do is forgotten, except to ask its provider to stop. One that was finished
 * since somebody looked is left as it is: it is paid for, and what brings it in must not be forgotten.
 */
export async function giveUp(db: Database, machine: MachineId, nowMs: number): Promise<Stepped> {
  const row = await findMachine(db, machine);
  if (row === null || !mayGiveUp(row)) return NOTHING;
  await deleteMachineEffects(db, machine);
  const failure = cancelFailure('no', 'Nothing was sent for it.');
  return { ...(await step(db, machine, { type: 'take.cancel', failure }, nowMs)), forgotten: [machine] };
}

/** Ends a render: nothing more is begun or carried out for it. What its takes became of is settled before. */
export async function closeRender(db: Database, render: RenderId, nowMs: number): Promise<Stepped> {
  const machine = await findRenderMachine(db, render);
  if (machine === null) return NOTHING;
  const stepped = await step(db, machine, { type: 'render.cancel' }, nowMs);
  await deleteEffects(db, render);
  return stepped;
}

/** Whether a task is for this shot: `take:s1a`, `keyframe:s1a`, `voice:s1a.1`, `finish:s1a.upscale`. Null asks for any. */
export function isOfShot(task: TaskId, shot: ShotId | null): boolean {
  if (shot === null) return true;
  const [kind = '', rest = ''] = task.split(':');
  return OF_SHOTS.has(kind) && rest.replace(/\..*$/u, '') === shot;
}

const OF_SHOTS: ReadonlySet<string> = new Set(['take', 'keyframe', 'voice', 'finish']);
