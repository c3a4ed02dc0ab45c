import { expect, test } from 'vitest';
import { failureOf } from '../machines/charts.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';

const signal = new AbortController().signal;

test('a report has every take with its values, what it cost, and which one the film shows', async () => {
  const stage = await openStage({ fate: ({ model }) => (model === 'fake:one' ? { picture: { frozenShare: 1 } } : {}) });
  const plan = planOf([
    { id: 'a', ladder: ['fake:one', 'fake:two'] },
    { id: 'b', from: 'a', ladder: ['fake:two'] },
  ]);
  expect(await stage.engine.report(plan, signal)).toMatchObject({ takes: [], seams: [], spentMicros: 0 });
  await stage.render(plan);
  const report = await stage.engine.report(plan, signal);
  expect(report).toMatchObject({ title: 'A Film', spentMicros: 3_000_000, seams: [{ from: 'a', to: 'b' }] });
  expect(report.takes).toMatchObject([
    { shot: 'a', number: 1, state: 'failed', isUsed: false, costMicros: 1_000_000, trouble: expect.any(String) },
    { shot: 'a', number: 2, state: 'stored', isUsed: true, trouble: null },
    { shot: 'b', number: 1, state: 'stored', isUsed: true },
  ]);
  // The frames on either side of the seam.
  expect(report.seams.map(({ pictures }) => pictures)).toEqual([
    [expect.stringMatching(/^data:image\/jpeg;base64,/u), expect.stringMatching(/^data:image\/jpeg;base64,/u)],
  ]);
  for (const { thumbnail, readings } of report.takes) {
    expect(thumbnail).toMatch(/^data:image\/jpeg;base64,/u);
    expect(readings.length).toBeGreaterThan(10);
  }
});

test('a take that failed at its provider is not called free where it may have been billed', async () => {
  const failure = failureOf('provider_failed', { billed: 'unknown' });
  const stage = await openStage({ fate: ({ shot }) => (shot === 'a' ? { poll: failure } : {}) });
  const plan = planOf([{ id: 'a' }, { id: 'b' }]);
  await stage.render(plan);
  const report = await stage.engine.report(plan, signal);
  expect(report.takes.reduce((sum, { costMicros }) => sum + costMicros, 0)).toBe(report.spentMicros);
  expect(report.takes[0]).toMatchObject({ shot: 'a', state: 'failed', costMicros: 1_000_000 });
});

test('what --accept-gates makes of a failed take is no longer to be bought', async () => {
  const stage = await openStage({ fate: () => ({ picture: { frozenShare: 1 } }) });
  const plan = planOf([{ id: 'a' }]);
  await stage.render(plan);
  expect(await stage.engine.outlook(plan)).toMatchObject({ costMicros: 1_000_000 });
  expect(await stage.engine.outlook(plan, { acceptGates: true })).toMatchObject({ costMicros: 0 });
});
