import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openReceiver } from '../../support/receiver.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { runCli } from '../memory-io.ts';

const BYTES = Buffer.alloc(32, 9).toString('base64');
const PATH = process.env['PATH'];
const STORYBOARD = `longtake: 1
title: Small
size: 160x90
scenes:
  - id: s1
    shots: [{id: a, duration: 12f, start: text, action: The sea.}]
`;

test('serve tells receivers, says what it does in lines of JSON, and stops cleanly', async () => {
  const receiver = await openReceiver();
  const data = join(await temporaryFolder(), 'films');
  const posting: Promise<unknown>[] = [];
  const { code, out, err } = await runCli(
    ['serve', '--port', '0', '--data', data, '--webhook', `${receiver.origin}/secret-path`, '--json', '--log', 'debug'],
    {
      environment: { PATH, LONGTAKE_WEBHOOK_SECRET: `whsec_${BYTES}` },
      onOutput: (text, interrupt) => {
        const { url }: { readonly url: string } = JSON.parse(text);
        const post = async (): Promise<void> => {
          const body = JSON.stringify({ storyboard: STORYBOARD });
          const headers = { 'content-type': 'application/json', connection: 'close' };
          await (await fetch(`${url}/v1/renders`, { method: 'POST', body, headers })).text();
          await receiver.until(1);
        };
        posting.push(post().finally(interrupt));
      },
    },
  );
  await Promise.all(posting);
  expect(code).toBe(0);
  expect(out).toMatch(/^\{"type":"serving"/u);
  expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
    type: 'render.done',
    data: { title: 'Small', render: expect.stringMatching(/^r-/u) },
  });
  const lines = err
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toContainEqual(expect.objectContaining({ message: 'request', route: '/v1/renders', status: 201 }));
  expect(lines).toContainEqual(
    expect.objectContaining({ message: 'render changed', state: 'done', render: expect.stringMatching(/^r-/u) }),
  );
  for (const secret of [BYTES, 'secret-path']) expect(err).not.toContain(secret);
});

test.each([
  [{}, 'https://example.com/secret', 'webhook_secret_missing'],
  [{ LONGTAKE_WEBHOOK_SECRET: 'whsec_c2hvcnQ=' }, 'https://example.com/secret', 'bad_setting'],
  [{ LONGTAKE_WEBHOOK_SECRET: `whsec_${BYTES}` }, 'example.com/secret', 'webhook_refused'],
])('serve does not start with %j and %s: %s', async (environment, url, code) => {
  const data = join(await temporaryFolder(), 'films');
  const ran = await runCli(['serve', '--port', '0', '--data', data, '--webhook', url, '--json'], {
    environment: { PATH, ...environment },
    onOutput: (_text, interrupt) => interrupt(),
  });
  expect(ran.code).toBe(1);
  expect(JSON.parse(ran.out)).toMatchObject({ error: { code } });
  expect(`${ran.out}${ran.err}`).not.toMatch(/c2hvcnQ|\/secret/u);
});
