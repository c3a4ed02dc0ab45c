import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateSpeechMs, laySpeech, speechFrames, type SpeakingShot } from '../../src/plan/speech.ts';
import { codes, compile, FPS_24, frames, line, shotOf, shotPlan, storyboardOf } from './storyboards.ts';

describe('an estimate', () => {
  test('speaks about 2.6 words a second', () => {
    const words = Array.from({ length: 26 }, () => 'word').join(' ');
    expect(estimateSpeechMs(words)).toBeCloseTo(10_000, -2);
  });

  test.each([
    ['a pause at a comma', 'one two', 'one, two'],
    ['a longer one at a full stop', 'one, two', 'one. Two'],
    ['numbers by their digits', 'in 7', 'in 1961'],
  ])('counts %s', (_, shorter, longer) => {
    expect(estimateSpeechMs(longer)).toBeGreaterThan(estimateSpeechMs(shorter));
  });

  test.each([
    ['Chinese', '今天晚上的风很大，我们明天再走吧', 2500, 4500],
    ['Japanese', 'あしたはきっとはれるでしょう', 1500, 3000],
    ['Korean', '오늘은 바람이 많이 부네요', 1800, 3200],
    ['Thai', 'วันนี้ลมแรงมาก', 700, 1800],
    ['Russian', 'Сегодня очень сильный ветер', 1400, 1700],
    ['Hindi', 'आज बहुत तेज़ हवा है', 1800, 2100],
  ])('is sensible for %s', (_, words, from, to) => {
    expect(estimateSpeechMs(words)).toBeGreaterThan(from);
    expect(estimateSpeechMs(words)).toBeLessThan(to);
  });

  test.each(['', '…', '👋', 'Oh'])('of %j is never below 0.4 s', (words) => {
    expect(estimateSpeechMs(words)).toBe(400);
  });
});

function speaking(id: string, fromFrame: number, length: number, estimatesMs: readonly number[] = []): SpeakingShot {
  return { id, path: ['shots', id], fromFrame, frames: length, estimatesMs };
}
const lay = (shots: readonly SpeakingShot[], film: number) => laySpeech(shots, film, FPS_24);

describe('lines', () => {
  test('follow each other inside their shot, with a little air before them', () => {
    const { slots, problems } = lay([speaking('a', 0, 120, [1000, 2000])], 120);
    expect(problems).toEqual([]);
    expect(slots).toEqual([
      [
        { fromFrame: 10, frames: 24 },
        { fromFrame: 40, frames: 48 },
      ],
    ]);
  });

  test('that hardly fit are spoken faster, by at most a quarter', () => {
    const { slots, problems } = lay([speaking('a', 0, 50, [2400])], 50);
    expect(problems).toEqual([]);
    expect(slots[0]).toEqual([{ fromFrame: 0, frames: 50 }]);
  });

  test('run on into a silent shot after them', () => {
    const { slots, problems } = lay([speaking('a', 0, 48, [5000]), speaking('b', 48, 96)], 144);
    expect(problems).toEqual([]);
    expect(slots[0]).toEqual([{ fromFrame: 0, frames: 96 }]);
  });

  test('begin in a silent shot before them when there is none after', () => {
    const { slots, problems } = lay([speaking('a', 0, 96), speaking('b', 96, 48, [5000])], 144);
    expect(problems).toEqual([]);
    expect(slots[1]).toEqual([{ fromFrame: 48, frames: 96 }]);
  });

  test('never borrow from a neighbour who speaks, and say how many seconds are missing', () => {
    const { slots, problems } = lay([speaking('a', 0, 48, [5000]), speaking('b', 48, 96, [400])], 144);
    expect(slots[0]).toEqual([{ fromFrame: 0, frames: 48 }]);
    expect(problems.map((problem) => [problem.severity, problem.path, problem.message])).toEqual([
      [
        'warning',
        ['shots', 'a', 'say'],
        'a has more speech than time: 1 line takes 4s at their fastest, there are 2s; 2s are missing',
      ],
    ]);
  });

  test('of two shots do not borrow the same silence', () => {
    const shots = [speaking('a', 0, 48, [4500]), speaking('b', 48, 48), speaking('c', 96, 48, [4500])];
    const { slots, problems } = lay(shots, 144);
    const [first] = slots[0] ?? [];
    const [second] = slots[2] ?? [];
    expect(first).toEqual({ fromFrame: 0, frames: 87 });
    expect(second?.fromFrame).toBeGreaterThanOrEqual(87);
    expect(problems.map((problem) => problem.path[1])).toEqual(['c']);
  });

  test('never overlap and never leave the film, however much is said', () => {
    const anyShots = fc.array(
      fc.record({
        length: fc.integer({ min: 1, max: 200 }),
        overlap: fc.integer({ min: 0, max: 20 }),
        estimates: fc.array(fc.integer({ min: 400, max: 9000 }), { maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(anyShots, (drawn) => {
        let cursor = 0;
        const shots = drawn.map(({ length, overlap, estimates }, index) => {
          const from = Math.max(0, cursor - Math.min(overlap, length - 1));
          cursor = Math.max(cursor, from + length);
          return speaking(`s${index}`, from, length, estimates);
        });
        const { slots, problems } = lay(shots, cursor);
        const all = slots.flat();
        for (const slot of all) {
          expect(slot.frames).toBeGreaterThan(0);
          expect(slot.fromFrame).toBeGreaterThanOrEqual(0);
          expect(slot.fromFrame + slot.frames).toBeLessThanOrEqual(cursor);
        }
        if (problems.length > 0) return;
        for (const [index, slot] of all.entries()) {
          const next = all[index + 1];
          if (next !== undefined) expect(next.fromFrame).toBeGreaterThanOrEqual(slot.fromFrame + slot.frames);
        }
      }),
    );
  });
});

describe('`duration: auto`', () => {
  const auto = { kind: 'auto' } as const;

  test('is what the speech needs and a second of air', () => {
    expect(speechFrames([1000, 2000], FPS_24)).toBe((1 + 0.25 + 2 + 1) * 24);
    const { plan } = compile(storyboardOf([shotOf('a', { duration: auto, say: [line('One two three four five.')] })]));
    expect(shotPlan(plan, 'a').frames).toBe(Math.ceil((5 * 0.385 + 1) * 24));
  });

  test('is 5 s without speech', () => {
    const { plan } = compile(storyboardOf([shotOf('a', { duration: auto })]));
    expect(shotPlan(plan, 'a').frames).toBe(120);
  });

  test('stays within what the model can make', () => {
    const model = [{ text: 'fal:kling-v3-pro', provider: 'fal', model: 'kling-v3-pro', options: {} }];
    const long = line(Array.from({ length: 90 }, () => 'word').join(' '));
    const { plan } = compile(
      storyboardOf([
        shotOf('a', { duration: auto, model, say: [line('Oh.')] }),
        shotOf('b', { duration: auto, model, say: [long] }),
      ]),
    );
    expect(shotPlan(plan, 'a').frames).toBe(3 * 24);
    expect(shotPlan(plan, 'b').frames).toBe(15 * 24);
  });
});

test('speech never changes the length of the film', () => {
  const say = [line(Array.from({ length: 40 }, () => 'word').join(' '))];
  const { plan, problems } = compile(storyboardOf([shotOf('a', { say, duration: frames(48) })]));
  expect(plan.film.frames).toBe(48);
  expect(codes(problems)).toEqual(['speech_too_long']);
});
