import { describe, expect, test } from 'vitest';
import type { Asset, Shot } from '../../src/model/storyboard.ts';
import { measureClips } from '../../src/plan/clip-lengths.ts';
import { compile, frames, shotOf, shotPlan, storyboardOf } from './storyboards.ts';

const asset = (file: string): Asset => ({ file, absolutePath: `/films/${file}`, sha256: file, sizeBytes: 1 });
const clip = (id: string, rest: Partial<Shot> = {}): Shot => shotOf(id, { clip: 'footage.mp4', ...rest });
const compiled = (shots: readonly Shot[], footageMs: number) =>
  compile(storyboardOf(shots), { clipsMs: new Map([['footage.mp4', footageMs]]) }).plan;

describe('a shot of footage', () => {
  test('without a duration is as long as its footage, in whole frames', () => {
    const plan = compiled(
      [clip('a'), clip('b', { duration: { kind: 'auto' } }), clip('c', { duration: frames(12) })],
      3050,
    );
    expect(['a', 'b', 'c'].map((id) => shotPlan(plan, id).frames)).toEqual([73, 73, 12]);
    expect(shotPlan(plan, 'a').defaults).toContain('duration: the clip’s own');
  });

  test('loses what is trimmed off it', () => {
    const plan = compiled([clip('a', { trim: { headFrames: 6, tailFrames: 4 } })], 3000);
    expect(shotPlan(plan, 'a').frames).toBe(62);
  });

  test('is a frame long when it is cut away whole', () => {
    expect(shotPlan(compiled([clip('a', { trim: { headFrames: 99, tailFrames: 0 } })], 3000), 'a').frames).toBe(1);
  });

  test('that speaks is still as long as its footage', () => {
    const say = [{ path: ['say'], who: 'narrator', words: 'Hello there.', place: 'on' as const, notes: null }];
    expect(shotPlan(compiled([clip('a', { say, duration: { kind: 'auto' } })], 3000), 'a').frames).toBe(72);
  });
});

describe('measuring', () => {
  test('asks only for footage whose length nobody wrote, each file once', async () => {
    const asked: string[] = [];
    const shots = [clip('a'), clip('b'), clip('c', { clip: 'other.mp4', duration: frames(12) }), shotOf('d')];
    const { clipsMs, problems } = await measureClips(
      storyboardOf(shots),
      [asset('footage.mp4'), asset('other.mp4')],
      async ({ file }) => {
        asked.push(file);
        return 3000;
      },
    );
    expect(asked).toEqual(['footage.mp4']);
    expect([...clipsMs]).toEqual([['footage.mp4', 3000]]);
    expect(problems).toEqual([]);
  });

  test('tells of a file that holds no moving picture', async () => {
    const { problems } = await measureClips(storyboardOf([clip('a')]), [asset('footage.mp4')], async () => null);
    expect(problems).toMatchObject([
      { code: 'clip_without_length', severity: 'error', path: [...clip('a').path, 'clip'] },
    ]);
  });
});
