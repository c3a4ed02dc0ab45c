import { describe, expect, test } from 'vitest';
import { compile, frames, shotOf, shotPlan, storyboardOf, task } from './storyboards.ts';

describe('a film of plain cuts', () => {
  const { plan, problems } = compile(
    storyboardOf([shotOf('a', { action: 'Rain.' }), shotOf('b', { duration: frames(48) }), shotOf('c')]),
  );

  test('is as long as its shots', () => {
    expect(problems).toEqual([]);
    expect(plan.film.frames).toBe(120 + 48 + 120);
    expect(plan.film.segments).toEqual([
      { kind: 'body', shot: 'a', fromFrame: 0, frames: 120 },
      { kind: 'body', shot: 'b', fromFrame: 120, frames: 48 },
      { kind: 'body', shot: 'c', fromFrame: 168, frames: 120 },
    ]);
  });

  test('is made by a take and a conform per shot, one sound and one film, each after what it needs', () => {
    expect(plan.tasks.map((one) => one.id)).toEqual([
      'take:a',
      'take:b',
      'take:c',
      'conform:a',
      'conform:b',
      'conform:c',
      'sound',
      'film',
    ]);
    expect(task(plan, 'conform:b').needs).toEqual(['take:b']);
    expect(task(plan, 'film').needs).toEqual(['conform:a', 'conform:b', 'conform:c', 'sound']);
  });

  test('names every default that it took', () => {
    expect(shotPlan(plan, 'a').defaults).toEqual([
      'duration: 5s',
      'takes: 1',
      'out: cut',
      'frame: medium eye',
      'camera: static medium',
      'fit: crop',
      'native_audio: mix',
      'start: text',
    ]);
    expect(shotPlan(plan, 'b').defaults).not.toContain('duration: 5s');
  });

  test('costs nothing, since without models everything is made here', () => {
    expect(plan.costMicros).toBe(0);
    expect(shotPlan(plan, 'a').ladder.map((choice) => [choice.model, choice.ready])).toEqual([['animatic', true]]);
  });
});
