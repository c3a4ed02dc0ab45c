import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { videoRequest } from '../animatic/setup.ts';
import { modelOf, PNG, sent, started } from '../fal/bench.ts';
import { KEY, openBench } from './bench.ts';

test('the server is taken for OpenAI’s video API by OpenAI’s own client, which makes a video and gets it', async () => {
  const { vendor } = await openBench();
  const client = new OpenAI({ apiKey: KEY, baseURL: `${vendor.url}/v1`, logLevel: 'off' });
  const { id, status } = await client.videos.create({
    model: 'sora-2',
    prompt: 'A cat.',
    seconds: '4',
    size: '1280x720',
    input_reference: new File([new Uint8Array(PNG)], 'cat.png', { type: 'image/png' }),
  });
  expect(status).toBe('queued');
  let video = await client.videos.retrieve(id);
  while (video.status !== 'completed') video = await client.videos.retrieve(id);
  const content = await client.videos.downloadContent(id);
  expect(
    Buffer.from(await content.arrayBuffer())
      .subarray(4, 8)
      .toString(),
  ).toBe('ftyp');
  expect(vendor.charges()).toMatchObject([{ job: id }]);
  expect(await client.videos.delete(id)).toMatchObject({ deleted: true });
});

const fieldsOf = (body: JsonObject): unknown => body['fields'];

describe('the dialect of', () => {
  const request = started({ seed: 5, avoid: 'text' });
  test.each([
    ['openai', { model: 'Wan-AI/Wan2.2', prompt: 'Mara waits. Avoid: text.', seconds: '2', size: '864x480' }],
    [
      'sglang',
      {
        model: 'Wan-AI/Wan2.2',
        prompt: 'Mara waits.',
        negative_prompt: 'text',
        size: '864x480',
        num_frames: '33',
        fps: '16',
        seed: '5',
      },
    ],
    [
      'vllm-omni',
      {
        model: 'Wan-AI/Wan2.2',
        prompt: 'Mara waits.',
        negative_prompt: 'text',
        width: '864',
        height: '480',
        num_frames: '33',
        fps: '16',
        seed: '5',
      },
    ],
  ] as const)('%s has its own fields, and makes the film', async (dialect, fields) => {
    const bench = await openBench({ dialect });
    const body = bench.body(request);
    expect(fieldsOf(body)).toEqual(fields);
    const operation = await bench.accepted(body);
    expect(await bench.settled(operation)).toEqual({ status: 'done', costMicros: null });
    const file = join(bench.folder, 'take.mp4');
    expect(await bench.provider.download(operation, file, bench.context)).toEqual({
      status: 'stored',
      mediaType: 'video/mp4',
    });
    expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
    expect(bench.vendor.charges()).toMatchObject([{ job: operation['id'], input: fields }]);
    const [post] = await bench.posts();
    expect(post).toMatchObject({
      path: '/v1/videos',
      headers: {
        authorization: `Bearer ${KEY}`,
        'content-type': expect.stringMatching(/^multipart\/form-data; boundary=/u),
      },
    });
  });

  test('sizes in pixels are the only ones that are asked for', async () => {
    const { body } = await openBench({ sizes: ['720x1280', '1280x720', '1792x1024'] });
    expect(fieldsOf(body(videoRequest({ prompt: 'x' })))).toMatchObject({ size: '1280x720' });
  });

  test.each([
    [videoRequest({ mode: 'lipsync' }), 'not made for `lipsync`'],
    [videoRequest({ mode: 'image' }), 'needs a first frame'],
    [videoRequest({ raw: { 'videos-api': { seconds: 99 } } }), 'would change what videos-api:wan makes or costs'],
  ])('what cannot be done is refused before anything is sent', async (wrong, says) => {
    const { provider } = await openBench();
    expect(provider.prepare(wrong, modelOf('videos-api:wan'), { lengthMs: 2_000 })).toMatchObject({
      ok: false,
      failure: { class: 'invalid_request', billed: 'no', message: expect.stringContaining(says) },
    });
  });
});

describe('a submission that meets', () => {
  test.each([
    ['rate_limited', { status: 'rejected', failure: { class: 'rate_limited', billed: 'no', retryAfterMs: null } }, 0],
    ['rate_limited_wait', { status: 'rejected', failure: { class: 'rate_limited', retryAfterMs: 1_000 } }, 0],
    ['no_credit', { status: 'rejected', failure: { class: 'quota', billed: 'no' } }, 0],
    [
      'unauthorized',
      { status: 'rejected', failure: { class: 'unauthorized', message: expect.stringContaining('[VIDEOS_API_KEY]') } },
      0,
    ],
    [
      'moderated_at_once',
      { status: 'rejected', failure: { class: 'moderation', suspect: 'the prompt', billed: 'no' } },
      0,
    ],
    ['no_model', { status: 'rejected', failure: { class: 'model_retired', billed: 'no' } }, 0],
    ['error_before', { status: 'ambiguous' }, 0],
    ['error_after', { status: 'ambiguous' }, 1],
    ['reset_before', { status: 'ambiguous' }, 0],
    ['reset_after', { status: 'ambiguous' }, 1],
    ['hang', { status: 'ambiguous' }, 1],
    ['truncated', { status: 'ambiguous' }, 1],
    ['html', { status: 'ambiguous' }, 1],
  ] as const)('%s leaves once, and what may be paid is held', async (fault, told, charges) => {
    const { vendor, provider, context, body, posts } = await openBench();
    await vendor.faults({ fault, times: 9 });
    const json = body();
    const answer = await provider.submit(json, context);
    expect(answer).toMatchObject(told);
    expect(JSON.stringify(answer)).not.toContain(KEY);
    expect(await posts()).toHaveLength(1);
    expect(vendor.charges()).toHaveLength(charges);
    expect(await provider.reconcile(sent(json), context)).toMatchObject({ status: 'unknown' });
  });

  test('nobody that listens never left', async () => {
    const { vendor, provider, context, body } = await openBench();
    await vendor.refuse(300);
    expect(await provider.submit(body(), context)).toMatchObject({
      status: 'rejected',
      failure: { class: 'unavailable', billed: 'no' },
    });
    await vendor.isBack();
  });

  test('no answer where nothing is paid is simply sent again', async () => {
    const { provider, context, body } = await openBench({ isFree: true });
    expect(await provider.reconcile(sent(body()), context)).toEqual({ status: 'absent' });
  });
});

describe('a job that', () => {
  test.each([
    [
      'failed_charged',
      { class: 'provider_failed', billed: 'unknown', message: expect.stringContaining('CUDA out of memory') },
    ],
    ['moderated', { class: 'moderation', billed: 'unknown' }],
    ['lost', { class: 'lost', billed: 'unknown' }],
  ] as const)('is %s fails in its own way', async (fault, failure) => {
    const { vendor, accepted, settled } = await openBench();
    await vendor.faults({ fault });
    expect(await settled(await accepted())).toMatchObject({ status: 'failed', failure });
  });

  test('cannot be looked at for a while is pending, and one that runs says how far it is', async () => {
    const { vendor, provider, context, accepted, settled } = await openBench();
    await vendor.faults({ fault: 'poll_errors' });
    expect(await settled(await accepted())).toMatchObject({ status: 'done' });
    await vendor.faults({ fault: 'stuck' });
    const operation = await accepted();
    await provider.poll(operation, context);
    expect(await provider.poll(operation, context)).toMatchObject({ status: 'pending', progress: 0.4 });
    await provider.cancel(operation, context);
    expect(await settled(operation)).toMatchObject({ status: 'failed' });
  });

  test.each([
    ['file_html', 'is not a picture, video or sound'],
    ['gone', 'has no file any more'],
  ])('has a file that is %s is kept, and fetched again', async (fault, says) => {
    const { vendor, provider, context, accepted, settled, folder } = await openBench();
    await vendor.faults({ fault, on: fault });
    const operation = await accepted();
    await settled(operation);
    const file = join(folder, 'take.mp4');
    expect(await provider.download(operation, file, context)).toMatchObject({
      status: 'failed',
      failure: { class: 'unavailable', message: expect.stringContaining(says) },
    });
    expect(await provider.download(operation, file, context)).toMatchObject({ status: 'stored' });
  });
});

test('whether there is a job is told by one answer', async () => {
  const { vendor, provider, context, accepted } = await openBench();
  const operation = await accepted();
  expect(await provider.hasJob?.(operation, context)).toBe(true);
  expect(await provider.hasJob?.({ ...operation, id: 'video_nobodys' }, context)).toBe(false);
  await vendor.faults({ fault: 'poll_errors' });
  expect(await provider.hasJob?.(await accepted(), context)).toBeNull();
});
