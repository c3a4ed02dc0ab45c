import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OpenRouter } from '@openrouter/sdk';
import { describe, expect, test } from 'vitest';
import { ApiKey } from '../../../src/base/api-key.ts';
import { toId, type BlobSha } from '../../../src/model/ids.ts';
import { modelOf, PNG, sent, started } from '../fal/bench.ts';
import { KEY, openBench } from './bench.ts';

const PICTURE = `data:image/png;base64,${PNG.toString('base64')}`;
const SHA = toId<BlobSha>('a'.repeat(64));
const frame = (type: string) => ({ type: 'image_url', image_url: { url: PICTURE }, frame_type: type });
const openrouter = async (setup: Parameters<typeof openBench>[0] = {}) =>
  openBench({ dialect: 'openrouter', modes: ['text', 'image', 'first_last', 'references'], ...setup });

test('the server is taken for OpenRouter by OpenRouter’s own client, which asks as we do', async () => {
  const bench = await openrouter();
  const client = new OpenRouter({ apiKey: KEY, serverURL: `${bench.vendor.url}/v1` });
  const { id, status } = await client.videoGeneration.generate({
    videoGenerationRequest: {
      model: 'Wan-AI/Wan2.2',
      prompt: 'Mara waits. Avoid: text.',
      duration: 2,
      aspectRatio: '16:9',
      generateAudio: false,
      seed: 5,
      frameImages: [{ type: 'image_url', imageUrl: { url: PICTURE }, frameType: 'first_frame' }],
    },
  });
  expect(status).toBe('pending');
  let video = await client.videoGeneration.getGeneration({ jobId: id });
  while (video.status !== 'completed') video = await client.videoGeneration.getGeneration({ jobId: id });
  expect(video.usage?.cost).toBe(0.1);
  const content = await client.videoGeneration.getVideoContent({ jobId: id });
  expect(
    Buffer.from(await new Response(content).arrayBuffer())
      .subarray(4, 8)
      .toString(),
  ).toBe('ftyp');
  const theirs = (await bench.posts())[0]?.json;
  await bench.accepted(
    bench.body(started({ mode: 'image', start: { sha: SHA, role: 'keyframe' }, seed: 5, avoid: 'text' })),
  );
  expect((await bench.posts())[1]).toMatchObject({
    path: '/v1/videos',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    json: theirs,
  });
});

test('a take is made between two frames, paid as the vendor says, and comes in', async () => {
  const bench = await openrouter({ sizes: ['480p', '720p', '1080p'] });
  const ends = { start: { sha: SHA, role: 'keyframe' }, end: { sha: SHA, role: 'match' } } as const;
  const operation = await bench.accepted(bench.body(started({ mode: 'first_last', ...ends })));
  expect((await bench.posts())[0]?.json).toMatchObject({
    resolution: '480p',
    frame_images: [frame('first_frame'), frame('last_frame')],
  });
  expect(await bench.settled(operation)).toEqual({ status: 'done', costMicros: 100_000 });
  expect(bench.vendor.charges()).toMatchObject([{ job: operation['id'], chargedMicros: 100_000 }]);
  const file = join(bench.folder, 'take.mp4');
  expect(await bench.provider.download(operation, file, bench.context)).toMatchObject({ status: 'stored' });
  expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
  const fetched = (await bench.vendor.asked()).at(-1);
  expect([fetched?.path, fetched?.query]).toEqual([`/v1/videos/${bench.vendor.charges()[0]?.job}/content`, 'index=0']);
});

test('references go with words alone, and are told where they cannot', async () => {
  const bench = await openrouter();
  const references = [{ of: 'mara', view: null, sha: SHA }];
  await bench.accepted(bench.body(started({ mode: 'references', references })));
  expect((await bench.posts())[0]?.json).toMatchObject({
    input_references: [{ type: 'image_url', image_url: { url: PICTURE } }],
  });
  const framed = started({ mode: 'image', start: { sha: SHA, role: 'keyframe' }, references });
  expect(bench.provider.prepare(framed, modelOf('videos-api:wan'), { lengthMs: 2_000 })).toMatchObject({
    dropped: [expect.stringContaining('the reference images')],
  });
});

describe('a job that', () => {
  test.each([
    ['failed_charged', { class: 'provider_failed', billed: 'yes', message: expect.stringContaining('CUDA') }, 100_000],
    ['failed_free', { class: 'provider_failed', billed: 'no' }, 0],
    ['moderated', { class: 'moderation', billed: 'yes' }, 100_000],
  ] as const)('is %s says whether it was paid, and how much', async (fault, failure, costMicros) => {
    const bench = await openrouter();
    await bench.vendor.faults({ fault });
    expect(await bench.settled(await bench.accepted())).toMatchObject({
      status: 'failed',
      failure,
      costMicros,
    });
  });

  test.each([
    ['no_credit', { class: 'quota', billed: 'no' }],
    ['moderated_at_once', { class: 'moderation', billed: 'no', message: expect.stringContaining('flagged') }],
  ] as const)('is refused as %s was never begun', async (fault, failure) => {
    const bench = await openrouter();
    await bench.vendor.faults({ fault });
    expect(await bench.provider.submit(bench.body(), bench.context)).toMatchObject({ status: 'rejected', failure });
  });
});

describe('a message', () => {
  const secret = new ApiKey('OPENROUTER_WEBHOOK_SECRET', 'whsec-4711');
  const body = Buffer.from(JSON.stringify({ type: 'video.generation.completed', data: { id: 'gen-vid-1-abc' } }));
  const signed = (seconds: number, key = 'whsec-4711') => ({
    'x-openrouter-signature': `t=${seconds},v1=${createHmac('sha256', key).update(`${seconds},${body.toString()}`).digest('hex')}`,
  });
  const now = (): number => Math.floor(Date.now() / 1000);

  test('is asked for where it comes over a safe way, and nowhere else', async () => {
    const bench = await openrouter();
    const webhook = 'https://films.example.org/api/callbacks/videos-api?n=1';
    await bench.provider.submit(bench.body(), { ...bench.context, webhook });
    await bench.provider.submit(bench.body(), { ...bench.context, webhook: webhook.replace('https', 'http') });
    const asked = (await bench.posts()).map(({ json }) => (json as { readonly callback_url?: string }).callback_url);
    expect(asked).toEqual([webhook, undefined]);
  });

  test.each([
    ['signed', () => signed(now()), { job: 'gen-vid-1-abc' }],
    ['signed by somebody else', () => signed(now(), 'other'), null],
    ['signed long ago', () => signed(now() - 3_600), null],
    ['not signed', () => ({}), null],
  ] as const)('that is %s is believed or not', async (_name, headers, hint) => {
    const { provider, context } = await openrouter({ secret });
    expect(await provider.parseWebhook?.({ headers: headers(), body }, context)).toEqual(hint);
  });

  test('names the job that was lost, as the answer would have', async () => {
    const bench = await openrouter();
    const hint = await bench.provider.parseWebhook?.({ headers: {}, body }, bench.context);
    expect(bench.provider.toOperation?.(hint?.job ?? '', sent(bench.body()))).toEqual({
      id: 'gen-vid-1-abc',
      isFree: false,
      file: 'content?index=0',
    });
    const junk = { headers: {}, body: Buffer.from('<html>') };
    expect(await bench.provider.parseWebhook?.(junk, bench.context)).toBeNull();
  });
});

test.each([
  ['openrouter', 3_600_000],
  ['openai', 6 * 3_600_000],
] as const)(
  'a job that may be at work at a server of %s keeps its slot for no longer than one takes there',
  async (dialect, maxRunMs) => {
    const { provider } = await openBench({ dialect });
    expect(provider.maxRunMs).toBe(maxRunMs);
  },
);
