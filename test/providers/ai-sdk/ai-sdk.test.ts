import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createXai } from '@ai-sdk/xai';
import { afterAll, describe, expect, test } from 'vitest';
import { createLeapingClock } from '../../support/leaping-clock.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import type { VideoRequest } from '../../../src/model/generation.ts';
import { toId, type AttemptId } from '../../../src/model/ids.ts';
import { createAiSdk } from '../../../src/providers/ai-sdk/ai-sdk.ts';
import { readOwnModels } from '../../../src/providers/own-models.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { describeModel, KEY } from './describe-model.ts';
import { startVendor, type StartedVendor } from '../../support/vendors/start-vendor.ts';
import { modelOf, PNG, sent, SHA, SHORT, started } from '../fal/bench.ts';

const CALL = {
  signal: new AbortController().signal,
  attempt: toId<AttemptId>('a_1'),
  idempotencyKey: 'a_1',
  mayLeave: (): boolean => true,
  onProgress: (): void => {},
  isTaken: (): Promise<boolean> => Promise.resolve(false),
  keep: (): Promise<never> => Promise.reject(new Error('nothing is kept here')),
};

let running: Promise<StartedVendor> | null = null;
afterAll(async () => (await running)?.[Symbol.asyncDispose]());

async function openBench(code?: string) {
  const folder = await temporaryFolder();
  running ??= startVendor('xai', '');
  const vendor = await (await running).begin(join(folder, 'charges.jsonl'));
  const own = readOwnModels(await describeModel(folder, vendor.url, code));
  const provider = createAiSdk({ models: own.facts, settings: own.aiSdk, clock: createLeapingClock(), limits: SHORT });
  const picture = join(folder, 'picture');
  await writeFile(picture, PNG);
  const context = { ...CALL, blobPath: () => picture };
  const body = (request: VideoRequest = started(), lengthMs = 3_000): JsonObject => {
    const prepared = provider.prepare(request, modelOf('ai-sdk:grok'), { lengthMs });
    if (!prepared.ok) throw new Error(prepared.failure.message);
    return prepared.body;
  };
  const accepted = async (json = body()): Promise<JsonObject> => {
    const answer = await provider.submit(json, context);
    if (answer.status !== 'accepted') throw new Error(JSON.stringify(answer));
    return answer.operation;
  };
  const settled = async (operation: JsonObject) => {
    for (let asked = 0; asked < 50; asked += 1) {
      const answer = await provider.poll(operation, context);
      if (answer.status !== 'pending') return answer;
    }
    throw new Error('it never ends');
  };
  const posts = async () => (await vendor.asked()).filter(({ method }) => method === 'POST');
  return { vendor, provider, folder, context, body, accepted, settled, posts };
}

test('the server is taken for xAI by its own package, which starts a job and gets its file', async () => {
  const { vendor } = await openBench();
  const model = createXai({ apiKey: KEY, baseURL: `${vendor.url}/v1` }).video('grok-imagine-video-1.5');
  const asked = { prompt: 'A cat.', n: 1, aspectRatio: '16:9', resolution: '1280x720', duration: 3 } as const;
  const rest = { fps: undefined, seed: undefined, image: undefined, frameImages: undefined };
  const last = { inputReferences: undefined, generateAudio: undefined, providerOptions: {} };
  const begun = await model.doStart?.({ ...asked, ...rest, ...last });
  let status = await model.doStatus?.({ operation: begun?.operation ?? null });
  while (status?.status === 'pending') status = await model.doStatus?.({ operation: begun?.operation ?? null });
  expect(status).toMatchObject({
    status: 'completed',
    videos: [{ type: 'url' }],
    providerMetadata: { xai: { costInUsdTicks: 4_200_000_000 } },
  });
  expect(vendor.charges()).toMatchObject([{ chargedMicros: 420_000 }]);
});

describe('a model of the AI SDK', () => {
  test('shoots a take, at the cost that its provider tells', async () => {
    const { vendor, provider, context, folder, accepted, settled, posts } = await openBench();
    const operation = await accepted();
    expect(operation).toEqual({ model: 'grok', operation: { requestId: expect.any(String) } });
    expect(await settled(operation)).toEqual({ status: 'done', costMicros: 420_000 });
    const file = join(folder, 'take.mp4');
    expect(await provider.download(operation, file, context)).toEqual({ status: 'stored', mediaType: 'video/mp4' });
    expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
    expect(vendor.charges()).toHaveLength(1);
    expect(await posts()).toMatchObject([
      {
        path: '/v1/videos/generations',
        headers: { 'idempotency-key': 'a_1', authorization: `Bearer ${KEY}` },
        json: {
          model: 'grok-imagine-video-1.5',
          prompt: 'Mara waits.',
          duration: 3,
          aspect_ratio: '16:9',
          resolution: '720p',
          generate_audio: false,
          image: { url: expect.stringMatching(/^data:image\/png;base64,/u) },
        },
      },
    ]);
  });

  test.each([
    ['rate_limited_wait', { status: 'rejected', failure: { class: 'rate_limited', retryAfterMs: 1_000 } }, 0],
    ['no_credit', { status: 'rejected', failure: { class: 'quota', billed: 'no' } }, 0],
    ['unauthorized', { status: 'rejected', failure: { class: 'unauthorized' } }, 0],
    ['gone', { status: 'rejected', failure: { class: 'model_retired' } }, 0],
    ['error_before', { status: 'ambiguous' }, 0],
    ['error_after', { status: 'ambiguous' }, 1],
    ['reset_before', { status: 'ambiguous' }, 0],
    ['reset_after', { status: 'ambiguous' }, 1],
    ['hang', { status: 'ambiguous' }, 1],
    ['truncated', { status: 'ambiguous' }, 1],
    ['html', { status: 'ambiguous', message: expect.stringContaining('gave no handle') }, 1],
  ] as const)('that meets %s leaves once, and is told for what it is', async (fault, told, charges) => {
    const { vendor, provider, context, body, posts } = await openBench();
    await vendor.faults({ fault, times: 9 });
    expect(await provider.submit(body(), context)).toMatchObject(told);
    expect(await posts()).toHaveLength(1);
    expect(vendor.charges()).toHaveLength(charges);
  });

  test('that tries again by itself still leaves once', async () => {
    const code = `export const model = ({ fetch }) => {
      const one = createXai({ apiKey: KEY, baseURL: URL, fetch }).video('grok-imagine-video-1.5');
      const doStart = async (options) => {
        for (;;) {
          const begun = await one.doStart(options).catch((error) => (error.statusCode === 418 ? error : null));
          if (begun !== null) { if (begun instanceof Error) throw begun; return begun; }
        }
      };
      return { specificationVersion: 'v4', provider: 'mine', doStart, doStatus: (options) => one.doStatus(options) };
    };`;
    const { vendor, provider, context, body, posts } = await openBench(code);
    await vendor.faults({ fault: 'reset_after', times: 9 });
    expect(await provider.submit(body(), context)).toMatchObject({ status: 'ambiguous' });
    expect([(await posts()).length, vendor.charges().length]).toEqual([1, 1]);
  });

  test('whose right to send is over sends nothing', async () => {
    const { provider, context, body, posts } = await openBench();
    expect(await provider.submit(body(), { ...context, mayLeave: () => false })).toMatchObject({ status: 'rejected' });
    expect(await posts()).toEqual([]);
  });

  test.each([
    ['that misses its key is told so, and cost nothing', `createXai({ baseURL: URL, fetch }).video('x')`, 'rejected'],
    [
      'that sends past the transport it was given is never sent again by itself',
      `createXai({ apiKey: KEY, baseURL: URL, fetch: async () => { throw new Error('no'); } }).video('x')`,
      'ambiguous',
    ],
  ])('%s', async (_what, made, status) => {
    const { provider, context, body } = await openBench(`export const model = ({ fetch }) => ${made};`);
    expect(await provider.submit(body(), context)).toMatchObject({ status });
  });

  test.each([
    ['a module that is not there', `export const other = 1;`, 'exports no function `model`'],
    [
      'a model that only does it all at once',
      `export const model = () => ({ specificationVersion: 'v4', provider: 'x', doGenerate() {} });`,
      'no `doStart`',
    ],
    [
      'an older kind of model',
      `export const model = () => ({ specificationVersion: 'v3', provider: 'x' });`,
      'no VideoModelV4',
    ],
  ])('refuses %s before anything is sent', async (_what, code, says) => {
    const { provider, context, body } = await openBench(code);
    expect(await provider.upload?.(body(), context)).toMatchObject({
      status: 'failed',
      failure: { class: 'invalid_request', billed: 'no', message: expect.stringContaining(says) },
    });
  });

  test('is asked for first and last frame, and for references, in the SDK’s own words', async () => {
    const { accepted, body, posts } = await openBench();
    await accepted(body(started({ mode: 'first_last', end: { sha: SHA, role: 'keyframe' } })));
    const references = [{ of: 'mara', view: null, sha: SHA }];
    await accepted(body(started({ mode: 'text', start: null, references, hasSound: true })));
    const picture = { url: expect.stringMatching(/^data:image\/png/u) };
    expect(await posts()).toMatchObject([
      { json: { image: picture, last_frame: picture } },
      { json: { reference_images: [picture], generate_audio: true } },
    ]);
  });

  test('that is too busy to say how a job stands has not failed it', async () => {
    const { vendor, accepted, settled } = await openBench();
    await vendor.faults({ fault: 'poll_errors' });
    expect(await settled(await accepted())).toMatchObject({ status: 'done' });
  });

  test('that makes a failure of a poll which was not answered is not believed', async () => {
    const code = `export const model = ({ fetch }) => {
      const one = createXai({ apiKey: KEY, baseURL: URL, fetch }).video('grok-imagine-video-1.5');
      const doStatus = (options) => one.doStatus(options).catch((error) => ({ status: 'error', error: String(error) }));
      return { specificationVersion: 'v4', provider: 'mine', doStart: (options) => one.doStart(options), doStatus };
    };`;
    const { vendor, accepted, settled } = await openBench(code);
    await vendor.faults({ fault: 'poll_errors' });
    expect(await settled(await accepted())).toMatchObject({ status: 'done' });
  });

  test.each([
    ['moderated', { class: 'moderation', billed: 'unknown', suspect: 'the prompt' }],
    ['failed_charged', { class: 'provider_failed', billed: 'unknown' }],
    ['lost', { class: 'lost', billed: 'unknown' }],
  ] as const)('whose job is %s says so, and that nobody knows what it cost', async (fault, failure) => {
    const { vendor, accepted, settled } = await openBench();
    await vendor.faults({ fault });
    expect(await settled(await accepted())).toMatchObject({ status: 'failed', failure });
  });

  test('that refuses a shot for its content at once says so', async () => {
    const { vendor, provider, body, context } = await openBench();
    await vendor.faults({ fault: 'refused' });
    expect(await provider.submit(body(), context)).toMatchObject({
      status: 'rejected',
      failure: { class: 'moderation', billed: 'no', suspect: 'the prompt' },
    });
  });

  test('cannot tell what became of a submission without an answer', async () => {
    const { provider, context, body } = await openBench();
    expect(await provider.reconcile(sent(body()), context)).toMatchObject({ status: 'unknown' });
    expect([provider.submitSafety, 'toOperation' in provider]).toEqual(['none', false]);
  });
});
