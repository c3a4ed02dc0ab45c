import { expect, test } from 'vitest';
import { parseEndpoint } from '../../src/webhooks/endpoint.ts';

test.each([
  ['https://example.com/hook?key=1', 'standard', 'example.com'],
  ['http://127.0.0.1:8080/', 'standard', '127.0.0.1:8080'],
  ['https://discord.com/api/webhooks/1/abc', 'discord', 'discord.com'],
  ['https://discordapp.com/api/v10/webhooks/1/abc', 'discord', 'discordapp.com'],
  ['https://canary.discord.com/api/webhooks/1/abc', 'discord', 'canary.discord.com'],
  ['https://discord.com/api/webhooks/1/abc/slack', 'slack', 'discord.com'],
  ['https://discord.com/elsewhere', 'standard', 'discord.com'],
  ['https://evil-discord.com/api/webhooks/1/abc', 'standard', 'evil-discord.com'],
  ['https://hooks.slack.com/services/T/B/x', 'slack', 'hooks.slack.com'],
  ['slack+https://chat.example.com/hooks/x', 'slack', 'chat.example.com'],
  ['Discord+http://localhost:9/x', 'discord', 'localhost:9'],
])('%s is told in the form %s', (text, form, shown) => {
  expect(parseEndpoint(text)).toMatchObject({ form, shown });
});

test('keeps its address to itself: receivers are told apart by a hash', () => {
  const [one, other] = [parseEndpoint('https://a.example/secret-1'), parseEndpoint('https://a.example/secret-2')];
  expect(one.key).not.toBe(other.key);
  expect(one.key).toMatch(/^[0-9a-f]{16}$/u);
});

test.each([
  '',
  'example.com',
  'ftp://a.example/secret',
  'https://me:secret@a.example/',
  'teams+https://a.example/secret',
])('%j is refused, and not repeated', (text) => {
  const refusal = (): unknown => parseEndpoint(text);
  expect(refusal).toThrow(expect.objectContaining({ code: 'webhook_refused' }));
  expect(refusal).not.toThrow(/secret(?!\.)/u);
});
