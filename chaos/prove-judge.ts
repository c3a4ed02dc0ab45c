import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { judge } from './judge.ts';
import { finish, type World } from './world.ts';

/** Ways in which a finished film is not all right, each with what must be said of it. */
const SPOILED: readonly (readonly [says: string, spoil: (folder: string) => void])[] = [
  ['an attempt is charged twice', (folder) => appendFileSync(ledgerOf(folder), firstLine(ledgerOf(folder)))],
  ['charged for', (folder) => appendFileSync(ledgerOf(folder), '{"attempt":"a_other","what":"video of a"}\n')],
  ['the film differs', (folder) => appendFileSync(join(folder, 'film.mp4'), 'x')],
  ['files are left or missing', (folder) => writeFileSync(join(folder, '.longtake/tmp/1-1.mp4'), 'half')],
  ['takes are in flight', sql(`update take set state = 'live' where number = 1`)],
  ['attempts are open', sql(`update attempt set status = 'submitted' where id = (select min(id) from attempt)`)],
  ['attempts have no take', sql(`update attempt set take_id = 't_none'`)],
  ['events are missing', sql('delete from event where seq = 9')],
  ['is not what it was', sql(`update take set sha = '${'0'.repeat(64)}' where number = 1`)],
  ['spent', sql('update attempt set cost_micros = cost_micros + 1')],
];

/** A judge that lets one of them pass is no judge. @throws Error that names it. */
export async function proveJudge(world: World): Promise<void> {
  const result = await finish(world.whole);
  const calm = judge(world.whole, result, world.reference);
  if (calm.length > 0) throw new Error(`the judge finds fault with the undisturbed film: ${calm.join(', ')}`);
  for (const [says, spoil] of SPOILED) {
    const folder = await world.folder(world.whole);
    spoil(folder);
    const said = judge(folder, result, world.reference);
    if (!said.some((what) => what.includes(says))) throw new Error(`the judge does not see: ${says}`);
    await rm(folder, { recursive: true });
  }
}

function ledgerOf(folder: string): string {
  return join(folder, 'ledger.jsonl');
}

function firstLine(file: string): string {
  return `${readFileSync(file, 'utf8').split('\n')[0] ?? ''}\n`;
}

function sql(statement: string): (folder: string) => void {
  return (folder) => {
    const db = new DatabaseSync(join(folder, '.longtake/longtake.db'), { enableForeignKeyConstraints: false });
    db.exec(statement);
    db.close();
  };
}
