import { describe, expect, test } from 'vitest';
import { createMachine, step, type Stepped } from '../../src/engine/step.ts';
import { toId, type MachineId, type RenderId, type TaskId } from '../../src/model/ids.ts';
import { findMachine, insertEffect, updateMachine } from '../../src/store/machines.ts';
import type { Database } from '../../src/store/sqlite.ts';
import { failureOf } from '../machines/charts.ts';
import { NOW_MS, openDatabase, putMachine, putRender, putTake } from '../support/database.ts';

const TASK = toId<TaskId>('take:a');

async function openTake(): Promise<{
  readonly db: Database;
  readonly render: RenderId;
  readonly shot: MachineId;
  readonly take: MachineId;
}> {
  const db = await openDatabase();
  const render = await putRender(db);
  const shot = await createMachine(
    db,
    { kind: 'shot', render, task: TASK, owner: null, input: { rungs: 1, wanted: 1 } },
    NOW_MS,
  );
  await step(db, shot.id, { type: 'task.start', stored: [], live: [], newest: 0 }, NOW_MS);
  const take = await createMachine(
    db,
    { kind: 'take', render, task: TASK, owner: shot.id, input: { number: 1, model: 'fake:one' } },
    NOW_MS,
  );
  await putTake(db, take.id);
  return { db, render, shot: shot.id, take: take.id };
}

const failed = { type: 'take.refused', failure: failureOf('moderation') } as const;
const outbox = (db: Database) =>
  db.selectFrom('outbox').select(['machine_id', 'kind', 'params', 'not_before_ms']).orderBy('id').execute();
const events = (db: Database) =>
  db.selectFrom('event').select(['seq', 'machine_id', 'type', 'body']).orderBy('seq').execute();

describe('a step', () => {
  test('moves the machine and writes what it wants done, with its time', async () => {
    const { db, take } = await openTake();
    await step(db, take, { type: 'take.submitted' }, NOW_MS);
    const { effects } = await step(db, take, { type: 'take.pending', retryAfterMs: 5_000 }, NOW_MS);
    expect(effects).toMatchObject([{ machine: take, kind: 'poll', notBeforeMs: NOW_MS + 5_000 }]);
    expect((await outbox(db)).at(-1)).toEqual({
      machine_id: take,
      kind: 'poll',
      params: '{"kind":"poll","delayMs":5000}',
      not_before_ms: NOW_MS + 5_000,
    });
    expect(await findMachine(db, take)).toMatchObject({ value: '{"active":"polling"}', ver: 3 });
  });

  test('loses against somebody who moved the machine in between, and leaves nothing behind', async () => {
    const { db, take } = await openTake();
    const read = await findMachine(db, take);
    await step(db, take, { type: 'take.reserved', attempt: toId('a_1') }, NOW_MS);
    const next = {
      machineVersion: 2,
      value: '{"active":"polling"}',
      context: read!.context,
      output: null,
      status: 'active',
    } as const;
    expect(await updateMachine(db, read!, next, NOW_MS)).toBe(false);
    expect(await findMachine(db, take)).toMatchObject({ value: '{"active":"submitting"}', ver: 2 });
  });

  test('is undone whole when anything else in its transaction fails', async () => {
    const { db, take } = await openTake();
    const before = { machine: await findMachine(db, take), outbox: await outbox(db), events: await events(db) };
    const broken = db.transaction().execute(async (trx) => {
      await step(trx, take, { type: 'take.reserved', attempt: toId('a_1') }, NOW_MS);
      throw new Error('the disk is full');
    });
    await expect(broken).rejects.toThrow('the disk is full');
    expect({ machine: await findMachine(db, take), outbox: await outbox(db), events: await events(db) }).toEqual(
      before,
    );
  });

  test('tells the owner in the same transaction when the machine has settled', async () => {
    const { db, shot, take } = await openTake();
    const { changes } = await step(db, take, failed, NOW_MS);
    expect(changes.map(({ kind, word }) => `${kind} ${word}`)).toEqual(['take failed', 'shot failed']);
    expect(await findMachine(db, shot)).toMatchObject({ status: 'done', value: '"failed"' });
    const [row] = await db.selectFrom('take').select(['state', 'failure']).execute();
    expect(row).toMatchObject({ state: 'failed', failure: expect.stringContaining('moderation') });
  });

  test('tells the owner nothing that is undone', async () => {
    const { db, shot, take } = await openTake();
    const broken = db.transaction().execute(async (trx) => {
      await step(trx, take, failed, NOW_MS);
      throw new Error('undone');
    });
    await expect(broken).rejects.toThrow('undone');
    expect(await findMachine(db, shot)).toMatchObject({ status: 'active', value: '"shooting"' });
  });

  test('writes down events that nobody listens to, also those for a machine that is done', async () => {
    const { db, take } = await openTake();
    const nothing: Stepped = { changes: [], effects: [] };
    expect(await step(db, take, { type: 'take.passed' }, NOW_MS)).toEqual(nothing);
    await step(db, take, failed, NOW_MS);
    expect(await step(db, take, { type: 'take.submitted' }, NOW_MS)).toEqual(nothing);
    const ignored = (await events(db)).filter(({ type }) => type === 'event.ignored');
    expect(ignored.map(({ body }) => JSON.parse(body))).toEqual([
      { event: 'take.passed', state: 'reserving' },
      { event: 'take.submitted', state: 'failed' },
    ]);
  });

  test('forgets what a machine that is done still wanted', async () => {
    const { db, take } = await openTake();
    expect((await outbox(db)).filter(({ machine_id }) => machine_id === take)).toHaveLength(1);
    await step(db, take, failed, NOW_MS);
    expect((await outbox(db)).filter(({ machine_id }) => machine_id === take)).toEqual([]);
  });

  test('numbers events without gaps, whatever is undone', async () => {
    const { db, take } = await openTake();
    for (let round = 0; round < 3; round += 1) {
      await db
        .transaction()
        .execute(async (trx) => {
          await step(trx, take, { type: 'take.submitted' }, NOW_MS);
          if (round === 1) throw new Error('undone');
        })
        .catch(() => {});
    }
    const numbers = (await events(db)).map(({ seq }) => seq);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(numbers.length).toBeGreaterThan(3);
  });

  test('refuses a state that this version does not know, and changes nothing', async () => {
    const { db, render } = await openTake();
    const row = await putMachine(db, render, { value: '{"active":"dreaming"}' });
    await expect(step(db, row.id, { type: 'take.submitted' }, NOW_MS)).rejects.toMatchObject({
      code: 'machine_state_unknown',
      message: expect.stringContaining('dreaming'),
    });
    expect(await findMachine(db, row.id)).toEqual(row);
  });

  test('refuses a machine that a newer version wrote', async () => {
    const { db, render } = await openTake();
    const row = await putMachine(db, render, { machineVersion: 99 });
    await expect(step(db, row.id, { type: 'take.submitted' }, NOW_MS)).rejects.toMatchObject({
      code: 'machine_state_unknown',
    });
  });

  test('of a machine that is not there does nothing', async () => {
    const { db } = await openTake();
    expect(await step(db, toId('m_none'), { type: 'take.submitted' }, NOW_MS)).toEqual({ changes: [], effects: [] });
    await expect(
      insertEffect(db, { machine: toId('m_none'), task: toId('take:a'), kind: 'poll', params: '{}', notBeforeMs: 0 }),
    ).rejects.toThrow('FOREIGN KEY');
  });
});
