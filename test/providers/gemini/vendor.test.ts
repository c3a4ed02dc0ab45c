import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GoogleGenAI } from '@google/genai';
import { describe, expect, test } from 'vitest';
import { OMNI_MODELS } from '../../../src/providers/gemini/models.ts';
import { readRegistry } from '../../../src/providers/registry.ts';
import { modelOf, PNG, sent, SHA, started } from '../fal/bench.ts';
import { KEY, openBench, type Bench } from '../hosted/bench.ts';

const MODEL = 'gemini:omni-1.2-flash';

/** The vendor's own client, as it is, on our server. */
function clientOf({ vendor }: Bench): GoogleGenAI {
  const baseUrl = `${vendor.url}/generativelanguage.googleapis.com`;
  return new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl } });
}

const ASKED = {
  model: 'gemini-omni-1.2-flash',
  background: true,
  store: true,
  response_format: { type: 'video', delivery: 'uri', resolution: '720p', aspect_ratio: '16:9', duration: '3s' },
} as const;

describe('the server is taken for Gemini by Google’s own client, which', () => {
  test('uploads, submits, waits for an interaction and gets its file', async () => {
    const bench = await openBench('gemini');
    const client = clientOf(bench);
    const file = await client.files.upload({ file: new Blob([new Uint8Array(PNG)], { type: 'image/png' }) });
    expect(file).toMatchObject({ state: 'ACTIVE', mimeType: 'image/png' });
    const { id, status } = await client.interactions.create({
      ...ASKED,
      input: [
        { type: 'image', uri: file.uri },
        { type: 'text', text: '<FIRST_FRAME> A cat.' },
      ],
    });
    expect(status).toBe('in_progress');
    let interaction = await client.interactions.get(id);
    while (interaction.status !== 'completed') interaction = await client.interactions.get(id);
    const { uri = '' } = interaction.output_video ?? {};
    expect(await client.files.get({ name: `files/${id.slice(3)}` })).toMatchObject({ state: 'ACTIVE' });
    const destination = join(bench.folder, 'cat.mp4');
    await client.files.download({ file: uri, downloadPath: destination });
    await expect
      .poll(async () => (await readFile(destination).catch(() => Buffer.alloc(8))).subarray(4, 8).toString())
      .toBe('ftyp');
    expect(bench.vendor.charges()).toMatchObject([{ job: id, chargedMicros: 210_000 }]);
  });

  test('cancels what is under way', async () => {
    const bench = await openBench('gemini');
    await bench.vendor.faults({ fault: 'stuck' });
    const client = clientOf(bench);
    const { id } = await client.interactions.create({ ...ASKED, input: 'A cat.' });
    expect(await client.interactions.cancel(id)).toMatchObject({ id, status: 'cancelled' });
  });

  test('hears why a request is wrong, and which field it is', async () => {
    const client = clientOf(await openBench('gemini'));
    const wrong = client.interactions.create({
      ...ASKED,
      input: 'A cat.',
      response_format: { ...ASKED.response_format, duration: '30s' },
    });
    await expect(wrong).rejects.toMatchObject({ status: 400, message: expect.stringContaining('duration') });
  });

  test('pays five times for one submission when the connection breaks: what our own transport is for', async () => {
    const bench = await openBench('gemini');
    await bench.vendor.faults({ fault: 'reset_after', times: 9 });
    const paid = clientOf(bench).interactions.create({ ...ASKED, input: 'A cat.' });
    await expect(paid).rejects.toThrow('fetch failed');
    expect(bench.vendor.charges()).toHaveLength(5);
  }, 30_000);
});

type Asked = { readonly input: readonly { readonly text?: string }[]; readonly generation_config?: object };

describe('our adapter', () => {
  test('sends what the client sends by itself, field by field and header by header', async () => {
    const bench = await openBench('gemini');
    const { files } = clientOf(bench);
    await files.upload({ file: new Blob([new Uint8Array(PNG)], { type: 'image/png' }) });
    await bench.accepted();
    const asked = await bench.vendor.asked();
    const [theirs, ours] = asked.filter(({ path, query }) => path.includes('/upload/') && query === '');
    expect(ours).toMatchObject({
      path: theirs?.path,
      json: { file: { mimeType: 'image/png' } },
      headers: {
        'x-goog-upload-protocol': theirs?.headers['x-goog-upload-protocol'],
        'x-goog-upload-command': theirs?.headers['x-goog-upload-command'],
        'x-goog-upload-header-content-length': theirs?.headers['x-goog-upload-header-content-length'],
        'x-goog-upload-header-content-type': theirs?.headers['x-goog-upload-header-content-type'],
      },
    });
    const [theirFile, ourFile] = asked.filter(({ query }) => query.startsWith('upload_id='));
    expect(ourFile?.headers).toMatchObject({
      'x-goog-upload-command': theirFile?.headers['x-goog-upload-command'],
      'x-goog-upload-offset': theirFile?.headers['x-goog-upload-offset'],
    });
    expect(ourFile?.headers['x-goog-api-key']).toBeUndefined();
    const client = clientOf(bench);
    await client.interactions.create({ ...ASKED, input: 'A cat.' });
    const [our, their] = (await bench.submissions()) as readonly [{ path: string; headers: object }, (typeof asked)[0]];
    expect(our).toMatchObject({
      path: their.path,
      json: {
        model: 'gemini-omni-1.2-flash',
        background: true,
        store: true,
        input: [
          {
            type: 'image',
            uri: expect.stringMatching(/^https:\/\/generativelanguage\.googleapis\.com\/v1beta\/files\//u),
          },
          { type: 'text', text: expect.stringMatching(/^\[# Sources <FIRST_FRAME>@Image1\] Mara waits\./u) },
        ],
        response_format: ASKED.response_format,
        generation_config: { video_config: { task: 'image_to_video' } },
      },
      headers: { 'x-goog-api-key': their.headers['x-goog-api-key'], 'content-type': their.headers['content-type'] },
    });
  });

  test('gives the key to Google’s own host and to no other', async () => {
    const bench = await openBench('gemini');
    await bench.vendor.faults({ fault: 'elsewhere' });
    const operation = await bench.accepted();
    await bench.settled(operation);
    const saved = await bench.provider.download(operation, join(bench.folder, 'take.mp4'), bench.context);
    expect(saved).toMatchObject({ status: 'stored' });
    const asked = await bench.vendor.asked();
    const bare = asked.filter(({ headers }) => headers['x-goog-api-key'] === undefined);
    expect(new Set(bare.map(({ path }) => path.split('/')[1]))).toEqual(
      new Set(['elsewhere', 'generativelanguage.googleapis.com']),
    );
    expect(asked.filter(({ query }) => query.includes(KEY))).toEqual([]);
  });

  const end = { sha: SHA, role: 'keyframe' } as const;
  const two = ['mara', 'lamp'].map((of) => ({ of, view: null, sha: SHA }));
  test.each([
    [
      'text',
      started({ mode: 'text', start: null, avoid: 'rain' }),
      'Mara waits. One single continuous shot, without any cut. Avoid: rain.',
      { video_config: { task: 'text_to_video' } },
    ],
    [
      'first and last frame',
      started({ mode: 'first_last', end }),
      '[# Sources <FIRST_FRAME>@Image1 <LAST_FRAME>@Image2] Mara waits. One single continuous shot, without any cut.',
      undefined,
    ],
    [
      'a first frame with references',
      started({ references: two }),
      '[# Sources <FIRST_FRAME>@Image1] [# References <IMAGE_REF_0>@Image2 <IMAGE_REF_1>@Image3] Mara waits. ' +
        'One single continuous shot, without any cut. The reference images show who and what is seen; none of them is a frame.',
      undefined,
    ],
    [
      'references',
      started({ mode: 'text', start: null, references: two }),
      '[# References <IMAGE_REF_0>@Image1 <IMAGE_REF_1>@Image2] Mara waits. One single continuous shot, without any cut. ' +
        'The reference images show who and what is seen; none of them is a frame.',
      { video_config: { task: 'reference_to_video' } },
    ],
    [
      'restyle',
      started({ mode: 'restyle', start: null, video: { sha: SHA } }),
      '[# Sources <VIDEO_0>@Video1] Mara waits.',
      { video_config: { task: 'edit' } },
    ],
  ] as const)('is understood when it asks for %s', async (_what, request, words, config) => {
    const bench = await openBench('gemini');
    const body = bench.body(request, MODEL, 3_000);
    expect(await bench.send(body)).toMatchObject({ status: 'accepted' });
    const [asked] = (await bench.submissions()) as readonly { readonly json: Asked }[];
    expect([asked?.json.input.at(-1)?.text, asked?.json.generation_config]).toEqual([words, config]);
  });

  test('takes six pictures, frames and references together, and says which it leaves out', async () => {
    const { provider } = await openBench('gemini');
    const references = Array.from({ length: 7 }, () => two[0] ?? { of: 'mara', view: null, sha: SHA });
    const request = started({ references });
    expect(provider.prepare(request, modelOf(MODEL), { lengthMs: 3_000 })).toMatchObject({
      ok: true,
      dropped: ['the seed: gemini:omni-1.2-flash takes none', expect.stringContaining('2 reference images')],
    });
  });

  test.each([
    ['eleven seconds between two frames', started({ mode: 'first_last', end }), 11_000, 'within 10 s'],
    ['footage to go on from', started({ mode: 'extend', video: { sha: SHA } }), 5_000, 'is not made for `extend`'],
    ['another price', started({ raw: { gemini: { response_format: {} } } }), 5_000, 'would change what'],
  ] as const)('refuses %s before it costs anything', async (_what, request, lengthMs, says) => {
    const { provider } = await openBench('gemini');
    expect(provider.prepare(request, modelOf(MODEL), { lengthMs })).toMatchObject({
      ok: false,
      failure: { class: 'invalid_request', billed: 'no', message: expect.stringContaining(says) },
    });
  });

  test.each([
    ['bad_key', { class: 'unauthorized', advice: 'Check GEMINI_API_KEY.' }],
    ['quota_by_the_minute', { class: 'rate_limited', retryAfterMs: 34_000 }],
    ['empty_purse', { class: 'quota' }],
    ['refused', { class: 'moderation', suspect: 'the prompt' }],
  ] as const)('tells %s for what it is, whatever the status', async (fault, failure) => {
    const bench = await openBench('gemini');
    await bench.vendor.faults({ fault });
    expect(await bench.send()).toMatchObject({ status: 'rejected', failure: { ...failure, billed: 'no' } });
    expect(bench.vendor.charges()).toEqual([]);
  });

  test('does not ask again for what wants to be gone on with: that could cost once more', async () => {
    const bench = await openBench('gemini');
    await bench.vendor.faults({ fault: 'wants_more' });
    expect(await bench.settled(await bench.accepted())).toMatchObject({
      status: 'failed',
      failure: { class: 'provider_failed', billed: 'yes' },
    });
    expect(await bench.submissions()).toHaveLength(1);
  });

  test.each(['inline', 'processing', 'named', 'told of', 'wordless'])('brings a video in that is %s', async (fault) => {
    const bench = await openBench('gemini');
    await bench.vendor.faults({ fault });
    const operation = await bench.accepted();
    expect(await bench.settled(operation)).toEqual({ status: 'done', costMicros: null });
    const file = join(bench.folder, 'take.mp4');
    expect(await bench.provider.download(operation, file, bench.context)).toEqual({
      status: 'stored',
      mediaType: 'video/mp4',
    });
    expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
  });

  test('says that a lost answer stays unknown, with the way out', async () => {
    const bench = await openBench('gemini');
    const body = await bench.ready();
    expect(await bench.provider.reconcile(sent(body), bench.context)).toMatchObject({ status: 'unknown' });
    expect(bench.provider.toOperation?.('v1_ChdPU0F4YXFhcVpF', sent(body))).toMatchObject({ gives: 'video' });
    expect(bench.provider.toOperation?.('the red one', sent(body))).toBeNull();
  });

  test('knows every model that the registry says is ready', () => {
    const ready = readRegistry().filter(({ provider, ready: isReady }) => provider === 'gemini' && isReady);
    expect(ready.map(({ id }) => id.slice('gemini:'.length)).toSorted()).toEqual(Object.keys(OMNI_MODELS).toSorted());
  });
});
