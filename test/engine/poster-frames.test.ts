import { expect, test } from 'vitest';
import { posterFrames } from '../../src/engine/poster-frames.ts';
import { compile, shotOf, storyboardOf } from '../plan/storyboards.ts';

const second = { kind: 'frames', frames: 24 } as const;

test('a poster comes from the middle of a shot, never from a join, a card or the ending', () => {
  const { plan } = compile(
    storyboardOf([
      shotOf('title', { card: 'Title', duration: second }),
      shotOf('a', { duration: { kind: 'frames', frames: 48 }, out: { kind: 'dissolve', frames: 24 } }),
      shotOf('b', { duration: { kind: 'frames', frames: 48 }, out: { kind: 'fade', color: 'black', frames: 24 } }),
      shotOf('c', { duration: second }),
      shotOf('d', { duration: second }),
      shotOf('e', { duration: second }),
    ]),
  );
  const frames = posterFrames(plan);
  const segmentAt = (frame: number) =>
    plan.film.segments.findLast((segment) => segment.fromFrame <= frame && segment.frames > 0);
  expect(frames.map((frame) => segmentAt(frame)?.kind)).toEqual(frames.map(() => 'body'));
  expect(frames[0]).toBeGreaterThan(24);
  expect(Math.max(...frames)).toBeLessThan(plan.film.frames * 0.7);
});

test('a film of cards has a card as its poster', () => {
  const { plan } = compile(storyboardOf([shotOf('title', { card: 'Title', duration: second })]));
  expect(posterFrames(plan)).toEqual([12]);
});
