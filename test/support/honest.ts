import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { wordOf } from '../../src/engine/reduce.ts';
import type { Stage } from './stage.ts';

/**
 * What must hold whenever no process works in a workspace, whatever happened before. The provider's own ledger is the
 * judge; our rows are compared with it.
 */
export async function expectHonest(stage: Stage): Promise<void> {
  const posts = stage.provider.posts();
  const attempts = posts.map((post) => post.attempt);
  expect(new Set(attempts).size, 'every attempt is sent once').toBe(attempts.length);
  await stage.read(async (db) => {
    const rows = await db.selectFrom('attempt').selectAll().execute();
    const known = new Set(rows.map((row) => row.id));
    expect(
      attempts.filter((attempt) => !known.has(attempt)),
      'nothing is sent without a row',
    ).toEqual([]);
    const events = await db.selectFrom('event').select(['seq', 'machine_id', 'type', 'body']).orderBy('seq').execute();
    expect(
      events.map((row) => row.seq),
      'events without gaps',
    ).toEqual(events.map((_row, index) => index + 1));
    const told = new Map<string, string>();
    for (const { machine_id, type, body } of events) {
      const { state } = JSON.parse(body) as { readonly state: string };
      if (type !== 'event.ignored') told.set(machine_id, state);
    }
    const machines = await db.selectFrom('machine').select(['id', 'value']).execute();
    const differing = machines.filter(({ id, value }) => told.has(id) && told.get(id) !== wordOf(value));
    expect(differing, 'the events tell the state of every machine').toEqual([]);
    const orphans = await db
      .selectFrom('outbox')
      .innerJoin('machine', 'machine.id', 'outbox.machine_id')
      .select(['outbox.kind', 'machine.kind as machine', 'machine.value'])
      .where('machine.status', '=', 'done')
      .execute();
    expect(orphans, 'nothing is left to do for a machine that is done').toEqual([]);
    const takes = await db.selectFrom('take').selectAll().where('state', '=', 'stored').execute();
    for (const take of takes) {
      const blob = join(stage.workspace, 'blobs', take.sha!.slice(0, 2), take.sha!);
      expect((await readFile(blob)).length).toBe(take.size_bytes);
    }
  });
  expect(await readdir(join(stage.workspace, 'tmp')), 'no temporary files').toEqual([]);
}
