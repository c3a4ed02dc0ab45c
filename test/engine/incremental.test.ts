import { expect, test } from 'vitest';
import { expectHonest } from '../support/honest.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf, type ShotSpec } from '../support/small-plan.ts';
import type { Stage } from '../support/stage.ts';

const SHOTS: readonly ShotSpec[] = [
  { id: 'a' },
  { id: 'b', dissolve: 6 },
  { id: 'c', from: 'b' },
  { id: 'd', dissolve: 6, says: 'Well?' },
];

function withShot(id: string, change: Partial<ShotSpec>): readonly ShotSpec[] {
  return SHOTS.map((shot) => (shot.id === id ? { ...shot, ...change } : shot));
}

/** What `plan` tests for the rest of the table: here the engine says which tasks it made. */
test.each<[what: string, after: readonly ShotSpec[], made: readonly string[], posts: number]>([
  ['nothing', SHOTS, [], 0],
  ['the words of a line', withShot('d', { says: 'Well, well.' }), ['voice:d.1', 'sound', 'film'], 1],
  ['the action of a shot', withShot('b', { action: 'else' }), ['take:b', 'conform:b', 'seam:a.b', 'sound', 'film'], 1],
  ['a rung more', withShot('b', { ladder: ['fake:one', 'fake:two'] }), ['sound', 'film'], 0],
  ['an id', withShot('a', { id: 'z', was: 'a', action: 'a' }), ['sound', 'film'], 0],
  ['how many takes', withShot('a', { takes: 2 }), ['take:a', 'conform:a', 'seam:a.b', 'sound', 'film'], 1],
  ['where a chain is anchored', withShot('c', { keyframe: 'a new one' }), ['sound', 'film'], 0],
  ['a shot more', [...SHOTS, { id: 'e' }], ['take:e', 'conform:e', 'sound', 'film'], 1],
])('an edit of %s makes exactly what it touches', async (_what, after, made, posts) => {
  const stage = await openStage();
  await stage.render(planOf(withShot('a', { action: 'a' })));
  const before = stage.provider.posts().length;
  const result = await stage.render(planOf(after.map((shot) => (shot.id === 'a' ? { ...shot, action: 'a' } : shot))));
  expect(result.failures).toEqual([]);
  expect(result.status).toBe(made.length === 0 ? 'unchanged' : 'done');
  expect(madeIn(stage).toSorted()).toEqual([...made].toSorted());
  expect(stage.provider.posts().length - before).toBe(posts);
  await expectHonest(stage);
});

test('a keyframe that nothing was made from is made with the take that needs it', async () => {
  const stage = await openStage();
  await stage.render(planOf(SHOTS));
  const anchored = { keyframe: 'a new one' };
  await stage.render(planOf(withShot('c', anchored)));
  const before = stage.provider.posts().length;
  await stage.render(planOf(withShot('c', { ...anchored, action: 'else' })));
  expect(madeIn(stage)).toEqual(expect.arrayContaining(['keyframe:c', 'take:c']));
  expect(stage.provider.posts().length - before).toBe(2);
  await stage.render(planOf(withShot('c', { keyframe: 'another', action: 'else' })));
  expect(stage.provider.posts().length - before).toBe(2);
  await expectHonest(stage);
});

test('a keyframe on its way is fetched and kept when its take is not shot again after all', async () => {
  const stage = await openStage();
  await stage.render(planOf(SHOTS));
  const stop = new AbortController();
  await stage.render(planOf(withShot('c', { keyframe: 'a new one', action: 'else' })), {
    stop: stop.signal,
    onEvent: (event) => {
      if (event.type === 'task.changed' && event.task === 'keyframe:c' && event.state === 'polling') stop.abort();
    },
  });
  const before = stage.provider.posts().length;
  expect((await stage.render(planOf(withShot('c', { keyframe: 'a new one' })))).status).toBe('done');
  expect(stage.provider.posts().length).toBe(before);
  const takes = await stage.read((db) => db.selectFrom('take').select(['task', 'state']).execute());
  expect(takes).toContainEqual({ task: 'keyframe:c', state: 'stored' });
  await expectHonest(stage);
});

function madeIn(stage: Stage): readonly string[] {
  return stage.events.flatMap((event) => (event.type === 'task.changed' && event.state === 'stored' ? event.task : []));
}
