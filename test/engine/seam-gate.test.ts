import { describe, expect, test } from 'vitest';
import { judgeSeam } from '../../src/engine/seam-gate.ts';
import { worstOf, type Verdict } from '../../src/model/gate.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';

describe('the seam where a shot goes on from another', () => {
  const cases: readonly (readonly [number, number, number, Verdict])[] = [
    [0.9, 2, 6, 'passed'],
    [0.7, 2, 6, 'warned'],
    [0.9, 5, 6, 'warned'],
    [0.9, 2, 20, 'warned'],
    [0.5, 2, 6, 'failed'],
    [0.9, 9, 6, 'failed'],
    [0.9, 2, 30, 'failed'],
  ];
  test.each(cases)('at SSIM %d, ΔE %d and content %d has %s', (ssim, deltaE, content, verdict) => {
    expect(worstOf(judgeSeam({ ssim, deltaE, content }))).toBe(verdict);
  });

  test('is measured once the film is put together, kept with it, and shown by status', async () => {
    const stage = await openStage();
    await stage.render(planOf([{ id: 'a' }, { id: 'b', from: 'a' }, { id: 'c' }]));
    const { latest } = await stage.engine.status('film');
    expect(latest?.seams).toMatchObject([{ from: 'a', to: 'b', readings: [{ gate: 'ssim', value: 0.9 }, {}, {}] }]);
  });
});
