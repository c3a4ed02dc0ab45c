import { expect, test } from 'vitest';
import { shorten, toRejection } from '../../src/providers/rejection.ts';

test.each([
  ['Must be one of 4, 6, 8.\n', 'Must be one of 4, 6, 8'],
  ['- input.seed:\n  Must be a number', '- input.seed: Must be a number'],
  ['a'.repeat(300), `${'a'.repeat(199)}…`],
])('what a vendor says becomes a part of our own sentence: %j', (words, part) => {
  expect(shorten(words)).toBe(part);
});

const NAMES = { name: 'Anybody', key: 'ANY_KEY', url: 'ANY_URL' };
const rejected = (status: number, body: object) =>
  toRejection(NAMES, { phase: 'answered', status, headers: new Headers(), body: Buffer.from(JSON.stringify(body)) }, 0);

test.each([
  [
    {
      detail:
        'Request was throttled. Your rate limit for creating predictions is reduced to 6 requests per minute with a burst of 1 requests while you have less than $5.0 in credit. Your rate limit resets in ~5s.',
      retry_after: 5,
    },
    5_000,
  ],
  [
    {
      error: {
        message:
          'Rate limit reached on requests per min (RPM): Limit 3, Used 3. Please add a payment method to go faster.',
      },
    },
    null,
  ],
])('an account that is asked too often is waited for, whatever is said of money: %j', (body, retryAfterMs) => {
  expect(rejected(429, body)).toMatchObject({ class: 'rate_limited', retryAfterMs });
});

test.each([
  { error: { message: 'You exceeded your current quota, please check your plan and billing details.' } },
  { error: 'Your team has either used all available credits or reached its monthly spending limit.' },
])('an account without credit is not waited for: %j', (body) => {
  expect(rejected(429, body)).toMatchObject({ class: 'quota' });
});

test('what is wrong with the fields of a request is said in the words of who found it', () => {
  const detail = [
    { loc: ['body', 'text'], msg: 'String should have at most 5000 characters', type: 'string_too_long' },
    { loc: ['body', 'seed'], msg: 'Input should be less than 9', type: 'less_than' },
  ];
  expect(rejected(422, { detail })).toMatchObject({
    class: 'invalid_request',
    message:
      'Anybody does not accept the request: String should have at most 5000 characters; Input should be less than 9.',
  });
});
