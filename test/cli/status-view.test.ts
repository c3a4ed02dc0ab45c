import { expect, test } from 'vitest';
import { statusLines } from '../../src/cli/status-view.ts';
import { createPaint } from '../../src/cli/paint.ts';
import { UNICODE_GLYPHS } from '../../src/cli/progress/glyphs.ts';
import { judgeSeam, excuseAccepted } from '../../src/engine/seam-gate.ts';
import type { SeamReport } from '../../src/model/gate.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';

test('a seam is told of where it is beyond its mark, and no more once it is accepted', async () => {
  const stage = await openStage();
  const plan = planOf([{ id: 'a' }, { id: 'b', from: 'a' }]);
  await stage.render(plan);
  const status = await stage.engine.status('film');
  const [a, b] = plan.shots.map(({ id }) => id);
  const told = (seams: readonly SeamReport[]): readonly string[] =>
    statusLines(
      { ...status, latest: { ...status.latest!, seams } },
      { paint: createPaint(false), glyphs: UNICODE_GLYPHS },
    ).filter((line) => line.includes('a > b'));
  const seams = [{ from: a!, to: b!, readings: judgeSeam({ ssim: 0.4, deltaE: 1, content: 3 }) }];
  expect(told(seams)).toEqual(['  ✗ a > b  another picture: 0.40 (mark 0.55)']);
  expect(told(excuseAccepted(seams, new Set(['b'])))).toEqual([]);
});
