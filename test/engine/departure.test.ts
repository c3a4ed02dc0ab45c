import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FRESH_MS } from '../../src/engine/departure.ts';
import type { Provider } from '../../src/providers/contract.ts';
import { expectHonest } from '../support/honest.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';
import type { Stage } from '../support/stage.ts';

/** A provider that asks for leave at the last moment; `meanwhile` happens just before, the first time. */
function hesitant(meanwhile: () => void): (provider: Provider) => Provider {
  let isFirst = true;
  return (provider) => ({
    ...provider,
    submit: async (body, context) => {
      if (isFirst) meanwhile();
      isFirst = false;
      if (context.mayLeave()) return provider.submit(body, context);
      // Whatever an adapter makes of it: nothing was sent.
      return { status: 'ambiguous', message: 'no answer came' };
    },
  });
}

const attempts = (stage: Stage) =>
  stage.read((db) => db.selectFrom('attempt').select(['status', 'billed', 'cost_micros']).orderBy('id').execute());

test('a right to send that grew old sends nothing; the take asks for a new one, and is paid once', async () => {
  const clock = createManualClock({ hasty: true });
  const stage = await openStage({ clock, wrap: hesitant(() => clock.advance(FRESH_MS + 1)) });
  expect((await stage.render(planOf([{ id: 'a' }]))).status).toBe('done');
  expect(stage.provider.posts()).toHaveLength(1);
  expect(await attempts(stage)).toEqual([
    { status: 'settled', billed: 'no', cost_micros: 0 },
    { status: 'settled', billed: 'yes', cost_micros: 1_000_000 },
  ]);
  await expectHonest(stage);
});

test('a right to send that is a moment old sends', async () => {
  const clock = createManualClock({ hasty: true });
  const stage = await openStage({ clock, wrap: hesitant(() => clock.advance(FRESH_MS - 1)) });
  expect((await stage.render(planOf([{ id: 'a' }]))).status).toBe('done');
  expect(await attempts(stage)).toHaveLength(1);
});

test('where the lock was taken away nothing is sent and nothing more is written; the next render finds it unsent', async () => {
  const stage = await openStage({ wrap: hesitant(() => rmSync(join(stage.workspace, 'lock'))) });
  await expect(stage.render(planOf([{ id: 'a' }]))).rejects.toMatchObject({ code: 'workspace_lost' });
  expect(stage.provider.posts()).toEqual([]);
  expect(await attempts(stage)).toEqual([{ status: 'sending', billed: null, cost_micros: null }]);
  const next = await openStage({ folder: stage.folder });
  expect((await next.render(planOf([{ id: 'a' }]))).status).toBe('done');
  expect(next.provider.posts()).toHaveLength(1);
  await expectHonest(next);
});

test('a job that was paid is kept although the lock was taken away before its answer came', async () => {
  const stage = await openStage({
    wrap: (provider) => ({
      ...provider,
      submit: async (body, context) => {
        const answer = await provider.submit(body, context);
        rmSync(join(stage.workspace, 'lock'), { force: true });
        return answer;
      },
    }),
  });
  await expect(stage.render(planOf([{ id: 'a' }, { id: 'b' }]))).rejects.toMatchObject({ code: 'workspace_lost' });
  const paid = stage.provider.posts().length;
  expect(paid).toBeGreaterThan(0);
  const saved = await stage.read((db) => db.selectFrom('attempt').select('operation').execute());
  expect(saved.filter(({ operation }) => operation !== null)).toHaveLength(paid);
  const next = await openStage({ folder: stage.folder });
  expect((await next.render(planOf([{ id: 'a' }, { id: 'b' }]))).status).toBe('done');
  expect(next.provider.posts()).toHaveLength(2);
});
