import { describe, expect, test } from 'vitest';
import { judgeDrift, judgeGrade } from '../../src/engine/grade-gate.ts';
import { pairsOf } from '../../src/engine/measured-pairs.ts';
import { judgeSeam } from '../../src/engine/seam-gate.ts';
import { worstOf, type Verdict } from '../../src/model/gate.ts';
import { castId, characterOf, compile, shotId, shotOf, storyboardOf } from '../plan/storyboards.ts';
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
    expect(latest?.seams).toMatchObject([
      { from: 'a', to: 'b', readings: [{ gate: 'ssim', value: 0.9 }, {}, {}, {}, {}] },
      { from: 'b', to: 'c', readings: [{ gate: 'jump' }] },
    ]);
  });

  test('is no jump cut: a plain cut inside a scene shows another picture; takes say whether they start as they were told', async () => {
    const stage = await openStage({ between: { ssim: 0.95, deltaE: 1, content: 5 } });
    const plan = planOf([{ id: 'a' }, { id: 'b', from: 'a' }, { id: 'c' }, { id: 'd', dissolve: 6 }]);
    await stage.render(plan);
    const { seams, takes } = await stage.engine.report(plan, new AbortController().signal);
    expect(
      seams.map(({ from, to, readings }) => [from, to, readings.map(({ gate, verdict }) => `${gate} ${verdict}`)]),
    ).toEqual([
      ['a', 'b', ['ssim passed', 'color passed', 'content passed', 'exposure passed', 'saturation passed']],
      ['b', 'c', ['jump warned']],
    ]);
    const started = takes.map(({ title, readings }) => [title, readings.find(({ gate }) => gate === 'start')?.value]);
    expect(started).toEqual([
      ['take:a', undefined],
      ['take:b', 0.95],
      ['take:c', undefined],
      ['take:d', undefined],
    ]);
    expect(stage.events.filter(({ type }) => type === 'render.warned')).toEqual([]);
  });

  test('that a viewer sees is told of until it is accepted, and then kept on record', async () => {
    const between = { ssim: 0.4, deltaE: 12, content: 40 };
    const stage = await openStage({ between });
    const plan = planOf([{ id: 'a' }, { id: 'b', from: 'a' }]);
    await stage.render(plan);
    const warnings = (of: typeof stage) => of.events.filter((event) => event.type === 'render.warned');
    expect(warnings(stage)).toMatchObject([{ code: 'seam_differs' }]);
    const [found] = await stage.engine.acceptable(plan);
    expect(found).toMatchObject({ shot: 'b', take: 1, seams: [] });

    const accepts = new Map([['b', found?.hash ?? '']]);
    const accepting = await openStage({ folder: stage.folder, clock: stage.clock, between, accepts });
    expect(await accepting.engine.acceptable(plan)).toEqual([]);
    const excused = [
      {
        from: 'a',
        to: 'b',
        readings: [{ gate: 'ssim', verdict: 'excused', note: 'accepted as it is' }, {}, {}, {}, {}],
      },
    ];
    expect((await accepting.engine.status('film')).latest?.seams).toMatchObject(excused);
    expect((await accepting.engine.report(plan, new AbortController().signal)).seams).toMatchObject(excused);
    // A film that is cut anew warns of it no more; another take of either shot is told of again.
    await accepting.render(planOf([{ id: 'a' }, { id: 'b', from: 'a' }, { id: 'c' }]));
    expect(warnings(accepting)).toEqual([]);
    await accepting.render(planOf([{ id: 'a' }, { id: 'b', from: 'a', select: {} }]));
    expect(warnings(accepting)).toMatchObject([{ code: 'seam_differs' }]);
  });
});

describe('the grade', () => {
  test.each<readonly [number, number, Verdict]>([
    [3, 1.1, 'passed'],
    [-9, 1, 'warned'],
    [9, 1, 'warned'],
    [0, 1.5, 'warned'],
    [0, 0.6, 'warned'],
  ])(
    'that changes by %d L* and %d times its chroma where nothing is to change has %s',
    (lightness, chroma, verdict) => {
      expect(worstOf(judgeGrade({ lightness, chroma }))).toBe(verdict);
    },
  );

  test.each<readonly [number, number, number, Verdict]>([
    [-5, 1.2, 0.7, 'passed'],
    [7, 1, 1, 'warned'],
    [0, 1.3, 1, 'warned'],
    [0, 0.7, 1, 'passed'],
    [0, 1, 0.5, 'warned'],
  ])(
    'that is %d L*, %d times its chroma and %d times its sharpness off along a chain has %s',
    (lightness, chroma, sharpness, verdict) => {
      expect(worstOf(judgeDrift({ lightness, chroma, sharpness }))).toBe(verdict);
    },
  );

  const shots = (rest: Parameters<typeof shotOf>[1]) => {
    const mara = { with: [castId('mara')], ...rest };
    const linked = (id: string) => shotOf(id, { ...mara, start: { kind: 'continue' } });
    const matched = shotOf('m', { ...mara, start: { kind: 'match', shot: shotId('a') } });
    return [shotOf('a', mara), linked('b'), linked('c'), linked('d'), linked('e'), matched];
  };
  const pairs = (list: ReturnType<typeof shots>) =>
    pairsOf(compile(storyboardOf(list, { characters: [characterOf('mara')] })).plan).map(
      ({ kind, from, to }) => `${kind} ${from} ${to}`,
    );

  test('is measured over joins that go on, over matches, and along a chain from its first shot, over its anchors', () => {
    expect(pairs(shots({}))).toEqual([
      'continued a b',
      'continued b c',
      'continued c d',
      'cut d e',
      'cut e m',
      'chained a c',
      'chained a d',
      'chained a e',
      'matched a m',
    ]);
  });

  test('is not compared where the storyboard asks for another light or another size of frame', () => {
    const list = shots({}).map((shot) =>
      shot.id === 'd' || shot.id === 'm' ? { ...shot, light: 'one candle' } : shot,
    );
    expect(pairs(list)).toEqual([
      'continued a b',
      'continued b c',
      'continued c d',
      'cut d e',
      'cut e m',
      'chained a c',
      'chained a e',
    ]);
  });

  test('that drifted warns in the report and nowhere else', async () => {
    const stage = await openStage({ between: { lightness: 7, chroma: 1.3 } });
    const plan = planOf([{ id: 'a' }, { id: 'b', from: 'a' }, { id: 'c', from: 'b' }]);
    await stage.render(plan);
    const { seams } = await stage.engine.report(plan, new AbortController().signal);
    const drift = seams.find(({ from, to }) => from === 'a' && to === 'c');
    expect(drift?.readings.map(({ gate, verdict }) => `${gate} ${verdict}`)).toEqual([
      'drift_exposure warned',
      'drift_saturation warned',
      'drift_sharpness passed',
    ]);
    expect(stage.events.filter(({ type }) => type === 'render.warned')).toEqual([]);
  });
});
