import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openWorkspace } from '../../src/store/workspace.ts';
import { failureOf } from '../machines/charts.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';

/** Tables that have a row for everything that was ever made. Others are short. */
const LONG = new Set(['take', 'attempt', 'machine', 'event', 'outbox', 'derived', 'render', 'posted']);

test('nothing that a render asks of the database reads a whole table, however many films there are', async () => {
  const plan = planOf([{ id: 'a', takes: 2 }, { id: 'b', from: 'a', dissolve: 6 }, { id: 'c' }]);
  const stage = await openStage({
    fate: ({ shot, nth }) =>
      shot === 'c' && nth === 1 ? { submit: 'unanswered' } : shot === 'b' ? { poll: BROKEN } : {},
  });
  // The tables are made by it.
  await (await openWorkspace(stage.workspace))[Symbol.asyncDispose]();
  const asked = listenToStatements();
  await stage.render(plan);
  await stage.render(planOf([{ id: 'a', action: 'another' }, { id: 'c' }]));
  await stage.engine.outlook(plan);
  await stage.engine.cancel('film', null, new AbortController().signal);
  await stage.engine.held('film');
  await stage.engine.status('film');
  const statements = [...asked.heard()].filter((text) => /^(?:select|update|delete|insert)\b/u.test(text));
  expect(statements.length, 'statements that were heard').toBeGreaterThan(30);
  const db = new DatabaseSync(join(stage.workspace, 'longtake.db'), { readOnly: true });
  onTestFinished(() => db.close());
  const scans = statements.flatMap((text) =>
    db
      .prepare(`explain query plan ${text}`)
      .all()
      .flatMap(({ detail }) => {
        const table = /^SCAN (\w+)/u.exec(String(detail))?.[1];
        // The index of live submissions has no row of any other.
        if (String(detail).endsWith('USING INDEX attempt_live')) return [];
        return table !== undefined && LONG.has(table) ? [`${String(detail)}: ${text}`] : [];
      }),
  );
  expect(scans).toEqual([]);
});

const BROKEN = failureOf('provider_failed', { billed: 'no' });

function listenToStatements(): { readonly heard: () => ReadonlySet<string> } {
  const spy = vi.spyOn(DatabaseSync.prototype, 'prepare');
  onTestFinished(() => spy.mockRestore());
  return { heard: () => new Set(spy.mock.calls.map(([text]) => text)) };
}
