import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock, type Clock } from '../../src/base/clock.ts';
import { createLog } from '../../src/base/log.ts';
import { toSecret } from '../../src/model/secret.ts';
import { parseEndpoint } from '../../src/webhooks/endpoint.ts';
import { createWebhooks, type Webhooks } from '../../src/webhooks/webhooks.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { openReceiver, type Received } from '../support/receiver.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';
import type { Stage, StageOptions } from '../support/stage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SECRET_BYTES = Buffer.alloc(32, 7);
const SECRET = `whsec_${SECRET_BYTES.toString('base64')}`;
const plan = planOf([{ id: 'a' }, { id: 'b' }]);

type Setup = {
  readonly urls: readonly string[];
  readonly stage: Stage;
  /** Where it is kept what is still to be told; a folder of its own where it is absent. */
  readonly folder?: string;
  readonly lines?: string[];
  readonly clock?: Clock;
};

async function start({ urls, stage, folder, lines = [], clock = createManualClock({ hasty: true }) }: Setup) {
  const stop = new AbortController();
  const webhooks: Webhooks = createWebhooks({
    endpoints: urls.map(parseEndpoint),
    secret: toSecret(SECRET_BYTES),
    folder: folder ?? join(await temporaryFolder(), '.longtake'),
    sources: () => [{ folder: stage.workspace, filmOf: (film) => (film === 'film' ? 'f-1234' : null) }],
    clock,
    lookMs: 600_000,
    log: createLog({ form: 'json', level: 'debug', clock, write: (line) => lines.push(line) }),
  });
  const running = webhooks.run(stop.signal);
  const end = async (): Promise<void> => {
    stop.abort();
    await running;
  };
  onTestFinished(end);
  return { end, wake: webhooks.wake };
}

/** Once the receiver is known: what happened before is not told. */
async function knownTo(stage: Stage, setup: Omit<Setup, 'stage'>) {
  const folder = setup.folder ?? join(await temporaryFolder(), '.longtake');
  const first = await start({ ...setup, stage, folder });
  await first.end();
  return folder;
}

/** The message, once the standard's own package has found its signature good. */
function verified({ body, headers }: Received): unknown {
  return new Webhook(SECRET).verify(
    body,
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
  );
}

async function told(options: StageOptions, film = plan, count = 2) {
  const receiver = await openReceiver();
  const urls = [`${receiver.origin}/hook`];
  const stage = await openStage(options);
  const folder = await knownTo(stage, { urls });
  await stage.render(film);
  const hooks = await start({ urls, stage, folder });
  await receiver.until(count);
  await hooks.end();
  return receiver.received.map((one) => JSON.parse(one.body) as { readonly type: string });
}

describe('a receiver', () => {
  test('is told that a film is done, once, signed as the standard says', async () => {
    const receiver = await openReceiver();
    const urls = [`${receiver.origin}/hook`];
    const stage = await openStage();
    const folder = await knownTo(stage, { urls });
    await stage.render(plan);
    // The standard's package refuses what was not signed just now.
    const { end } = await start({ urls, stage, folder, clock: systemClock });
    await receiver.until(1);
    await end();
    expect(receiver.received).toHaveLength(1);
    const [one] = receiver.received;
    expect(one).toMatchObject({
      path: '/hook',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'longtake',
        'webhook-id': expect.stringMatching(/^msg_[0-9a-f]{24}$/u),
      },
    });
    expect(() => verified({ ...one!, body: `${one!.body} ` })).toThrow('No matching signature');
    expect(verified(one!)).toEqual({
      type: 'render.done',
      timestamp: expect.stringMatching(/^2026-/u),
      data: {
        render: 'f-1234',
        title: 'A Film',
        shots: { total: 2, failed: 0, held: 0 },
        take: null,
        failure: null,
        spentMicros: 2_000_000,
        reservedMicros: 0,
      },
    });
  });

  test('is told of takes that are held, and that the film is not complete', async () => {
    const messages = await told({
      safety: 'none',
      fate: ({ shot }) => (shot === 'a' ? { submit: 'unanswered' } : {}),
    });
    expect(messages).toMatchObject([
      {
        type: 'render.held',
        data: {
          take: { task: 'take:a', number: 1, model: 'fake:one' },
          failure: { class: 'lost', billed: 'unknown', advice: expect.stringContaining('$1.00') },
          reservedMicros: 1_000_000,
        },
      },
      { type: 'render.incomplete', data: { shots: { total: 2, failed: 0, held: 1 } } },
    ]);
  });

  test('is told that the money is used up, once a render', async () => {
    const film = planOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }], { budgetMicros: 1_000_000 });
    const messages = await told({ slots: 1 }, film);
    expect(messages.map(({ type }) => type)).toEqual(['render.budget_reached', 'render.incomplete']);
    expect(messages[0]).toMatchObject({ data: { failure: { class: 'budget' }, spentMicros: 1_000_000 } });
    expect(messages[1]).toMatchObject({ data: { shots: { total: 3, failed: 2, held: 0 } } });
  });

  test('that is new hears nothing of the past; one that was known hears what it missed', async () => {
    const receiver = await openReceiver();
    const stage = await openStage();
    await stage.render(plan);
    const old = [`${receiver.origin}/old`];
    const folder = await knownTo(stage, { urls: old });
    await stage.render(planOf([{ id: 'a' }, { id: 'b', action: 'other' }]));
    const { end } = await start({ stage, folder, urls: [...old, `${receiver.origin}/new`] });
    await receiver.until(1);
    await end();
    expect(receiver.received.map(({ path }) => path)).toEqual(['/old']);
  });

  test('hears nothing of films that are not served', async () => {
    const receiver = await openReceiver();
    const urls = [`${receiver.origin}/hook`];
    const stage = await openStage();
    const folder = await knownTo(stage, { urls });
    await stage.render(planOf([{ id: 'a' }], { name: 'private' }));
    await stage.render(plan);
    const { end } = await start({ stage, folder, urls });
    await receiver.until(1);
    await end();
    expect(receiver.received).toHaveLength(1);
  });

  test('is told at once when somebody says that something happened', async () => {
    const receiver = await openReceiver();
    const urls = [`${receiver.origin}/hook`];
    const stage = await openStage();
    const { wake } = await start({ stage, urls });
    await stage.render(plan, { onEvent: wake });
    await receiver.until(1);
    expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({ type: 'render.done' });
  });
});

describe('what is not heard', () => {
  async function failing(status: number, tries: number, header: Record<string, string> = {}) {
    const receiver = await openReceiver((nth, response) => {
      if (nth > tries) return 204;
      response.writeHead(status, header).end();
      return null;
    });
    const urls = [`${receiver.origin}/secret-path`];
    const stage = await openStage();
    const folder = await knownTo(stage, { urls });
    await stage.render(plan);
    const lines: string[] = [];
    return { receiver, stage, lines, folder, urls, hooks: await start({ urls, stage, folder, lines }) };
  }

  test('is sent again later and later, under the same id, signed anew', async () => {
    const { receiver, hooks } = await failing(500, 3);
    await receiver.until(4);
    await hooks.end();
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    const times = receiver.received.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(times.slice(1).map((time, index) => time - times[index]!)).toEqual([5, 60, 300]);
    for (const { headers, body } of receiver.received) {
      const at = new Date(Number(headers['webhook-timestamp']) * 1000);
      expect(headers['webhook-signature']).toBe(new Webhook(SECRET).sign(String(headers['webhook-id']), at, body));
    }
  });

  test('waits as long as the receiver wishes', async () => {
    const { receiver } = await failing(429, 1, { 'retry-after': '600' });
    await receiver.until(2);
    const [first, second] = receiver.received.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(second! - first!).toBe(600);
  });

  test('is not sent to where a redirect leads', async () => {
    const elsewhere = await openReceiver();
    const { receiver } = await failing(307, 1, { location: `${elsewhere.origin}/` });
    await receiver.until(2);
    expect(elsewhere.received).toEqual([]);
  });

  test.each([
    ['for a day', 503, 9],
    ['by somebody who says that nobody is there any more', 410, 1],
  ])('%s is given up, and the film’s own events say so, without the address', async (_what, status, tries) => {
    const { receiver, stage, lines, folder, hooks } = await failing(status, Number.POSITIVE_INFINITY);
    const warned = async (): Promise<readonly string[]> =>
      stage.read(async (db) =>
        (await db.selectFrom('event').select('body').where('type', '=', 'render.warned').execute()).map(
          ({ body }) => body,
        ),
      );
    await receiver.until(tries);
    while ((await warned()).length === 0) await new Promise((resolve) => setImmediate(resolve));
    await hooks.end();
    expect(receiver.received).toHaveLength(tries);
    const times = receiver.received.map(({ headers }) => Number(headers['webhook-timestamp']));
    if (tries > 1) expect((times.at(-1)! - times[0]!) / 3600).toBeCloseTo(23.6, 1);
    expect(await warned()).toEqual([expect.stringContaining('"webhook_given_up"')]);
    const kept = await readFile(join(folder, 'longtake.db'), 'latin1');
    for (const text of [...(await warned()), ...lines, kept]) {
      expect(text).not.toContain('secret-path');
      expect(text).not.toContain(SECRET.slice(6));
    }
    expect(lines.some((line) => line.includes('webhook given up'))).toBe(true);
  });

  test('because this process ended meanwhile is sent again by the next one, under the same id', async () => {
    const receiver = await openReceiver((nth) => (nth === 1 ? null : 204));
    const urls = [`${receiver.origin}/hook`];
    const stage = await openStage();
    const folder = await knownTo(stage, { urls });
    await stage.render(plan);
    const first = await start({ urls, stage, folder });
    await receiver.until(1);
    await first.end();
    await start({ urls, stage, folder });
    await receiver.until(2);
    const [one, two] = receiver.received;
    expect(two?.headers['webhook-id']).toBe(one?.headers['webhook-id']);
    expect(two?.body).toBe(one?.body);
  });
});

describe('a chat', () => {
  test.each(['discord', 'slack'] as const)(
    '(%s) is told in a sentence that calls nobody and formats nothing',
    async (form) => {
      const receiver = await openReceiver();
      const urls = [`${form}+${receiver.origin}/hook`];
      const stage = await openStage();
      const folder = await knownTo(stage, { urls });
      await stage.render({ ...plan, title: '@everyone <!channel> *bold* & more' });
      await start({ urls, stage, folder });
      await receiver.until(1);
      const { body, headers } = receiver.received[0]!;
      expect(headers['webhook-signature']).toBeUndefined();
      if (form === 'discord') {
        expect(JSON.parse(body)).toEqual({
          username: 'longtake',
          content: String.raw`“\@everyone \<!channel\> \*bold\* & more” is done: 2 shots. Spent $2.00.`,
          allowed_mentions: { parse: [] },
        });
      } else {
        expect(JSON.parse(body)).toEqual({
          text: '“@everyone &lt;!channel&gt; *bold* &amp; more” is done: 2 shots. Spent $2.00.',
          unfurl_links: false,
        });
      }
    },
  );
});

test('a receiver that wants signatures is refused where there is no secret', async () => {
  const clock = createManualClock();
  const make = (url: string) =>
    createWebhooks({
      endpoints: [parseEndpoint(url)],
      secret: null,
      folder: '/nowhere',
      sources: () => [],
      clock,
      log: createLog({ form: 'json', level: 'error', clock, write: () => {} }),
    });
  expect(() => make('https://a.example/secret')).toThrow(expect.objectContaining({ code: 'webhook_secret_missing' }));
  expect(() => make('slack+https://a.example/secret')).not.toThrow();
});
