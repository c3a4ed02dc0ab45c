import { expect, test } from 'vitest';
import { toId, type TaskId } from '../../src/model/ids.ts';
import type { Message } from '../../src/webhooks/message.ts';
import { toSentence } from '../../src/webhooks/sentence.ts';

const take = { task: toId<TaskId>('take:s1a'), number: 2, model: 'fake:one' };
const failure = { class: 'lost', message: 'fake cannot tell', billed: 'unknown', advice: null } as const;

function say(type: Message['type'], data: Partial<Message['data']>): string {
  return toSentence({
    type,
    timestamp: '2026-01-01T00:00:00.000Z',
    data: {
      render: 'f-1',
      title: ' The\nSea ',
      shots: { total: 3, failed: 0, held: 0 },
      take: null,
      failure: null,
      spentMicros: 0,
      reservedMicros: 0,
      ...data,
    },
  });
}

test.each([
  [say('render.done', {}), '“The Sea” is done: 3 shots. Nothing was spent.'],
  [
    say('render.incomplete', {
      shots: { total: 3, failed: 1, held: 1 },
      spentMicros: 1_200_000,
      reservedMicros: 400_000,
    }),
    '“The Sea” is not complete: of 3 shots 1 failed and 1 is held. The rest is kept. Spent $1.20, set aside $0.40.',
  ],
  [
    say('render.incomplete', { spentMicros: 5_000 }),
    '“The Sea” is not complete: something besides its shots failed. The rest is kept. Spent $0.0050.',
  ],
  [
    say('render.held', { take, failure, reservedMicros: 1_000_000 }),
    '“The Sea”: s1a take 2 (fake:one) is held. fake cannot tell. Nothing is sent again before somebody says so. Spent $0.00, set aside $1.00.',
  ],
  [
    say('render.budget_reached', { take, failure: { ...failure, class: 'budget', message: 'It is $1.00.' } }),
    '“The Sea”: the money does not suffice for s1a take 2 (fake:one). It is $1.00. Nothing was spent.',
  ],
])('%s', (said, expected) => {
  expect(said).toBe(expected);
});
