import { openWorkspace } from '../../src/store/workspace.ts';
import { applySettlement } from '../../src/engine/settle-held.ts';
import { toId, type AttemptId } from '../../src/model/ids.ts';
import type { Database } from '../../src/store/sqlite.ts';
import type { Settlement } from '../../src/store/wishes.ts';

/**
 * A process that settles a held submission and is killed by itself, with no chance to tidy up, before its `nth`
 * statement: between the row of the journal and the state of the take, among others. With one too many, it ends well
 * and prints how many there are.
 * Usage: node settle-and-die.ts WORKSPACE ATTEMPT SETTLEMENT NTH.
 */
const [folder = '', attempt = '', settlement = '', nth = ''] = process.argv.slice(2);
const STATEMENTS: ReadonlySet<string> = new Set(['selectFrom', 'insertInto', 'updateTable', 'deleteFrom']);
let statements = 0;

await using workspace = await openWorkspace(folder);
await workspace.db
  .transaction()
  .execute((trx) =>
    applySettlement(mortal(trx), toId<AttemptId>(attempt), JSON.parse(settlement) as Settlement, 1_700_000_000_000),
  );
process.stdout.write(String(statements));

function mortal(db: Database): Database {
  return new Proxy(db, {
    get: (target, key) => {
      if (STATEMENTS.has(String(key))) {
        statements += 1;
        if (statements === Number(nth)) process.kill(process.pid, 'SIGKILL');
      }
      const member = Reflect.get(target, key) as unknown;
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
