import { toId, type MachineId, type RenderId, type TaskId } from '../model/ids.ts';
import type { Database } from './sqlite.ts';

/** A statechart at rest. `value`, `context` and `output` are the machine's own, as JSON text. */
export type MachineRow = {
  readonly id: MachineId;
  readonly render: RenderId | null;
  readonly kind: string;
  readonly task: TaskId;
  readonly owner: MachineId | null;
  readonly machineVersion: number;
  readonly value: string;
  readonly context: string;
  readonly output: string | null;
  readonly status: 'active' | 'done';
  readonly ver: number;
};

/** An effect that waits to be carried out. */
export type OutboxEntry = {
  readonly id: number;
  readonly machine: MachineId;
  /** What its machine works on. */
  readonly task: TaskId;
  readonly kind: string;
  readonly params: string;
  readonly notBeforeMs: number;
};

export async function insertMachine(db: Database, row: MachineRow, nowMs: number): Promise<void> {
  await db
    .insertInto('machine')
    .values({
      id: row.id,
      render_id: row.render,
      kind: row.kind,
      task: row.task,
      owner_id: row.owner,
      machine_version: row.machineVersion,
      value: row.value,
      context: row.context,
      output: row.output,
      status: row.status,
      ver: row.ver,
      changed_ms: nowMs,
    })
    .execute();
}

export async function findMachine(db: Database, id: MachineId): Promise<MachineRow | null> {
  const row = await db.selectFrom('machine').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toMachineRow(row);
}

/** The machine of a render itself. */
export async function findRenderMachine(db: Database, render: RenderId): Promise<MachineId | null> {
  const row = await db
    .selectFrom('machine')
    .select('id')
    .where('render_id', '=', render)
    .where('kind', '=', 'render')
    .executeTakeFirst();
  return row === undefined ? null : toId<MachineId>(row.id);
}

export async function listMachines(db: Database, render: RenderId): Promise<readonly MachineRow[]> {
  const rows = await db.selectFrom('machine').selectAll().where('render_id', '=', render).execute();
  return rows.map(toMachineRow);
}

/** The same without what only the machine itself needs. */
export async function listMachineWords(
  db: Database,
  render: RenderId,
): Promise<readonly Pick<MachineRow, 'kind' | 'task' | 'value' | 'context' | 'status'>[]> {
  const rows = await db
    .selectFrom('machine')
    .select(['kind', 'task', 'value', 'status'])
    .where('render_id', '=', render)
    .execute();
  return rows.map((row) => ({
    kind: row.kind,
    task: toId<TaskId>(row.task),
    value: row.value,
    context: '{}',
    status: row.status === 'done' ? 'done' : 'active',
  }));
}

/** Compare-and-set on `ver`; false when somebody else moved the machine since it was read. */
export async function updateMachine(
  db: Database,
  row: MachineRow,
  next: {
    readonly machineVersion: number;
    readonly value: string;
    readonly context: string;
    readonly output: string | null;
    readonly status: 'active' | 'done';
  },
  nowMs: number,
): Promise<boolean> {
  const result = await db
    .updateTable('machine')
    .set({
      machine_version: next.machineVersion,
      value: next.value,
      context: next.context,
      output: next.output,
      status: next.status,
      ver: row.ver + 1,
      changed_ms: nowMs,
    })
    .where('id', '=', row.id)
    .where('ver', '=', row.ver)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/**
 * Gives a machine another render and owner: a take in flight that a new render goes on with, under the name that its
 * task has there; or that nobody wants any more (`owner` null).
 */
export async function rehomeMachine(
  db: Database,
  id: MachineId,
  home: { readonly render: RenderId; readonly task?: TaskId; readonly owner: MachineId | null },
): Promise<void> {
  await db
    .updateTable('machine')
    .set({ render_id: home.render, owner_id: home.owner, ...(home.task === undefined ? {} : { task: home.task }) })
    .where('id', '=', id)
    .execute();
}

export async function insertEffect(db: Database, effect: Omit<OutboxEntry, 'id'>): Promise<OutboxEntry> {
  const row = await db
    .insertInto('outbox')
    .values({ machine_id: effect.machine, kind: effect.kind, params: effect.params, not_before_ms: effect.notBeforeMs })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { ...effect, id: row.id };
}

/** False when it was gone already: another hearing of the same outcome. */
export async function deleteEffect(db: Database, id: number): Promise<boolean> {
  const result = await db.deleteFrom('outbox').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function listEffects(db: Database, render: RenderId): Promise<readonly OutboxEntry[]> {
  const rows = await db
    .selectFrom('outbox')
    .innerJoin('machine', 'machine.id', 'outbox.machine_id')
    .select(['outbox.id', 'outbox.machine_id', 'machine.task', 'outbox.kind', 'outbox.params', 'outbox.not_before_ms'])
    .where('machine.render_id', '=', render)
    .orderBy('outbox.id')
    .execute();
  return rows.map((row) => toOutboxEntry(row));
}

export async function listMachineEffects(db: Database, machine: MachineId): Promise<readonly OutboxEntry[]> {
  const rows = await db
    .selectFrom('outbox')
    .innerJoin('machine', 'machine.id', 'outbox.machine_id')
    .select(['outbox.id', 'outbox.machine_id', 'machine.task', 'outbox.kind', 'outbox.params', 'outbox.not_before_ms'])
    .where('outbox.machine_id', '=', machine)
    .orderBy('outbox.id')
    .execute();
  return rows.map((row) => toOutboxEntry(row));
}

/** What a machine waits to do is due now. */
export async function hurryEffects(db: Database, machine: MachineId, nowMs: number): Promise<readonly OutboxEntry[]> {
  await db
    .updateTable('outbox')
    .set({ not_before_ms: nowMs })
    .where('machine_id', '=', machine)
    .where('not_before_ms', '>', nowMs)
    .execute();
  return listMachineEffects(db, machine);
}

/** Forgets what a machine still wanted to do. */
export async function deleteMachineEffects(db: Database, machine: MachineId): Promise<void> {
  await db.deleteFrom('outbox').where('machine_id', '=', machine).execute();
}

/** Forgets what machines of a render still wanted to do; takes are asked about one by one. */
export async function deleteEffects(db: Database, render: RenderId): Promise<void> {
  await db
    .deleteFrom('outbox')
    .where(
      'machine_id',
      'in',
      db.selectFrom('machine').select('id').where('render_id', '=', render).where('kind', '<>', 'take'),
    )
    .execute();
}

function toOutboxEntry(row: {
  readonly id: number;
  readonly machine_id: string;
  readonly task: string;
  readonly kind: string;
  readonly params: string;
  readonly not_before_ms: number;
}): OutboxEntry {
  return {
    id: row.id,
    machine: toId<MachineId>(row.machine_id),
    task: toId<TaskId>(row.task),
    kind: row.kind,
    params: row.params,
    notBeforeMs: row.not_before_ms,
  };
}

function toMachineRow(row: {
  readonly id: string;
  readonly render_id: string | null;
  readonly kind: string;
  readonly task: string;
  readonly owner_id: string | null;
  readonly machine_version: number;
  readonly value: string;
  readonly context: string;
  readonly output: string | null;
  readonly status: string;
  readonly ver: number;
}): MachineRow {
  return {
    id: toId<MachineId>(row.id),
    render: row.render_id === null ? null : toId<RenderId>(row.render_id),
    kind: row.kind,
    task: toId<TaskId>(row.task),
    owner: row.owner_id === null ? null : toId<MachineId>(row.owner_id),
    machineVersion: row.machine_version,
    value: row.value,
    context: row.context,
    output: row.output,
    status: row.status === 'done' ? 'done' : 'active',
    ver: row.ver,
  };
}
