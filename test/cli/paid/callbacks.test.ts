import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openServer, type TestServer } from '../../http/open-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startVendor, type StartedVendor } from '../../support/vendors/start-vendor.ts';

const MODELS = { fal: 'fal:kling-v3-pro', replicate: 'replicate:seedance-1-pro' } as const;
const KEYS = { fal: 'FAL_KEY', replicate: 'REPLICATE_API_TOKEN' } as const;
const VENDORS = ['fal', 'replicate'] as const;
const TOKEN = 'token-1234-token-1234';

const filmOf = (vendor: (typeof VENDORS)[number]): string => `longtake: 1
title: Called back
size: 160x90
models: {video: ["${MODELS[vendor]}"]}
scenes:
  - id: s1
    shots:
      - {id: a, start: text, duration: 3s, action: A door opens.}
      - {id: b, start: text, duration: 3s, action: Rain.}
`;

type Callable = {
  readonly vendor: StartedVendor;
  readonly server: TestServer;
  /** Makes the film; its last view. */
  readonly make: () => Promise<{ readonly state: string; readonly spentMicros: number }>;
};

/** A server behind a proxy that gives it a folder of its own, and a vendor that calls the address that it was given. */
async function openCallable(name: (typeof VENDORS)[number]): Promise<Callable> {
  const vendor = await startVendor(name, join(await temporaryFolder(), 'charges.jsonl'));
  onTestFinished(() => vendor[Symbol.asyncDispose]());
  let answer: ReturnType<typeof getRequestListener> | null = null;
  const proxy = createServer((request, response) => {
    request.url = request.url?.replace(/^\/films(?=\/)/u, '') ?? '/';
    void answer?.(request, response);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  const address = proxy.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const server = await openServer({
    token: TOKEN,
    environment: {
      [KEYS[name]]: 'id:secret',
      [`LONGTAKE_${name.toUpperCase()}_URL`]: vendor.url,
      LONGTAKE_PUBLIC_URL: `http://127.0.0.1:${port}/films`,
    },
  });
  answer = getRequestListener(server.api.fetch);
  const ask = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await server.api.request(path, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  return {
    vendor,
    server,
    make: async () => {
      const { id } = await ask('POST', '/v1/renders', { storyboard: filmOf(name), options: { yes: true } });
      const film = await server.films.find(String(id));
      await server.films.runs.ended(film);
      const { state, spentMicros } = await ask('GET', `/v1/renders/${String(id)}`);
      return { state: String(state), spentMicros: Number(spentMicros) };
    },
  };
}

const chargedBy = (vendor: StartedVendor): number =>
  vendor.charges().reduce((sum, { chargedMicros }) => sum + chargedMicros, 0);

describe.each(VENDORS)('%s calls back', (name) => {
  test('about jobs whose answers were lost and that no list has: they are found, and paid once', async () => {
    const { vendor, make } = await openCallable(name);
    await vendor.faults({ fault: 'only_told', times: 2 });
    expect(await make()).toEqual({ state: 'done', spentMicros: chargedBy(vendor) });
    expect(vendor.charges()).toHaveLength(2);
    expect(new Set((await vendor.told()).map(({ status }) => status))).toEqual(new Set([200]));
  });

  test('twice, falsely and about jobs of others: nothing is made or paid twice', async () => {
    const { vendor, make, server } = await openCallable(name);
    await vendor.faults({ fault: 'message_forged' }, { fault: 'message_twice' });
    expect(await make()).toEqual({ state: 'done', spentMicros: chargedBy(vendor) });
    expect(vendor.charges()).toHaveLength(2);
    const heard = server.lines.flatMap((line) => {
      const { message, heard: what } = JSON.parse(line) as { readonly message: string; readonly heard?: string };
      return message === 'provider called back' && what !== undefined ? [what] : [];
    });
    expect(heard).toContain('forged');
    expect((await vendor.told()).map(({ status }) => status)).toContain(404);
  });
});

describe('the address', () => {
  test.each([
    ['another provider than the submission went to', '/v1/webhooks/replicate'],
    ['the right one, without its signature', '/v1/webhooks/fal'],
  ])('is good for nothing at %s', async (_what, path) => {
    const { vendor, make, server } = await openCallable('fal');
    await make();
    const posts = (await vendor.asked()).filter(({ query }) => query.includes('fal_webhook'));
    expect(posts).toHaveLength(2);
    const given = new URL(new URLSearchParams(posts[0]?.query).get('fal_webhook') ?? '');
    expect(given.pathname).toBe('/films/v1/webhooks/fal');
    const answered = await server.ask('POST', `${path}${given.search}`, { request_id: 'x' });
    expect([answered.status, answered.json['code']]).toEqual([404, 'not_found']);
  });

  test('is the only one that needs no token, and a guess at it finds nothing', async () => {
    const { server } = await openCallable('fal');
    expect((await server.ask('POST', '/v1/webhooks/fal?n=guess', {})).status).toBe(404);
    expect((await server.ask('GET', '/v1/webhooks/fal?n=guess')).status).toBe(401);
    expect((await server.ask('GET', '/v1/renders')).status).toBe(401);
    expect((await server.ask('POST', '/v1/webhooks/fal', {})).status).toBe(400);
  });
});
