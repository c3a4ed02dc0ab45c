import { expect, test } from 'vitest';
import { readRegistry } from '../../src/providers/registry.ts';
import { roomsOf } from '../../src/providers/rooms.ts';

const MODELS = readRegistry();
const wan = MODELS.find(({ provider }) => provider === 'comfyui');
const own = (id: string, concurrency: number) => ({ ...wan!, id, provider: id.split(':')[0]!, concurrency });

test('a vendor has room for what the most of its models can do, a machine of one’s own for what the least can', () => {
  const rooms = roomsOf([...MODELS, own('command:one', 1), own('command:two', 4), own('studio:wan', 3)], {});
  expect(rooms.get('fal')).toBe(2);
  expect(rooms.get('replicate')).toBe(4);
  expect(rooms.get('command')).toBe(1);
  expect(rooms.get('studio')).toBe(3);
  expect(rooms.has('animatic'), 'as many as there are cores').toBe(false);
});

test('what the settings say comes first', () => {
  const rooms = roomsOf(MODELS, { fal: 8, animatic: 3 });
  expect([rooms.get('fal'), rooms.get('animatic'), rooms.get('runway')]).toEqual([8, 3, 2]);
});
