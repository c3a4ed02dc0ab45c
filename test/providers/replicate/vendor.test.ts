import Replicate from 'replicate';
import { describe, expect, test } from 'vitest';
import { REPLICATE_MODELS } from '../../../src/providers/replicate/endpoints.ts';
import { readRegistry } from '../../../src/providers/registry.ts';
import { fieldsOf } from '../../support/endpoint-fields.ts';
import { SCHEMAS, signMessage } from '../../support/vendors/replicate-server.ts';
import { sent, started } from '../fal/bench.ts';
import { KEY, openBench, type Bench } from '../hosted/bench.ts';

/** The vendor's own client, as it is, on our server. */
function clientOf({ vendor }: Bench): Replicate {
  return new Replicate({ auth: KEY, baseUrl: `${vendor.url}/api.replicate.com/v1`, useFileOutput: false });
}

describe('the server is taken for Replicate by Replicate’s own client, which', () => {
  test('uploads, submits, waits for a prediction and gets its file', async () => {
    const bench = await openBench('replicate');
    const client = clientOf(bench);
    const { urls } = await client.files.create(Buffer.from('PNG'));
    const made = await client.predictions.create({
      model: 'google/veo-3.1',
      input: { prompt: 'A cat.', image: urls.get, duration: 4 },
    });
    const { output } = await client.wait(made, { interval: 20 });
    const file = await fetch(String(output));
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect(bench.vendor.charges()).toMatchObject([{ job: made.id, chargedMicros: 800_000 }]);
    const listed = await client.predictions.list();
    expect(listed.results[0]).toMatchObject({ id: made.id, model: 'google/veo-3.1', input: { prompt: 'A cat.' } });
  });

  test('pays six times for one submission when the connection breaks: what our own transport is for', async () => {
    const bench = await openBench('replicate');
    await bench.vendor.faults({ fault: 'reset_after', times: 9 });
    const paid = clientOf(bench).predictions.create({ model: 'google/veo-3.1', input: { prompt: 'x' } });
    await expect(paid).rejects.toThrow();
    expect(bench.vendor.charges()).toHaveLength(6);
  });
});

describe('our adapter', () => {
  test('sends what the client sends by itself, field by field and header by header', async () => {
    const bench = await openBench('replicate');
    const body = await bench.ready(bench.body(started({ seed: 5, avoid: 'text' })));
    const webhook = 'https://me.example/hook?n=1';
    expect(await bench.provider.submit(body, { ...bench.context, webhook })).toMatchObject({ status: 'accepted' });
    const [ours] = await bench.submissions();
    expect(ours).toMatchObject({
      path: '/api.replicate.com/v1/models/google/veo-3.1/predictions',
      json: {
        webhook,
        webhook_events_filter: ['completed'],
        input: {
          prompt: 'Mara waits.',
          negative_prompt: 'text',
          image: expect.stringMatching(/^https:\/\/api\.replicate\.com\/v1\/files\/[\w-]+$/u),
          duration: 4,
          seed: 5,
          generate_audio: false,
        },
      },
      headers: {
        authorization: `Bearer ${KEY}`,
        'content-type': 'application/json',
        'user-agent': 'replicate-javascript/1.4.0',
      },
    });
  });

  test.each(Object.entries(REPLICATE_MODELS))('asks %s in fields that it has', (_name, uses) => {
    for (const endpoint of Object.values(uses)) {
      const known = SCHEMAS[endpoint.path] ?? [];
      expect(fieldsOf(endpoint).filter((field) => !known.includes(field))).toEqual([]);
    }
  });

  test('has an endpoint for every mode that the registry says is ready', () => {
    const ready = readRegistry().filter(({ provider, ready: isReady }) => provider === 'replicate' && isReady);
    expect(ready.map(({ id }) => id.slice('replicate:'.length)).toSorted()).toEqual(
      Object.keys(REPLICATE_MODELS).toSorted(),
    );
    for (const { id, modes, seed } of ready) {
      const uses = REPLICATE_MODELS[id.slice('replicate:'.length)] ?? {};
      expect([id, modes.filter((mode) => !Object.hasOwn(uses, mode))]).toEqual([id, []]);
      expect([id, seed]).toEqual([id, Object.values(uses).some((one) => one.seed !== undefined)]);
    }
  });
});

describe('a submission without an answer', () => {
  const lostOne = async (fault: string) => {
    const bench = await openBench('replicate');
    const body = await bench.ready();
    await bench.vendor.faults({ fault });
    expect(await bench.provider.submit(body, bench.context)).toMatchObject({ status: 'ambiguous' });
    return { bench, attempt: sent(body) };
  };

  test('is found by its input, and its file comes in', async () => {
    const { bench, attempt } = await lostOne('reset_after');
    const found = await bench.provider.reconcile(attempt, bench.context);
    if (found.status !== 'found') throw new Error(JSON.stringify(found));
    expect(bench.vendor.charges()).toMatchObject([{ job: found.operation['id'] }]);
    expect(await bench.settled(found.operation)).toMatchObject({ status: 'done' });
  });

  test('is not mistaken for a job that another attempt has', async () => {
    const { bench, attempt } = await lostOne('reset_after');
    const context = { ...bench.context, isTaken: () => Promise.resolve(true) };
    expect(await bench.provider.reconcile(attempt, context)).toMatchObject({ status: 'pending' });
  });

  test('is no job of other words, though a person names it', async () => {
    const { bench, attempt } = await lostOne('reset_after');
    const job = bench.vendor.charges()[0]?.job ?? '';
    const operation = bench.provider.toOperation?.(job, attempt) ?? {};
    expect(await bench.provider.hasJob?.(operation, { ...bench.context, body: attempt.body })).toBe(true);
    const other = await bench.ready(bench.body(started({ prompt: 'Somebody else waits.' })));
    expect(await bench.provider.hasJob?.(operation, { ...bench.context, body: other })).toBe(false);
  });

  test('is found behind others, page after page', async () => {
    const { bench, attempt } = await lostOne('reset_after');
    for (let seed = 1; seed <= 5; seed += 1) await bench.accepted(bench.body(started({ seed })));
    const found = await bench.provider.reconcile(attempt, bench.context);
    expect(found).toMatchObject({ status: 'found', operation: { id: bench.vendor.charges()[0]?.job } });
  });

  test('is absent only when whatever was on its way must have arrived', async () => {
    const { bench, attempt } = await lostOne('reset_before');
    expect(await bench.provider.reconcile(attempt, bench.context)).toMatchObject({
      status: 'pending',
      retryAfterMs: 5_000,
    });
    await bench.vendor.clock(4 * 60_000);
    // Files that took long to come, and it may have left that much later.
    const late = { ...attempt, leadMs: 2 * 60_000 };
    expect(await bench.provider.reconcile(late, bench.context)).toMatchObject({
      status: 'pending',
      retryAfterMs: 5_000,
    });
    expect(await bench.provider.reconcile(attempt, bench.context)).toEqual({ status: 'absent' });
  });

  test('is unknown where a vendor does not say what time it is, and never absent', async () => {
    const bench = await openBench('replicate');
    await bench.vendor.hideTime();
    const body = await bench.ready();
    expect(await bench.provider.reconcile(sent(body), bench.context)).toMatchObject({ status: 'unknown' });
  });

  test('is unknown when an input of that time was deleted there', async () => {
    const bench = await openBench('replicate');
    // Of a model that no other test has jobs of: the vendor remembers them all.
    const body = bench.body(started(), 'replicate:kling-v2.6', 5_000);
    await bench.vendor.faults({ fault: 'removed' });
    await bench.accepted(body);
    const attempt = sent(await bench.ready(body));
    await bench.vendor.clock(4 * 60_000);
    expect(await bench.provider.reconcile(attempt, bench.context)).toMatchObject({ status: 'unknown' });
  });

  test('that is listed late is waited for', async () => {
    const bench = await openBench('replicate');
    const body = await bench.ready();
    await bench.vendor.faults({ fault: 'late_listed' });
    await bench.provider.submit(body, bench.context);
    const answers = [];
    for (let asked = 0; asked < 3; asked += 1)
      answers.push((await bench.provider.reconcile(sent(body), bench.context)).status);
    expect(answers).toEqual(['pending', 'pending', 'found']);
  });
});

describe('a message to our webhook', () => {
  const body = JSON.stringify({ id: 'rrr4p55ocneqzikepnug6xezpe', status: 'succeeded' });
  const message = (signature: string, atMs = Date.now(), text = body) => ({
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(atMs / 1000)),
      'webhook-signature': signature,
    },
    body: Buffer.from(text),
  });

  test('that Replicate signed names its prediction; another, an old or a broken one says nothing', async () => {
    const bench = await openBench('replicate');
    const now = Date.now();
    const good = signMessage('msg_1', String(Math.floor(now / 1000)), body);
    const old = now - 3_600_000;
    const late = signMessage('msg_1', String(Math.floor(old / 1000)), body);
    const heard = async (one: ReturnType<typeof message>) => bench.provider.parseWebhook?.(one, bench.context);
    expect(await heard(message(good, now))).toEqual({ job: 'rrr4p55ocneqzikepnug6xezpe' });
    expect(await heard(message('v1,bm9ib2R5', now))).toBeNull();
    expect(await heard(message(late, old))).toBeNull();
    const half = signMessage('msg_1', String(Math.floor(now / 1000)), '{"id":');
    expect(await heard(message(half, now, '{"id":'))).toBeNull();
  });
});
