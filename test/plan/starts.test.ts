import { describe, expect, test } from 'vitest';
import type { Shot, Storyboard } from '../../src/model/storyboard.ts';
import { seedOfTake } from '../../src/plan/seeds.ts';
import {
  castId,
  characterOf,
  codes,
  compile,
  placeOf,
  sceneOf,
  setupOf,
  shotId,
  shotOf,
  shotPlan,
  storyboardOf,
  task,
} from './storyboards.ts';

const mara = { with: [castId('mara')] };
function film(shots: readonly Shot[], rest: Partial<Storyboard> = {}) {
  return compile(storyboardOf(shots, { characters: [characterOf('mara')], setups: [setupOf('close', mara)], ...rest }));
}
const continued = (id: string) => shotOf(id, { ...mara, start: { kind: 'continue' } });
const matching = (id: string, target: string | null) =>
  shotOf(id, { ...mara, start: { kind: 'match', shot: target === null ? null : shotId(target) } });

describe('a shot that does not say how it starts', () => {
  test('begins on a keyframe when somebody in it has a look, and from text otherwise', () => {
    const { plan } = film([shotOf('a', mara), shotOf('b')]);
    expect(plan.shots.map((shot) => shot.start.kind)).toEqual(['keyframe', 'text']);
    expect(task(plan, 'take:a').needs).toEqual(['keyframe:a']);
    expect(task(plan, 'take:b').needs).toEqual([]);
  });

  test('matches the first keyframe of its set-up', () => {
    const setup = castId('close');
    const { plan } = film([shotOf('a', { setup }), shotOf('b'), shotOf('c', { setup })]);
    expect(shotPlan(plan, 'a').start).toEqual({ kind: 'keyframe' });
    expect(shotPlan(plan, 'c').start).toEqual({ kind: 'match', keyframeOf: 'a' });
    expect(shotPlan(plan, 'c').defaults).toContain('start: match (set-up close)');
    expect(task(plan, 'keyframe:c').needs).toEqual(['keyframe:a']);
    expect(task(plan, 'take:c').needs).toEqual(['keyframe:c']);
    expect(shotPlan(plan, 'c').picture.worldKey).toBe(shotPlan(plan, 'a').picture.worldKey);
  });

  test('gets a keyframe of its own where the set-up is used in another place', () => {
    const setup = castId('close');
    const shots = [shotOf('a', { setup, place: castId('room') }), shotOf('b', { setup, place: castId('yard') })];
    const { plan } = film(shots, { places: [placeOf('room'), placeOf('yard')] });
    expect(plan.shots.map((shot) => shot.start.kind)).toEqual(['keyframe', 'keyframe']);
  });

  test('is a card or a clip as it is', () => {
    const { plan } = film([shotOf('a', { card: 'Fin' }), shotOf('b', { clip: 'footage.mp4' })]);
    expect(plan.shots.map((shot) => shot.start.kind)).toEqual(['card', 'clip']);
    expect(plan.shots.map((shot) => shot.ladder[0]?.model)).toEqual(['animatic', 'clip']);
    expect(task(plan, 'take:b').request?.inputs).toEqual([
      { as: 'video', from: { kind: 'file', file: 'footage.mp4', sha256: 'hash of footage.mp4' } },
    ]);
  });
});

describe('a chain of `continue`', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const { plan, problems } = film([shotOf('a', mara), ...ids.slice(1).map(continued)]);

  test('is anchored again after three links', () => {
    expect(problems).toEqual([]);
    expect(plan.shots.map((shot) => ('link' in shot.start ? shot.start.link : shot.start.kind))).toEqual([
      'keyframe',
      1,
      2,
      3,
      'anchor',
      1,
      2,
    ]);
  });

  test('starts each link from the last frame of the shot before, and the anchor from a keyframe that has seen it', () => {
    expect(task(plan, 'take:c').request?.inputs).toEqual([
      { as: 'start', role: 'continue', from: { kind: 'task', task: 'conform:b', part: 'last' } },
    ]);
    expect(task(plan, 'take:e').needs).toEqual(['keyframe:e']);
    expect(task(plan, 'keyframe:e').needs).toEqual(['conform:d']);
  });

  test('drops the doubled first frame of every link', () => {
    expect(plan.shots.map((shot) => shot.takeFrames - shot.frames)).toEqual([0, 1, 1, 1, 1, 1, 1]);
    expect(plan.shots.map((shot) => shot.skipHeadFrames)).toEqual([0, 1, 1, 1, 1, 1, 1]);
  });

  test('can be anchored less often', () => {
    const defaults = { ...storyboardOf([]).defaults, anchorEvery: 10 };
    const long = film([shotOf('a', mara), ...ids.slice(1).map(continued)], { defaults });
    expect(long.plan.shots.some((shot) => shot.start.kind === 'anchor')).toBe(false);
  });

  test('cannot begin the film', () => {
    const broken = film([continued('a')]);
    expect(codes(broken.problems)).toEqual(['nothing_to_continue']);
    expect(shotPlan(broken.plan, 'a').start.kind).toBe('keyframe');
  });
});

describe('`start: match`', () => {
  test('edits the keyframe of the shot it names', () => {
    const { plan, problems } = film([shotOf('a', mara), shotOf('b', mara), matching('c', 'a')]);
    expect(problems).toEqual([]);
    expect(task(plan, 'keyframe:c').request?.inputs[0]).toEqual({
      as: 'base',
      role: 'match',
      from: { kind: 'task', task: 'keyframe:a', part: 'whole' },
    });
  });

  test.each([
    ['a later shot', [matching('a', 'b'), shotOf('b', mara)], 'start_points_forward'],
    ['itself', [matching('a', 'a')], 'start_points_forward'],
    ['a shot without a keyframe', [shotOf('a', { card: 'Fin' }), matching('b', 'a')], 'match_without_keyframe'],
    ['no set-up at all', [matching('a', null)], 'match_without_keyframe'],
  ])('cannot match %s', (_, shots, code) => {
    const { plan, problems } = film(shots);
    expect(codes(problems)).toEqual([code]);
    expect(problems[0]?.path.at(-1)).toBe('start');
    expect(plan.tasks.length).toBeGreaterThan(0);
  });
});

describe('a bound last frame', () => {
  const ending = (id: string, rest: Partial<Shot> = {}) => shotOf(id, { ...mara, end: { kind: 'next' }, ...rest });

  test('is the next shot’s keyframe, so that both shots can be made side by side', () => {
    const { plan, problems } = film([ending('a'), shotOf('b', mara)]);
    expect(problems).toEqual([]);
    expect(shotPlan(plan, 'a').end).toEqual({ kind: 'keyframe', of: 'b' });
    expect(task(plan, 'take:a').needs).toEqual(['keyframe:a', 'keyframe:b']);
    expect(task(plan, 'take:b').needs).toEqual(['keyframe:b']);
  });

  test('is the next shot’s image when it starts from one', () => {
    const { plan } = film([ending('a'), shotOf('b', { start: { kind: 'image', file: 'start.png' } })]);
    expect(shotPlan(plan, 'a').end).toEqual({ kind: 'image', file: 'start.png' });
  });

  test.each([
    ['the last shot', [ending('a')], "it is the film's last shot"],
    ['a shot before a `continue`', [ending('a'), continued('b')], "starts from a's last frame"],
    ['a shot before a card', [ending('a'), shotOf('b', { card: 'Fin' })], 'it is a card'],
    ['a shot before one from text', [ending('a'), shotOf('b')], 'it starts from text'],
  ])('cannot be `next` for %s', (_, shots, why) => {
    const { plan, problems } = film(shots);
    expect(codes(problems)).toEqual(['end_next_impossible']);
    expect(problems[0]?.message).toContain(why);
    expect(shotPlan(plan, 'a').end).toBeNull();
  });

  test('may be any keyframe of the film, but not one that waits for the shot itself', () => {
    const chain = ['b', 'c', 'd', 'e'].map(continued);
    const fine = film([ending('a', { end: { kind: 'match', shot: shotId('f') } }), ...chain, shotOf('f', mara)]);
    expect(fine.problems).toEqual([]);
    // e is anchored: its keyframe has seen d, which continues c, b and a.
    const circle = film([ending('a', { end: { kind: 'match', shot: shotId('e') } }), ...chain]);
    expect(codes(circle.problems)).toEqual(['circular_frames']);
  });
});

test('an extended shot of the animatic starts from the last frame, and a model that extends gets the footage too', () => {
  const extend = (model: string) => [
    shotOf('a', mara),
    shotOf('b', {
      ...mara,
      start: { kind: 'extend' },
      model: [{ text: model, provider: model.split(':')[0] ?? '', model: model.split(':')[1] ?? null, options: {} }],
    }),
  ];
  expect(task(film(extend('animatic')).plan, 'take:b').needs).toEqual(['conform:a']);
  expect(task(film(extend('fal:veo3.1')).plan, 'take:b').needs).toEqual(['conform:a']);
});

test('two shots of one name do not break the plan', () => {
  const { plan } = compile(storyboardOf([], { scenes: [sceneOf('s1', [shotOf('a'), shotOf('a')])] }));
  expect(plan.shots.map((shot) => shot.id)).toEqual(['a']);
});

describe('a chain', () => {
  const chain = (count: number) => {
    const shots = Array.from({ length: count }, (_, index) =>
      index === 0 ? shotOf('c0', mara) : continued(`c${index}`),
    );
    const { plan } = film(shots);
    return (id: string) => {
      let links = 0;
      let { before = null } = shotPlan(plan, id).picture;
      for (; before !== null; before = before.picture.before ?? null) links += 1;
      return links;
    };
  };

  test('tells every shot what all shots before it showed, over its anchors too', () => {
    const linksOf = chain(7);
    expect(['c0', 'c1', 'c2', 'c4', 'c6'].map(linksOf)).toEqual([0, 1, 2, 4, 6]);
  });

  test('begins anew when it becomes too long to be kept with every request', () => {
    const linksOf = chain(40);
    expect(['c15', 'c16', 'c17', 'c31', 'c32'].map(linksOf)).toEqual([15, 0, 1, 15, 0]);
  });

  test('tells every shot of the take that the film uses of the one before: the last of several', () => {
    const seedBefore = (takes: number): number | undefined =>
      shotPlan(film([shotOf('a', { ...mara, takes }), continued('b')]).plan, 'b').picture.before?.seed;
    expect(seedBefore(3)).toBe(seedOfTake(seedBefore(1) ?? 0, 3));
  });
});
