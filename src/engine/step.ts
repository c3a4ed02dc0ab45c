import type { RenderEvent } from './api.ts';
import type { Failure } from '../model/generation.ts';
import { newId, type MachineId, type RenderId, type TaskId } from '../model/ids.ts';
import { appendEvent } from '../store/events.ts';
import {
  deleteMachineEffects,
  findMachine,
  insertEffect,
  insertMachine,
  updateMachine,
  type MachineRow,
  type OutboxEntry,
} from '../store/machines.ts';
import { saveRenderState } from '../store/renders.ts';
import { saveTakeState } from '../store/takes.ts';
import type { Database } from '../store/sqlite.ts';
import {
  MACHINE_VERSION,
  begin,
  isMachineKind,
  reduce,
  wordOf,
  type MachineEvent,
  type MachineInput,
  type MachineKind,
  type Reduced,
} from './reduce.ts';
import { toBody, type News } from './kept-events.ts';
import { toTaskKind } from './task-kind.ts';

/** What one transaction did to one machine, for those who watch. */
export type Change = News & { readonly seq: number; readonly machine: MachineId };
/** Everything that is to be told or done once the transaction is committed. */
export type Stepped = {
  readonly changes: readonly Change[];
  readonly effects: readonly OutboxEntry[];
  /** Events that no machine tells of. */
  readonly told?: readonly RenderEvent[];
  /** Machines that no longer want what they wanted before; `effects` of theirs come after it. */
  readonly forgotten?: readonly MachineId[];
};

export const NOTHING: Stepped = { changes: [], effects: [] };

/**
 * The step function: moves one machine by one event inside the caller's transaction: compare-and-set on `ver`, event
 * log, outbox; and when that settles the machine, its owner hears of it in the same transaction.
 */
export async function step(db: Database, id: MachineId, event: MachineEvent, nowMs: number): Promise<Stepped> {
  const row = await findMachine(db, id);
  if (row === null || !isMachineKind(row.kind)) return NOTHING;
  const before = wordOf(row.value);
  const next = reduce(row.kind, row, event);
  if (next === null) {
    await appendEvent(
      db,
      { render: row.render, machine: id, type: 'event.ignored', body: { event: event.type, state: before } },
      nowMs,
    );
    return NOTHING;
  }
  if (
    !(await updateMachine(
      db,
      row,
      {
        machineVersion: MACHINE_VERSION,
        value: next.value,
        context: next.context,
        output: next.output,
        status: next.status,
      },
      nowMs,
    ))
  ) {
    throw new Error(`machine ${id} was moved by somebody else`);
  }
  // Nothing is done for a machine that is done: a reservation left over would set money aside for nobody.
  if (next.status === 'done') await deleteMachineEffects(db, id);
  const own = await record(db, row, row.kind, event, next, nowMs);
  const told = await tellOwner(db, row, row.kind, before, next, nowMs);
  return merge(own, told);
}

/** Creates a machine in its first state; its entry effects are in the outbox when the transaction commits. */
export async function createMachine(
  db: Database,
  machine: {
    readonly kind: MachineKind;
    readonly render: RenderId;
    readonly task: TaskId;
    readonly owner: MachineId | null;
    readonly input: MachineInput;
    readonly id?: MachineId;
  },
  nowMs: number,
): Promise<Stepped & { readonly id: MachineId }> {
  const first = begin(machine.kind, machine.input);
  const id = machine.id ?? newId<MachineId>('m', nowMs);
  const row: MachineRow = {
    id,
    render: machine.render,
    kind: machine.kind,
    task: machine.task,
    owner: machine.owner,
    machineVersion: MACHINE_VERSION,
    value: first.value,
    context: first.context,
    output: first.output,
    status: first.status,
    ver: 1,
  };
  await insertMachine(db, row, nowMs);
  // A waiting machine is no news.
  if (first.word === 'waiting' || first.word === 'running') return { ...NOTHING, id };
  return { ...(await record(db, row, machine.kind, null, first, nowMs)), id };
}

export function merge(...all: readonly Stepped[]): Stepped {
  return {
    changes: all.flatMap((one) => one.changes),
    effects: all.flatMap((one) => one.effects),
    told: all.flatMap((one) => one.told ?? []),
    forgotten: all.flatMap((one) => one.forgotten ?? []),
  };
}

async function record(
  db: Database,
  row: MachineRow,
  kind: MachineKind,
  event: MachineEvent | null,
  next: Reduced,
  nowMs: number,
): Promise<Stepped> {
  const take = kind === 'take' ? readTake(next.context) : null;
  const news = {
    kind,
    task: row.task,
    word: next.word,
    isWanted: kind !== 'take' || row.owner !== null,
    take: take?.number ?? null,
    model: take?.model ?? null,
    failure: failureOf(next),
  };
  const seq = await appendEvent(
    db,
    { render: row.render, machine: row.id, type: event?.type ?? 'machine.created', body: toBody(news) },
    nowMs,
  );
  if (kind === 'take') await saveTakeState(db, row.id, toTakeState(next.word), news.failure, nowMs);
  if (kind === 'render' && row.render !== null) await saveRenderState(db, row.render, next.word, nowMs);
  const effects: OutboxEntry[] = [];
  for (const wanted of next.effects) {
    const delayMs = 'delayMs' in wanted ? wanted.delayMs : 0;
    effects.push(
      await insertEffect(db, {
        machine: row.id,
        task: row.task,
        kind: wanted.kind,
        params: JSON.stringify(wanted),
        notBeforeMs: nowMs + delayMs,
      }),
    );
  }
  return { changes: [{ ...news, seq, machine: row.id }], effects };
}

/** Words in which a machine has nothing more to do by itself. */
const SETTLED: ReadonlySet<string> = new Set(['stored', 'reused', 'failed', 'held', 'skipped']);

async function tellOwner(
  db: Database,
  row: MachineRow,
  kind: MachineKind,
  before: string,
  next: Reduced,
  nowMs: number,
): Promise<Stepped> {
  if (row.owner === null) return NOTHING;
  const event = SETTLED.has(next.word)
    ? settledEvent(row, kind, next)
    : before === 'held'
      ? recoveredEvent(row, kind)
      : null;
  return event === null ? NOTHING : step(db, row.owner, event, nowMs);
}

function settledEvent(row: MachineRow, kind: MachineKind, next: Reduced): MachineEvent {
  if (kind !== 'take') {
    const outcome = next.word === 'stored' || next.word === 'reused' ? 'stored' : 'missing';
    return { type: 'task.settled', kind: toTaskKind(row.task), outcome };
  }
  const { number } = readTake(next.context);
  const failure = failureOf(next);
  if (next.word === 'stored' || failure === null) return { type: 'take.settled', number, outcome: 'stored' };
  return { type: 'take.settled', number, outcome: next.word === 'held' ? 'held' : 'failed', failure };
}

function recoveredEvent(row: MachineRow, kind: MachineKind): MachineEvent {
  return kind === 'take' ? { type: 'take.recovered', number: readTake(row.context).number } : { type: 'task.reopened' };
}

function toTakeState(word: string): 'live' | 'stored' | 'failed' | 'held' {
  return word === 'stored' || word === 'failed' || word === 'held' ? word : 'live';
}

function failureOf(reduced: Reduced): Failure | null {
  if (
    reduced.word !== 'failed' &&
    reduced.word !== 'held' &&
    reduced.word !== 'skipped' &&
    reduced.word !== 'backing_off'
  )
    return null;
  const context: { readonly failure?: Failure | null } = JSON.parse(reduced.context);
  return context.failure ?? null;
}

function readTake(context: string): { readonly number: number; readonly model: string } {
  const parsed: { readonly number: number; readonly model: string } = JSON.parse(context);
  return parsed;
}
