import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, toId, type MachineId, type TaskId } from '../src/model/ids.ts';
import { insertMachine, updateMachine, type MachineRow } from '../src/store/machines.ts';
import { openWorkspace } from '../src/store/workspace.ts';

/**
 * Two writers that have read the same row, as two engines of one film may: one of them must be refused, or an effect is
 * carried out twice. Ends with 0 when it is so, with 1 when both were let through.
 */
const folder = await mkdtemp(join(tmpdir(), 'longtake-chaos-writers-'));
try {
  await using workspace = await openWorkspace(folder);
  const row: MachineRow = {
    id: newId<MachineId>('m', 0),
    render: null,
    kind: 'take',
    task: toId<TaskId>('take:a'),
    owner: null,
    machineVersion: 1,
    value: '"first"',
    context: '{}',
    output: null,
    status: 'active',
    ver: 1,
  };
  await insertMachine(workspace.db, row, 0);
  const moved: boolean[] = [];
  for (const value of ['"one"', '"other"']) {
    const next = { machineVersion: 1, value, context: '{}', output: null, status: 'active' } as const;
    moved.push(await workspace.db.transaction().execute((trx) => updateMachine(trx, row, next, 1)));
  }
  process.exitCode = moved.filter(Boolean).length === 1 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
