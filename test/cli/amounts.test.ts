import { expect, test } from 'vitest';
import { countToText } from '../../src/cli/amounts.ts';

test('what is counted is told by its plural', () => {
  expect([countToText(1, 'finish'), countToText(2, 'finish'), countToText(2, 'take')]).toEqual([
    '1 finish',
    '2 finishes',
    '2 takes',
  ]);
});
