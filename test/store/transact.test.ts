import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { insertWish, listWishes } from '../../src/store/wishes.ts';
import { openWorkspace } from '../../src/store/workspace.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const wish = { kind: 'pause' } as const;

test('what is asked for at once is committed together, each piece in its order, and is there when it is told', async () => {
  const folder = join(await temporaryFolder(), '.longtake');
  await using workspace = await openWorkspace(folder);
  using other = new DatabaseSync(join(folder, 'longtake.db'), { readOnly: true });
  const count = (): unknown => other.prepare('select count(*) as count from wish').get()?.['count'];
  const seen: unknown[] = [];
  const pieces = ['a', 'b', 'c'].map(async (film) => {
    const id = await workspace.transact((db) => insertWish(db, film, wish, 0));
    seen.push(count());
    return id;
  });
  expect(count(), 'nothing before its turn').toBe(0);
  expect(await Promise.all(pieces)).toEqual([1, 2, 3]);
  expect(seen, 'all of them in one commit').toEqual([3, 3, 3]);
});

test('a piece that breaks undoes itself and nothing else', async () => {
  await using workspace = await openWorkspace(join(await temporaryFolder(), '.longtake'));
  const { db, transact } = workspace;
  const before = transact((trx) => insertWish(trx, 'film', wish, 0));
  const broken = transact(async (trx) => {
    await insertWish(trx, 'film', wish, 0);
    throw new Error('it broke');
  });
  const after = transact((trx) => insertWish(trx, 'film', wish, 0));
  await expect(broken).rejects.toThrow('it broke');
  expect([await before, await after]).toEqual([1, 2]);
  expect(await listWishes(db, 'film')).toHaveLength(2);
});

test('others have a turn between commits, however much is asked for', async () => {
  await using workspace = await openWorkspace(join(await temporaryFolder(), '.longtake'));
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  for (let index = 0; index < 20; index += 1) await workspace.transact((db) => insertWish(db, 'film', wish, 0));
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(19);
});
