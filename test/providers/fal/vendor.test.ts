import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFalClient } from '@fal-ai/client';
import { describe, expect, test } from 'vitest';
import { routeTo } from '../../../src/providers/account.ts';
import { KEY, PNG, openBench, started, type Bench } from './bench.ts';

const HOSTS = ['queue.fal.run', 'rest.fal.ai', 'api.fal.ai'];

/** The vendor's own client, as it is, on our server. */
function clientOf({ vendor }: Bench) {
  const route = routeTo(new URL(vendor.url), HOSTS);
  return createFalClient({
    credentials: KEY,
    suppressLocalCredentialsWarning: true,
    fetch: (input, init) => fetch(route(new URL(input instanceof Request ? input.url : input)), init),
  });
}

describe('the server is taken for fal by fal’s own client, which', () => {
  test('uploads, submits, waits for a job and gets its file', async () => {
    const bench = await openBench();
    const client = clientOf(bench);
    const url = await client.storage.upload(new Blob([new Uint8Array(PNG)], { type: 'image/png' }));
    const { request_id: requestId } = await client.queue.submit('fal-ai/kling-video/v3/pro/image-to-video', {
      input: { prompt: 'A cat.', start_image_url: url, duration: '3' },
    });
    const { data } = await client.queue
      .result('fal-ai/kling-video/v3/pro/image-to-video', { requestId })
      .catch(async () => {
        await client.queue.subscribeToStatus('fal-ai/kling-video', { requestId, pollInterval: 20 });
        return client.queue.result('fal-ai/kling-video', { requestId });
      });
    const file = await fetch((data as { readonly video: { readonly url: string } }).video.url);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect(bench.vendor.charges()).toMatchObject([{ job: requestId, chargedMicros: 336_000 }]);
  });

  test('hears why a request is wrong, and which field it is', async () => {
    const client = clientOf(await openBench());
    const wrong = client.queue.submit('fal-ai/kling-video/v3/pro/text-to-video', {
      input: { prompt: 'x', duration: '99' as never },
    });
    await expect(wrong).rejects.toMatchObject({ status: 422, body: { detail: [{ loc: ['body', 'duration'] }] } });
  });

  test('pays four times for one submission when the connection breaks: what our own transport is for', async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'reset_after', times: 9 });
    const paid = clientOf(bench).queue.submit('fal-ai/kling-video/v3/pro/text-to-video', { input: { prompt: 'x' } });
    await expect(paid).rejects.toThrow('fetch failed');
    expect(bench.vendor.charges()).toHaveLength(4);
  }, 30_000);
});

describe('our adapter', () => {
  test('sends what the client sends by itself, field by field and header by header', async () => {
    const bench = await openBench();
    await bench.accepted(bench.body(started({ seed: 5, avoid: 'text' })));
    const ours = (await bench.vendor.asked()).filter(({ path }) => path.startsWith('/queue.fal.run/'));
    expect(ours).toHaveLength(1);
    expect(ours[0]).toMatchObject({
      method: 'POST',
      path: '/queue.fal.run/fal-ai/kling-video/v3/pro/image-to-video',
      query: '',
      json: {
        prompt: 'Mara waits.',
        negative_prompt: 'text',
        start_image_url: expect.stringMatching(/\/files\/[\w-]+\.png$/u),
        duration: '3',
        generate_audio: false,
      },
      headers: {
        authorization: `Key ${KEY}`,
        'content-type': 'application/json',
        'user-agent': '@fal-ai/client/1.10.1',
        'x-fal-no-retry': '1',
        'x-fal-queue-priority': 'normal',
        'x-fal-request-timeout': '1200',
      },
    });
  });

  test('brings in the file that was made, at the length that was asked for', async () => {
    const bench = await openBench();
    const operation = await bench.accepted();
    expect(await bench.settled(operation)).toEqual({ status: 'done', costMicros: null });
    const file = join(bench.folder, 'take.mp4');
    expect(await bench.fal.download(operation, file, bench.context)).toEqual({
      status: 'stored',
      mediaType: 'video/mp4',
    });
    expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
    expect(bench.vendor.charges()).toMatchObject([{ chargedMicros: 336_000 }]);
  });
});
