import { expect, test } from 'vitest';
import { stateOf } from '../../../src/providers/replicate/prediction.ts';

test.each([
  [null, { class: 'unavailable', billed: 'no' }],
  ['2026-11-30T12:00:00Z', { class: 'provider_failed', billed: 'unknown' }],
])('one that was aborted, and had begun at %s, is tried again only where it cost nothing', (startedAt, failure) => {
  const body = Buffer.from(JSON.stringify({ id: 'p1', status: 'aborted', output: null, started_at: startedAt }));
  const report = { phase: 'answered', status: 200, headers: new Headers(), body } as const;
  expect(stateOf(report, { id: 'p1', endpoint: 'google/veo-3.1', gives: 'video' })).toMatchObject({
    status: 'failed',
    failure,
  });
});
