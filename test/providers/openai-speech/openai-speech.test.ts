import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, describe, expect, test } from 'vitest';
import { ApiKey } from '../../../src/base/api-key.ts';
import { systemClock } from '../../../src/base/clock.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { toId, type BlobSha } from '../../../src/model/ids.ts';
import { createOpenaiSpeech } from '../../../src/providers/openai-speech/openai-speech.ts';
import { toSpeaker } from '../../../src/providers/openai-speech/voices.ts';
import { readRegistry } from '../../../src/providers/registry.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startVendor, type StartedVendor } from '../../support/vendors/start-vendor.ts';
import { context as CALL, voiceRequest } from '../animatic/setup.ts';
import { modelOf, sent, SHORT } from '../fal/bench.ts';

const KEY = 'secret-key-4711-0815';
const MODEL = 'openai:gpt-4o-mini-tts';

let running: Promise<StartedVendor> | null = null;
afterAll(async () => (await running)?.[Symbol.asyncDispose]());

async function openBench() {
  const folder = await temporaryFolder();
  running ??= startVendor('openai-speech', '');
  const vendor = await (await running).begin(join(folder, 'charges.jsonl'));
  const provider = createOpenaiSpeech({
    account: { key: new ApiKey('OPENAI_API_KEY', KEY), url: new URL(vendor.url) },
    models: readRegistry(),
    clock: systemClock,
    limits: SHORT,
  });
  const context = {
    ...CALL,
    mayLeave: (): boolean => true,
    blobPath: (sha: string): string => join(folder, sha),
    keep: async (bytes: Uint8Array): Promise<BlobSha> => {
      const sha = createHash('sha256').update(bytes).digest('hex');
      await writeFile(join(folder, sha), bytes);
      return toId<BlobSha>(sha);
    },
  };
  const body = (change: Parameters<typeof voiceRequest>[0] = {}, model = MODEL): JsonObject => {
    const prepared = provider.prepare(voiceRequest(change), modelOf(model), { lengthMs: 0 });
    if (!prepared.ok) throw new Error(prepared.failure.message);
    return prepared.body;
  };
  const client = new OpenAI({ apiKey: KEY, baseURL: `${vendor.url}/api.openai.com/v1`, logLevel: 'off' });
  return { vendor, provider, folder, context, body, client };
}

describe('the server is taken for OpenAI by OpenAI’s own client, which', () => {
  const asked = { model: 'gpt-4o-mini-tts', voice: 'nova', input: 'One more.', instructions: 'whispering' } as const;

  test('is spoken to', async () => {
    const { client, vendor } = await openBench();
    const answer = await client.audio.speech.create(asked);
    expect([answer.headers.get('content-type'), (await answer.arrayBuffer()).byteLength > 100]).toEqual([
      'audio/mpeg',
      true,
    ]);
    expect(vendor.charges()).toMatchObject([{ chargedMicros: 144 }]);
  });

  test('hears which field is wrong', async () => {
    const { client } = await openBench();
    await expect(client.audio.speech.create({ ...asked, model: 'tts-1' })).rejects.toMatchObject({
      status: 400,
      code: 'unsupported_parameter',
    });
  });

  test('pays three times for one line when the connection breaks: what our own transport is for', async () => {
    const { client, vendor } = await openBench();
    await vendor.faults({ fault: 'reset_after', times: 9 });
    await expect(client.audio.speech.create(asked)).rejects.toThrow('Connection error');
    expect(vendor.charges()).toHaveLength(3);
  }, 30_000);
});

describe('a line', () => {
  test('is asked for as the client asks, field by field, and kept by its hash', async () => {
    const { vendor, provider, context, body, client, folder } = await openBench();
    const answer = await provider.submit(body({ words: 'One more.', voice: 'nova', notes: 'whispering' }), context);
    if (answer.status !== 'accepted') throw new Error(JSON.stringify(answer));
    await client.audio.speech.create({
      model: 'gpt-4o-mini-tts',
      input: 'One more.',
      voice: 'nova',
      response_format: 'mp3',
      instructions: 'whispering',
    });
    const [ours, theirs] = await vendor.asked();
    expect(ours).toMatchObject({
      method: 'POST',
      path: theirs?.path,
      json: theirs?.json,
      headers: {
        authorization: theirs?.headers['authorization'],
        'content-type': theirs?.headers['content-type'],
        accept: theirs?.headers['accept'],
      },
    });
    expect(await provider.poll(answer.operation, context)).toEqual({ status: 'done', costMicros: null });
    const file = join(folder, 'line.mp3');
    expect(await provider.download(answer.operation, file, context)).toEqual({
      status: 'stored',
      mediaType: 'audio/mpeg',
    });
    expect((await readFile(file)).byteLength).toBeGreaterThan(100);
  });

  test.each([
    ['rate_limited', { status: 'rejected', failure: { class: 'rate_limited', billed: 'no' } }, 0],
    ['empty_purse', { status: 'rejected', failure: { class: 'quota', billed: 'no' } }, 0],
    ['unauthorized', { status: 'rejected', failure: { class: 'unauthorized', advice: 'Check OPENAI_API_KEY.' } }, 0],
    ['moderated', { status: 'rejected', failure: { class: 'moderation', suspect: 'the prompt', billed: 'no' } }, 0],
    ['gone', { status: 'rejected', failure: { class: 'model_retired', billed: 'no' } }, 0],
    ['error_before', { status: 'ambiguous' }, 0],
    ['error_after', { status: 'ambiguous' }, 1],
    ['reset_before', { status: 'ambiguous' }, 0],
    ['reset_after', { status: 'ambiguous' }, 1],
    ['hang', { status: 'ambiguous' }, 1],
    ['truncated', { status: 'ambiguous' }, 1],
    ['html', { status: 'ambiguous', message: 'OpenAI took it and sent no sound' }, 1],
  ] as const)('that meets %s leaves once, and is told for what it is', async (fault, told, charges) => {
    const { vendor, provider, context, body } = await openBench();
    await vendor.faults({ fault, times: 9 });
    expect(await provider.submit(body(), context)).toMatchObject(told);
    expect(await vendor.asked()).toHaveLength(1);
    expect(vendor.charges()).toHaveLength(charges);
  });

  test('without an answer is unknown for ever, never absent', async () => {
    const { provider, context, body } = await openBench();
    expect(await provider.reconcile(sent(body()), context)).toMatchObject({ status: 'unknown' });
    expect([provider.submitSafety, 'toOperation' in provider]).toEqual(['none', false]);
  });

  test('does not bring the key into a message that repeats it', async () => {
    const { vendor, provider, context, body } = await openBench();
    await vendor.faults({ fault: 'leaky' });
    const answer = JSON.stringify(await provider.submit(body(), context));
    expect([answer.includes('[OPENAI_API_KEY]'), answer.includes(KEY)]).toEqual([true, false]);
  });

  test.each([
    ['low-calm-female', 'sage'],
    ['gravel-male', 'onyx'],
    ['bright-female', 'coral'],
  ])('by %s is spoken by %s', (words, name) => {
    expect(toSpeaker(words, true)).toEqual({ voice: name, chosen: name });
  });

  test('with notes for a model that takes none says that they are not sent', async () => {
    const { provider } = await openBench();
    const request = voiceRequest({ notes: 'whispering', voice: 'voice_1234' });
    expect(provider.prepare(request, modelOf('openai:tts-1'), { lengthMs: 0 })).toMatchObject({ ok: false });
    expect(provider.prepare({ ...request, voice: 'onyx' }, modelOf('openai:tts-1'), { lengthMs: 0 })).toMatchObject({
      ok: true,
      body: { input: { model: 'tts-1', voice: 'onyx' } },
      dropped: [expect.stringContaining('the seed'), expect.stringContaining('how it is said (whispering)')],
    });
  });

  test.each([
    ['a voice that nobody can tell', { voice: 'xyzzy' }],
    ['more than it speaks at once', { words: 'x'.repeat(4_097) }],
  ])('of %s is refused before it costs anything', async (_what, change) => {
    const { provider } = await openBench();
    expect(provider.prepare(voiceRequest(change), modelOf(MODEL), { lengthMs: 0 })).toMatchObject({ ok: false });
  });
});

test('a submission without an answer is thought to be at work no longer than an answer is waited for', async () => {
  const { provider } = await openBench();
  expect(provider.maxRunMs).toBe(SHORT.totalMs);
});
