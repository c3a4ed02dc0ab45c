import { expect, test } from 'vitest';
import type { Provider, SentAttempt } from '../../src/providers/contract.ts';
import { expectHonest } from '../support/honest.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';

const plan = planOf([{ id: 'a', takes: 2 }]);
const FIRST = { job: 'video 1 of a with fake:one' };
const SECOND = { job: 'video 2 of a with fake:one' };

test('a job that may be that of another submission, whose answer is still to come, is not taken for one’s own', async () => {
  const answer = Promise.withResolvers<void>();
  let asked = 0;
  const stage = await openStage({
    fate: ({ nth }) => (nth === 1 ? { submit: 'unanswered' } : { answer: answer.promise }),
    wrap: (provider): Provider => ({
      ...provider,
      // Two requests that are the same in every word: the provider lists the job of the second first.
      reconcile: async (_attempt, { isTaken }) => {
        asked += 1;
        if (asked === 3) answer.resolve();
        return { status: 'found', operation: (await isTaken(SECOND)) ? FIRST : SECOND };
      },
      poll: (operation, context) => {
        // Whoever took it for its own in spite of that comes this far.
        answer.resolve();
        return provider.poll(operation, context);
      },
    }),
  });
  expect(await stage.render(plan)).toMatchObject({ status: 'done', spentMicros: 2_000_000 });
  expect(asked).toBeGreaterThan(3);
  const rows = await stage.read((db) =>
    db
      .selectFrom('attempt')
      .innerJoin('take', 'take.id', 'attempt.take_id')
      .select(['take.number', 'attempt.operation'])
      .orderBy('take.number')
      .execute(),
  );
  expect(rows).toEqual([
    { number: 1, operation: JSON.stringify(FIRST) },
    { number: 2, operation: JSON.stringify(SECOND) },
  ]);
  await expectHonest(stage);
});

test('whoever looks for a submission knows how long it took from the first word about it to the right to send it', async () => {
  const clock = createManualClock({ hasty: true });
  const sent: SentAttempt[] = [];
  const stage = await openStage({
    clock,
    fate: ({ nth }) => (nth === 1 ? { submit: 'unanswered' } : {}),
    wrap: (provider): Provider => ({
      ...provider,
      upload: async (body) => {
        // The lid of the computer is closed for an hour while files are on their way.
        clock.advance(3_600_000);
        return { status: 'ready', body };
      },
      reconcile: async (attempt, context) => {
        sent.push(attempt);
        return provider.reconcile(attempt, context);
      },
    }),
  });
  expect(await stage.render(planOf([{ id: 'a' }]))).toMatchObject({ status: 'done', spentMicros: 1_000_000 });
  expect(sent.map(({ leadMs }) => leadMs)).toEqual([3_600_000]);
});
