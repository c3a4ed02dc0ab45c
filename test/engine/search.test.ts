import { expect, test } from 'vitest';
import { tellOfSearch } from '../../src/engine/search.ts';
import { toId, type AttemptId, type TaskId } from '../../src/model/ids.ts';

const task = toId<TaskId>('take:a');

test('a submission that is looked for is told of once, after half a minute, with how long that may go on', () => {
  let nowMs = 1_000;
  const told: string[] = [];
  const crew = {
    searches: new Set<AttemptId>(),
    clock: { nowMs: () => nowMs },
    onWarning: (code: string, message: string) => told.push(`${code}: ${message}`),
  };
  const attempt = { id: toId<AttemptId>('a-1'), provider: 'fal', intentMs: 1_000 };
  const other = { ...attempt, id: toId<AttemptId>('a-2'), provider: 'replicate' };

  tellOfSearch(crew, attempt, { task, leftMs: 3_540_000 });
  expect(told).toEqual([]);
  nowMs += 30_000;
  tellOfSearch(crew, attempt, { task, leftMs: 3_510_000 });
  tellOfSearch(crew, attempt, { task, leftMs: 3_509_000 });
  expect(told).toEqual([expect.stringMatching(/^looked_for: take:a .* fal .* for 59 min more at most;/u)]);
  tellOfSearch(crew, other, { task, leftMs: null });
  expect(told[1]).toMatch(/replicate .* until that is sure; nothing/u);
});
