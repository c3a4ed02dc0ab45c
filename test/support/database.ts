import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  newId,
  toId,
  type AttemptId,
  type MachineId,
  type RenderId,
  type TakeId,
  type TaskId,
} from '../../src/model/ids.ts';
import { insertIntent } from '../../src/store/journal.ts';
import { insertMachine, type MachineRow } from '../../src/store/machines.ts';
import { migrate } from '../../src/store/migrations.ts';
import { insertRender } from '../../src/store/renders.ts';
import { openSqlite, type Database } from '../../src/store/sqlite.ts';
import { insertTake } from '../../src/store/takes.ts';
import { planOf } from './small-plan.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const NOW_MS = 1_700_000_000_000;

/** A database with its tables, in a file of its own. */
export async function openDatabase(): Promise<Database> {
  const db = openSqlite(join(await temporaryFolder(), 'longtake.db'), { readOnly: false });
  onTestFinished(() => db.destroy());
  await migrate(db);
  return db;
}

export async function putRender(db: Database, film = 'film', startedMs = NOW_MS): Promise<RenderId> {
  const id = newId<RenderId>('r', startedMs);
  const plan = planOf([{ id: 'a' }], { name: film });
  await insertRender(
    db,
    {
      id,
      film,
      planFingerprint: plan.fingerprint,
      outPath: 'film.mp4',
      maxCostMicros: null,
      state: 'running',
      startedMs,
      changedMs: startedMs,
    },
    plan,
  );
  return id;
}

export async function putMachine(db: Database, render: RenderId, row: Partial<MachineRow> = {}): Promise<MachineRow> {
  const machine: MachineRow = {
    id: newId<MachineId>('m', NOW_MS),
    render,
    kind: 'take',
    task: toId<TaskId>('take:a'),
    owner: null,
    machineVersion: 1,
    value: '{"active":"reserving"}',
    context: '{}',
    output: null,
    status: 'active',
    ver: 1,
    ...row,
  };
  await insertMachine(db, machine, NOW_MS);
  return machine;
}

export async function putTake(db: Database, machine: MachineId, number = 1, film = 'film'): Promise<TakeId> {
  const id = newId<TakeId>('t', NOW_MS);
  const request = planOf([{ id: 'a' }]).tasks[0]!.request!.request;
  await insertTake(
    db,
    {
      id,
      film,
      task: toId<TaskId>('take:a'),
      number,
      fingerprint: 'f',
      parts: {},
      model: 'fake:one',
      ref: { text: 'fake:one', provider: 'fake', model: 'one', options: {} },
      seed: 7,
      request,
      machine,
    },
    NOW_MS,
  );
  return id;
}

export async function putIntent(
  db: Database,
  render: RenderId,
  take: TakeId,
  reservedMicros = 1_000_000,
  film = 'film',
): Promise<AttemptId> {
  const id = newId<AttemptId>('a', NOW_MS);
  await insertIntent(
    db,
    { id, take, film, render, provider: 'fake', model: 'fake:one', body: { prompt: 'p' }, reservedMicros, nonce: null },
    NOW_MS,
  );
  return id;
}
