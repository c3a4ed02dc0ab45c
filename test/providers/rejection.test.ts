import { expect, test } from 'vitest';
import { shorten } from '../../src/providers/rejection.ts';

test.each([
  ['Must be one of 4, 6, 8.\n', 'Must be one of 4, 6, 8'],
  ['- input.seed:\n  Must be a number', '- input.seed: Must be a number'],
  ['a'.repeat(300), `${'a'.repeat(199)}…`],
])('what a vendor says becomes a part of our own sentence: %j', (words, part) => {
  expect(shorten(words)).toBe(part);
});
