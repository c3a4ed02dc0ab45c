import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fade, Join } from '../../src/model/storyboard.ts';
import { layTimeline, type Timeline, type TimelineShot } from '../../src/plan/timeline.ts';
import { codes, FPS_24, shotId } from './storyboards.ts';

const RATES = [
  { num: 24_000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30_000, den: 1001 },
  { num: 30, den: 1 },
  { num: 60_000, den: 1001 },
];

type Kind = Join['kind'];
function join(kind: Kind, frames: number): Join {
  switch (kind) {
    case 'cut':
      return { kind };
    case 'dissolve':
    case 'morph':
      return { kind, frames };
    case 'wipe':
      return { kind, frames, direction: 'left' };
    case 'fade':
      return { kind, frames, color: 'black' };
    case 'bridge':
      return { kind, frames, prompt: 'through the door' };
  }
}
const fade = (frames: number): Fade => ({ kind: 'fade', frames, color: 'black' });

function shot(id: string, frames: number, rest: Partial<TimelineShot> = {}): TimelineShot {
  return { id: shotId(id), path: ['shots', id], frames, in: null, out: { kind: 'cut' }, isOutWritten: true, ...rest };
}

function segmentTexts({ segments }: Timeline): readonly string[] {
  return segments.map((segment) => `${segment.kind} ${segment.fromFrame}+${segment.frames}`);
}

describe.each([
  // D frames, what the film is longer or shorter by, what the seam takes from the tail and from the head
  { kind: 'cut' as const, d: 0, grows: 0, tail: 0, head: 0 },
  ...[1, 2, 7, 12, 13].flatMap((d) => [
    { kind: 'dissolve' as const, d, grows: -d, tail: d, head: d },
    { kind: 'wipe' as const, d, grows: -d, tail: d, head: d },
    { kind: 'fade' as const, d, grows: 0, tail: Math.ceil(d / 2), head: Math.floor(d / 2) },
    { kind: 'morph' as const, d, grows: d, tail: 0, head: 0 },
    { kind: 'bridge' as const, d, grows: d, tail: 0, head: 0 },
  ]),
])('a $kind of $d frames', ({ kind, d, grows, tail, head }) => {
  test.each(RATES)('lays two shots of 40 and 50 frames at $num/$den', (fps) => {
    const laid = layTimeline([shot('a', 40, { out: join(kind, d) }), shot('b', 50)], fps);
    expect(laid.problems).toEqual([]);
    expect(laid.frames).toBe(90 + grows);
    expect(laid.shots).toEqual(
      [
        { fromFrame: 0, frames: 40, headFrames: 0, bodyFrames: 40 - tail, tailFrames: tail },
        { fromFrame: 40 + grows, frames: 50, headFrames: head, bodyFrames: 50 - head, tailFrames: 0 },
      ].map((expected, index) => (kind === 'fade' && index === 1 ? { ...expected, fromFrame: 40 } : expected)),
    );
    expect(segmentTexts(laid)).toEqual([
      `body 0+${40 - tail}`,
      ...(d === 0 ? [] : [`seam ${40 - tail}+${d}`]),
      `body ${40 - tail + d}+${50 - head}`,
    ]);
  });
});

describe('fades at a shot’s own edges', () => {
  test('begin and end the film without making it longer', () => {
    const laid = layTimeline([shot('a', 48, { in: fade(12) }), shot('b', 48, { out: fade(13) })], FPS_24);
    expect(laid.frames).toBe(96);
    expect(segmentTexts(laid)).toEqual(['head 0+12', 'body 12+36', 'body 48+35', 'tail 83+13']);
    expect(laid.shots.map((one) => [one.headFrames, one.bodyFrames, one.tailFrames])).toEqual([
      [12, 36, 0],
      [0, 35, 13],
    ]);
  });

  test('come in after a cut in the middle of the film', () => {
    const laid = layTimeline([shot('a', 48), shot('b', 48, { in: fade(6) })], FPS_24);
    expect(segmentTexts(laid)).toEqual(['body 0+48', 'head 48+6', 'body 54+42']);
  });

  test.each(['dissolve', 'wipe', 'fade', 'morph', 'bridge'] as const)('are refused after a %s', (kind) => {
    const laid = layTimeline([shot('a', 48, { out: join(kind, 6) }), shot('b', 48, { in: fade(6) })], FPS_24);
    expect(codes(laid.problems)).toEqual(['fade_in_after_join']);
    expect(laid.problems[0]?.message).toContain(`b fades in, but the ${kind} after a`);
    expect(laid.problems[0]?.path).toEqual(['shots', 'b', 'in']);
    expect(laid.segments.some((segment) => segment.kind === 'head')).toBe(false);
  });
});

describe('after the last shot', () => {
  test.each(['dissolve', 'wipe', 'morph', 'bridge'] as const)('a %s is left out with a warning', (kind) => {
    const laid = layTimeline([shot('a', 48, { out: join(kind, 6) })], FPS_24);
    expect(laid.frames).toBe(48);
    expect(laid.problems.map((problem) => [problem.code, problem.severity])).toEqual([
      ['join_after_last_shot', 'warning'],
    ]);
  });

  test('a join that came from the defaults is nobody’s mistake', () => {
    const laid = layTimeline([shot('a', 48, { out: join('dissolve', 6), isOutWritten: false })], FPS_24);
    expect(laid.problems).toEqual([]);
  });
});

describe('a shot that is too short', () => {
  test('for its two dissolves is told the arithmetic and keeps one frame of body', () => {
    const shots = [
      shot('a', 48, { out: join('dissolve', 12) }),
      shot('b', 24, { out: join('wipe', 12) }),
      shot('c', 48),
    ];
    const laid = layTimeline(shots, FPS_24);
    expect(codes(laid.problems)).toEqual(['no_body_left']);
    expect(laid.problems[0]?.message).toBe(
      'b is too short for its joins: 24 frames less 12 for the dissolve from a less 12 for the wipe to c leaves 0',
    );
    expect(laid.problems[0]?.fix).toBe('make b 1 frame (0.042s) longer, or its joins that much shorter');
    expect(laid.shots[1]?.bodyFrames).toBe(1);
  });

  test('may be exactly handles and one frame long', () => {
    const laid = layTimeline([shot('a', 48, { out: join('dissolve', 12) }), shot('b', 13)], FPS_24);
    expect(laid.problems).toEqual([]);
    expect(laid.shots[1]?.bodyFrames).toBe(1);
  });

  test('is refused when it has no frames at all', () => {
    const laid = layTimeline([shot('a', 0)], FPS_24);
    expect(codes(laid.problems)).toEqual(['shot_too_short']);
    expect(laid.frames).toBe(1);
  });
});

test('a film of more than 24 hours is refused', () => {
  const day = 24 * 60 * 60 * 24;
  expect(codes(layTimeline([shot('a', day)], FPS_24).problems)).toEqual([]);
  expect(codes(layTimeline([shot('a', day), shot('b', 1)], FPS_24).problems)).toEqual(['film_too_long']);
});

const anyShots = fc.array(
  fc.record({
    frames: fc.integer({ min: 0, max: 60 }),
    fadeIn: fc.option(fc.integer({ min: 0, max: 30 }), { nil: null }),
    kind: fc.constantFrom<Kind>('cut', 'dissolve', 'wipe', 'fade', 'morph', 'bridge'),
    d: fc.integer({ min: 0, max: 30 }),
  }),
  { minLength: 0, maxLength: 12 },
);

test('segments are contiguous, never empty, and add up to the film, whatever was written', () => {
  fc.assert(
    fc.property(anyShots, (drawn) => {
      const laid = layTimeline(
        drawn.map(({ frames, fadeIn, kind, d }, index) =>
          shot(`s${index}`, frames, { in: fadeIn === null ? null : fade(fadeIn), out: join(kind, d) }),
        ),
        FPS_24,
      );
      let cursor = 0;
      for (const segment of laid.segments) {
        expect(segment.fromFrame).toBe(cursor);
        expect(segment.frames).toBeGreaterThan(0);
        cursor += segment.frames;
      }
      expect(cursor).toBe(laid.frames);
      for (const one of laid.shots) {
        expect(one.bodyFrames).toBeGreaterThan(0);
        expect(one.headFrames + one.bodyFrames + one.tailFrames).toBe(one.frames);
      }
      // The law in one line: lengths, less what overlaps, and what is inserted.
      const joined = laid.joins.reduce((sum, { join: { kind }, frames }) => {
        if (kind === 'dissolve' || kind === 'wipe') return sum - frames;
        return kind === 'morph' || kind === 'bridge' ? sum + frames : sum;
      }, 0);
      expect(laid.frames).toBe(laid.shots.reduce((sum, one) => sum + one.frames, 0) + joined);
      if (!laid.problems.some((problem) => problem.severity === 'error')) {
        expect(laid.shots.map((one) => one.frames)).toEqual(drawn.map((one) => one.frames));
      }
    }),
  );
});
