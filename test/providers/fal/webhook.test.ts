import { generateKeyPairSync, hash, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { readWebhook } from '../../../src/providers/fal/webhook.ts';
import type { PostReport } from '../../../src/providers/post-once.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const NOW_MS = 1_790_000_000_000;
const BODY = Buffer.from('{"request_id":"job-1234","status":"OK"}');

function keysOf(...keys: readonly (typeof publicKey)[]): PostReport {
  const body = Buffer.from(JSON.stringify({ keys: keys.map((key) => key.export({ format: 'jwk' })) }));
  return { phase: 'answered', status: 200, headers: new Headers(), body };
}

function message({ key = privateKey, time = NOW_MS / 1000, body = BODY, signed = BODY } = {}) {
  const text = ['job-1234', 'user-1', String(time), hash('sha256', signed, 'hex')].join('\n');
  return {
    body,
    headers: {
      'x-fal-webhook-request-id': 'job-1234',
      'x-fal-webhook-user-id': 'user-1',
      'x-fal-webhook-timestamp': String(time),
      'x-fal-webhook-signature': sign(null, Buffer.from(text), key).toString('hex'),
    },
  };
}

test('a message that fal signed names its job', () => {
  expect(readWebhook(message(), keysOf(other.publicKey, publicKey), NOW_MS)).toBe('job-1234');
});

test.each([
  ['signed by somebody else', message({ key: other.privateKey }), keysOf(publicKey)],
  ['with another body than was signed', message({ body: Buffer.from('{}') }), keysOf(publicKey)],
  ['that is old', message({ time: NOW_MS / 1000 - 3_600 }), keysOf(publicKey)],
  ['without a signature', { body: BODY, headers: { 'x-fal-webhook-request-id': 'job-1234' } }, keysOf(publicKey)],
  ['while the keys cannot be had', message(), { phase: 'never_left', code: 'ECONNREFUSED' } as const],
])('a message %s says nothing', (_what, forged, keys) => {
  expect(readWebhook(forged, keys, NOW_MS)).toBeNull();
});
