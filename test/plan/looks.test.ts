import { expect, test } from 'vitest';
import { castId, characterOf, compile, placeOf, propOf, sceneOf, shotOf, storyboardOf, task } from './storyboards.ts';

const [mara, tom, key] = [castId('mara'), castId('tom'), castId('key')];
const shots = [
  shotOf('a', { with: [mara, tom] }),
  shotOf('like-a', { with: [mara, tom] }),
  shotOf('changed', { with: [mara, tom], wardrobe: { tom: 'home' } }),
  shotOf('swapped', { with: [tom, mara] }),
  shotOf('alone', { with: [mara] }),
  shotOf('holding', { with: [mara, key] }),
  shotOf('elsewhere', { with: [mara, tom], place: castId('yard') }),
  shotOf('empty', { with: [] }),
];
const storyboard = storyboardOf([], {
  characters: ['mara', 'tom'].map((id) => characterOf(id, { wardrobe: { default: 'coat', home: 'jumper' } })),
  places: [placeOf('room'), placeOf('yard')],
  props: [propOf('key')],
  scenes: [sceneOf('s1', shots, { place: castId('room') })],
});
const { plan } = compile(storyboard);

const worldOf = (shot: string): string => {
  const { prompt, picture } = plan.shots.find(({ id }) => id === shot) ?? {};
  const { cast, place, with: who, drawn } = task(plan, `take:${shot}`).parts;
  const { figures, props } = picture ?? {};
  return JSON.stringify({ prompt, figures, props, at: picture?.place, cast, place, who, drawn });
};

test('shots that show the same, dressed the same, in the same place, have the same looks', () => {
  expect(worldOf('like-a')).toBe(worldOf('a'));
});

test('another wardrobe, order, company, prop or place is another look, and nobody gets that of another shot', () => {
  const worlds = shots.map(({ id }) => worldOf(id));
  expect(new Set(worlds).size).toBe(shots.length - 1);
  expect(worldOf('changed')).toContain('wearing jumper');
  expect(worldOf('a')).not.toContain('jumper');
  expect(worldOf('holding')).not.toContain('Tom');
  expect(worldOf('elsewhere')).not.toContain('room');
  expect(worldOf('empty')).not.toContain('Mara');
});
