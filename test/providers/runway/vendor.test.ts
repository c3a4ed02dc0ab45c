import RunwayML from '@runwayml/sdk';
import { describe, expect, test } from 'vitest';
import { readRegistry } from '../../../src/providers/registry.ts';
import { RUNWAY_MODELS } from '../../../src/providers/runway/endpoints.ts';
import { fieldsOf } from '../../support/endpoint-fields.ts';
import { readBodySchemas } from '../../support/vendors/runway-schemas.ts';
import { modelOf, SHA, started } from '../fal/bench.ts';
import { KEY, openBench, type Bench } from '../hosted/bench.ts';

/** The vendor's own client, as it is, on our server. */
function clientOf({ vendor }: Bench): RunwayML {
  return new RunwayML({ apiKey: KEY, baseURL: `${vendor.url}/api.dev.runwayml.com`, logLevel: 'off' });
}

describe('the server is taken for Runway by Runway’s own client, which', () => {
  test('uploads, submits, waits for a task and gets its file', async () => {
    const bench = await openBench('runway');
    const client = clientOf(bench);
    const { uri } = await client.uploads.createEphemeral({ file: new File(['PNG'], 'a.png', { type: 'image/png' }) });
    const { id, estimatedCost } = await client.imageToVideo.create({
      model: 'gen4.5',
      promptImage: uri,
      promptText: 'A cat.',
      ratio: '1280:720',
      duration: 3,
    });
    let task = await client.tasks.retrieve(id);
    while (task.status !== 'SUCCEEDED') task = await client.tasks.retrieve(id);
    expect([estimatedCost, task.cost]).toEqual([{ credits: 36 }, { credits: 36 }]);
    const file = await fetch(task.output[0] ?? '');
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect(bench.vendor.charges()).toMatchObject([{ job: id, chargedMicros: 360_000 }]);
  });

  test('hears why a request is wrong, and which field it is', async () => {
    const client = clientOf(await openBench('runway'));
    const wrong = client.textToVideo.create({
      model: 'gen4.5',
      promptText: 'x',
      ratio: '1:1' as never,
      duration: 3,
    });
    await expect(wrong).rejects.toMatchObject({ status: 400, error: { issues: [{ path: ['ratio'] }] } });
  });

  test('pays three times for one submission when the connection breaks: what our own transport is for', async () => {
    const bench = await openBench('runway');
    await bench.vendor.faults({ fault: 'reset_after', times: 9 });
    const paid = clientOf(bench).textToVideo.create({
      model: 'gen4.5',
      promptText: 'x',
      ratio: '1280:720',
      duration: 3,
    });
    await expect(paid).rejects.toThrow('Connection error');
    expect(bench.vendor.charges()).toHaveLength(3);
  }, 30_000);
});

describe('our adapter', () => {
  test('sends what the client sends by itself, field by field and header by header', async () => {
    const bench = await openBench('runway');
    await bench.accepted(bench.body(started({ seed: 5 })));
    expect(await bench.submissions()).toMatchObject([
      {
        path: '/api.dev.runwayml.com/v1/image_to_video',
        json: {
          model: 'gen4.5',
          promptText: 'Mara waits.',
          promptImage: expect.stringMatching(/^runway:\/\/[\w-]+$/u),
          ratio: '1280:720',
          duration: 3,
          seed: 5,
        },
        headers: {
          authorization: `Bearer ${KEY}`,
          'content-type': 'application/json',
          'user-agent': 'RunwayML/JS 4.20.1',
          'x-runway-version': '2024-11-06',
          'x-stainless-retry-count': '0',
        },
      },
    ]);
  });

  test('hears what it will cost, and what it cost, from Runway itself', async () => {
    const bench = await openBench('runway');
    const answer = await bench.send(bench.body(started({ hasSound: true }), 'runway:veo3.1', 4_000));
    expect(answer).toMatchObject({ status: 'accepted', quotedMicros: 1_600_000 });
    if (answer.status !== 'accepted') return;
    expect(await bench.settled(answer.operation)).toEqual({ status: 'done', costMicros: 1_600_000 });
    expect(bench.vendor.charges()).toMatchObject([{ chargedMicros: 1_600_000 }]);
  });

  test('is asked no more often than every five seconds', async () => {
    const bench = await openBench('runway');
    await bench.vendor.faults({ fault: 'stuck' });
    expect(await bench.provider.poll(await bench.accepted(), bench.context)).toMatchObject({ retryAfterMs: 5_000 });
  });

  test('names the input that a refusal is about, and what it cost', async () => {
    const bench = await openBench('runway');
    await bench.vendor.faults({ fault: 'moderated' });
    expect(await bench.settled(await bench.accepted())).toMatchObject({
      failure: { class: 'moderation', billed: 'yes', suspect: 'the first frame' },
      costMicros: 360_000,
    });
  });

  test('says that credit is short where Runway says it with a 400', async () => {
    const bench = await openBench('runway');
    await bench.vendor.faults({ fault: 'poor' });
    expect(await bench.send()).toMatchObject({ status: 'rejected', failure: { class: 'quota', billed: 'no' } });
  });

  const end = { sha: SHA, role: 'keyframe' } as const;
  test.each([
    ['first and last frame', started({ mode: 'first_last', end }), 'runway:veo3.1', 4_000],
    ['references', started({ mode: 'text', start: null, references: [reference()] }), 'runway:seedance2_5', 4_000],
    ['restyle', started({ mode: 'restyle', start: null, video: { sha: SHA } }), 'runway:aleph2', 4_000],
    ['perform', started({ mode: 'perform', video: { sha: SHA } }), 'runway:act_two', 4_000],
  ] as const)('is understood when it asks for %s', async (_what, request, model, lengthMs) => {
    const bench = await openBench('runway');
    expect(await bench.send(bench.body(request, model, lengthMs))).toMatchObject({ status: 'accepted' });
  });

  test('brings last frames, references and characters into the shape that Runway has for them', async () => {
    const bench = await openBench('runway');
    const bodies = [
      bench.body(started({ mode: 'first_last', end }), 'runway:veo3.1', 4_000),
      bench.body(started({ mode: 'perform', video: { sha: SHA } }), 'runway:act_two', 4_000),
    ];
    const file = { blob: SHA };
    expect(bodies).toMatchObject([
      {
        input: {
          promptImage: [
            { uri: file, position: 'first' },
            { uri: file, position: 'last' },
          ],
        },
      },
      { input: { character: { type: 'image', uri: file }, reference: { type: 'video', uri: file } } },
    ]);
  });

  test('refuses a prompt that is too long before it costs anything', async () => {
    const { provider } = await openBench('runway');
    const request = started({ prompt: 'x'.repeat(1_001) });
    expect(provider.prepare(request, modelOf('runway:gen4.5'), { lengthMs: 3_000 })).toMatchObject({
      ok: false,
      failure: { class: 'invalid_request', billed: 'no', message: expect.stringContaining('1000 characters') },
    });
  });

  const schemaOf = readBodySchemas();
  const endpoints = Object.entries(RUNWAY_MODELS).flatMap(([model, uses]) =>
    Object.entries(uses).map(([use, endpoint]) => ({ model, use, endpoint })),
  );

  test.each(endpoints)('asks $model for $use in fields and words that the vendor’s own types have', (one) => {
    const schema = schemaOf(one.endpoint.path, one.model);
    if (schema === null) throw new Error(`${one.endpoint.path} has no types for ${one.model}`);
    const written = fieldsOf(one.endpoint).filter((field) => field !== 'lastFrame');
    expect(written.filter((field) => !schema.has(field))).toEqual([]);
    const required = [...schema].flatMap(([field, { isRequired }]) => (isRequired ? field : []));
    expect(required.filter((field) => !written.includes(field))).toEqual([]);
    const choices = schema.get('ratio')?.choices ?? one.endpoint.aspect?.values ?? [];
    expect(choices).toEqual(expect.arrayContaining([...(one.endpoint.aspect?.values ?? [])]));
  });

  test('has an endpoint for every mode that the registry says is ready', () => {
    const ready = readRegistry().filter(({ provider, ready: isReady }) => provider === 'runway' && isReady);
    expect(ready.map(({ id }) => id.slice('runway:'.length)).toSorted()).toEqual(Object.keys(RUNWAY_MODELS).toSorted());
    for (const { id, modes, seed } of ready) {
      const uses = RUNWAY_MODELS[id.slice('runway:'.length)] ?? {};
      expect([id, modes.filter((mode) => !Object.hasOwn(uses, mode))]).toEqual([id, []]);
      expect([id, seed]).toEqual([id, Object.values(uses).some((one) => one.seed !== undefined)]);
    }
  });
});

function reference() {
  return { of: 'mara', view: null, sha: SHA };
}
