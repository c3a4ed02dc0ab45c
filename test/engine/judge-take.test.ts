import { describe, expect, test } from 'vitest';
import { judgeTake, mayBeAccepted, type TakeCase } from '../../src/engine/judge-take.ts';
import type { Inspection, PictureMeasures } from '../../src/media/media.ts';
import { worstOf, type TakeGate, type Verdict } from '../../src/model/gate.ts';
import type { Picture, VideoRequest } from '../../src/model/generation.ts';
import { planOf } from '../support/small-plan.ts';

const [task] = planOf([{ id: 'a' }]).tasks;
const REQUEST = task?.request?.request as VideoRequest;
const GOOD: PictureMeasures = {
  blackShare: 0,
  blackHeadMs: 0,
  blackTailMs: 0,
  frozenShare: 0.1,
  cutScore: 4,
  cutAtMs: 500,
  lumaSpread: 40,
  barsShare: 0,
  steadiness: 0.99,
};

describe('the verdict on a take', () => {
  test('is good in every gate where nothing is wrong', () => {
    expect(worstOf(judgeTake(caseOf({}), inspectionOf({})))).toBe('passed');
  });

  test('warns where the model ignored a frame that it was given', () => {
    const verdicts = (given: TakeCase['given']) =>
      judgeTake({ ...caseOf({}), given }, inspectionOf({})).flatMap(({ gate, verdict }) =>
        gate === 'start' || gate === 'end' ? `${gate} ${verdict}` : [],
      );
    expect(verdicts({ start: null, end: null })).toEqual([]);
    expect(verdicts({ start: 0.61, end: 0.71 })).toEqual(['start passed', 'end passed']);
    expect(verdicts({ start: 0.59, end: 0.69 })).toEqual(['start warned', 'end warned']);
  });

  const DOLLY = { camera: { move: 'dolly_in', speed: 'slow' } } as const;
  const CARD = { kind: 'card' } as const;
  const STILL = { kind: 'still' } as const;
  const cases: readonly (readonly [string, Partial<PictureMeasures>, Partial<Picture>, TakeGate, Verdict])[] = [
    ['black for more than half', { blackShare: 0.6 }, {}, 'black', 'failed'],
    ['black for less', { blackShare: 0.4 }, {}, 'black', 'passed'],
    ['black at night', { blackShare: 0.6 }, { time: 'night' }, 'black', 'warned'],
    [
      'black where darkness is asked for',
      { blackTailMs: 900 },
      { action: 'The lights go out.' },
      'black_tail',
      'warned',
    ],
    ['a black head', { blackHeadMs: 400 }, {}, 'black_head', 'failed'],
    ['a blink of black', { blackHeadMs: 250 }, {}, 'black_head', 'passed'],
    ['a black tail', { blackTailMs: 400 }, {}, 'black_tail', 'failed'],
    ['a black card', { blackShare: 1, lumaSpread: 1 }, CARD, 'black', 'excused'],
    ['a standstill while the camera moves', { frozenShare: 0.7 }, DOLLY, 'frozen', 'failed'],
    ['a hand that moves a little before a standing camera', { frozenShare: 0.98 }, {}, 'frozen', 'warned'],
    ['nothing but a standstill', { frozenShare: 1 }, {}, 'frozen', 'failed'],
    ['a still', { frozenShare: 1 }, STILL, 'frozen', 'excused'],
    ['a card', { frozenShare: 1 }, CARD, 'frozen', 'excused'],
    ['a hidden cut', { cutScore: 31 }, {}, 'cut', 'failed'],
    ['what may be a cut', { cutScore: 20 }, {}, 'cut', 'warned'],
    ['a card that changes', { cutScore: 60 }, CARD, 'cut', 'excused'],
    ['one colour', { lumaSpread: 2 }, {}, 'plain', 'failed'],
    ['one colour on a card', { lumaSpread: 2 }, CARD, 'plain', 'excused'],
    ['letterbox', { barsShare: 0.2 }, {}, 'bars', 'warned'],
    ['flicker before a standing camera', { steadiness: 0.9 }, {}, 'steady', 'warned'],
  ];
  test.each(cases)('on %s: %j %j: %s is %s', (_name, picture, shot, gate, verdict) => {
    const readings = judgeTake(caseOf(shot), inspectionOf({ picture: { ...GOOD, ...picture } }));
    expect(readings.find((reading) => reading.gate === gate)?.verdict).toBe(verdict);
  });

  test('on the user’s own footage never fails what it shows', () => {
    const bad = { blackShare: 1, blackHeadMs: 1000, blackTailMs: 1000, frozenShare: 1, cutScore: 90, lumaSpread: 1 };
    const readings = judgeTake(
      { ...caseOf({}), isFootage: true },
      inspectionOf({ width: 10, picture: { ...GOOD, ...bad } }),
    );
    expect(worstOf(readings)).toBe('warned');
  });

  test('excuses a drawing in which nothing moves, unless its camera was to move', () => {
    const verdict = (shot: Partial<Picture>) =>
      judgeTake({ ...caseOf(shot), isDrawn: true }, inspectionOf({ picture: { ...GOOD, frozenShare: 1 } })).find(
        ({ gate }) => gate === 'frozen',
      )?.verdict;
    expect(verdict({})).toBe('excused');
    expect(verdict(DOLLY)).toBe('failed');
  });

  test('excuses black where the storyboard fades', () => {
    const readings = judgeTake(
      { ...caseOf({}), fades: { head: true, tail: false } },
      inspectionOf({ picture: { ...GOOD, blackHeadMs: 900 } }),
    );
    expect(readings.find(({ gate }) => gate === 'black_head')).toMatchObject({
      verdict: 'excused',
      note: 'the storyboard fades here',
    });
  });

  test('fails another shape, and warns of a shape nearly right and of a picture that is small', () => {
    expect(verdictOf('aspect', inspectionOf({ width: 36, height: 64 }))).toBe('failed');
    expect(verdictOf('aspect', inspectionOf({ width: 62 }))).toBe('warned');
    expect(verdictOf('size', inspectionOf({ width: 32, height: 18 }))).toBe('warned');
    expect(verdictOf('aspect', inspectionOf({ width: 32, height: 18 }))).toBe('passed');
  });

  test('fails a take that is too short, that was cut off, and that holds no picture', () => {
    expect(verdictOf('length', inspectionOf({ durationMs: 800 }))).toBe('failed');
    expect(verdictOf('whole', inspectionOf({ containerMs: 4000 }))).toBe('failed');
    expect(verdictOf('whole', inspectionOf({ containerMs: 1200 }))).toBe('warned');
    expect(verdictOf('stream', { ...inspectionOf({}), video: null })).toBe('failed');
    expect(verdictOf('decodes', { ...inspectionOf({}), decodes: false })).toBe('failed');
  });

  test('warns of another length than the model was asked for, and of a rate that varies', () => {
    const asked = { ...caseOf({}), askedMs: 5000 };
    expect(judgeTake(asked, inspectionOf({})).find(({ gate }) => gate === 'promised')?.verdict).toBe('warned');
    expect(verdictOf('rate', inspectionOf({ isVariableRate: true }))).toBe('warned');
  });

  test('may be overruled in all but what makes a take useless', () => {
    const gates = judgeTake(caseOf({}), inspectionOf({})).filter((reading) => !mayBeAccepted(reading));
    expect(gates.map(({ gate }) => gate)).toEqual(['stream', 'length']);
  });
});

function verdictOf(gate: TakeGate, inspection: Inspection): Verdict | undefined {
  return judgeTake(caseOf({}), inspection).find((reading) => reading.gate === gate)?.verdict;
}

function caseOf(picture: Partial<Picture>): TakeCase {
  return {
    request: { ...REQUEST, size: { width: 64, height: 36 }, picture: { ...REQUEST.picture, ...picture } },
    isFootage: false,
    isDrawn: false,
    isPicture: false,
    askedMs: null,
    fades: { head: false, tail: false },
    given: { start: null, end: null },
  };
}

function inspectionOf(
  changes: Partial<NonNullable<Inspection['video']>> & {
    readonly picture?: PictureMeasures;
    readonly containerMs?: number;
  },
): Inspection {
  const { picture = GOOD, containerMs = 1000, ...video } = changes;
  return {
    decodes: true,
    trouble: null,
    video: {
      codec: 'h264',
      width: 64,
      height: 36,
      rotationDegrees: 0,
      pixelFormat: 'yuv420p',
      fps: 24,
      isVariableRate: false,
      frames: 24,
      durationMs: 1000,
      ...video,
    },
    audio: null,
    containerMs,
    picture,
  };
}
