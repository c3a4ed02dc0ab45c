import { expect, test } from 'vitest';
import { alongPath } from '../../src/providers/along-path.ts';

test('a walk along a path is even, and turns at its corners', () => {
  const corners = [
    [0, 0],
    [2, 0],
    [2, 2],
  ] as const;
  expect(alongPath(corners, 5)).toEqual([
    [0, 0],
    [1, 0],
    [2, 0],
    [2, 1],
    [2, 2],
  ]);
});

test('what does not move stays where it is', () => {
  expect(alongPath([[3, 4]], 2)).toEqual([
    [3, 4],
    [3, 4],
  ]);
  expect(
    alongPath(
      [
        [3, 4],
        [3, 4],
      ],
      2,
    ),
  ).toEqual([
    [3, 4],
    [3, 4],
  ]);
});
