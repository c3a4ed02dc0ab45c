import { expect, test } from 'vitest';
import { stateOf } from '../../../src/providers/runway/task.ts';

function failed(failureCode: string) {
  const task = { id: 'task-1', status: 'FAILED', failure: 'Blocked.', failureCode, cost: { credits: 36 } };
  const body = Buffer.from(JSON.stringify(task));
  return stateOf(
    { phase: 'answered', status: 200, headers: new Headers(), body },
    { id: 'task-1', endpoint: 'image_to_video', gives: 'video' },
  );
}

test.each([
  ['SAFETY.INPUT.TEXT', 'the prompt'],
  ['SAFETY.INPUT.IMAGE', 'the first frame'],
  ['SAFETY.INPUT.VIDEO', 'the footage'],
  ['SAFETY.OUTPUT.VIDEO', null],
  ['SAFETY', null],
])('%s suspects %s: what was made says nothing of what was given', (code, suspect) => {
  expect(failed(code)).toMatchObject({
    status: 'failed',
    failure: { class: 'moderation', suspect, billed: 'yes' },
    costMicros: 360_000,
  });
});
