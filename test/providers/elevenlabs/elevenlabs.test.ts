import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js';
import { afterAll, describe, expect, test } from 'vitest';
import { ApiKey } from '../../../src/base/api-key.ts';
import { systemClock } from '../../../src/base/clock.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { toId, type BlobSha } from '../../../src/model/ids.ts';
import { createElevenlabs } from '../../../src/providers/elevenlabs/elevenlabs.ts';
import { toVoice } from '../../../src/providers/elevenlabs/voices.ts';
import { readRegistry } from '../../../src/providers/registry.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startVendor, type StartedVendor } from '../../support/vendors/start-vendor.ts';
import { context as CALL, musicRequest, voiceRequest } from '../animatic/setup.ts';
import { modelOf, sent, SHORT } from '../fal/bench.ts';

const KEY = 'secret-key-4711-0815';
const SPEECH = 'elevenlabs:multilingual-v2';
const MUSIC = 'elevenlabs:music';
const EFFECTS = 'elevenlabs:sound-effects';

let running: Promise<StartedVendor> | null = null;
afterAll(async () => (await running)?.[Symbol.asyncDispose]());

async function openBench() {
  const folder = await temporaryFolder();
  running ??= startVendor('elevenlabs', '');
  const vendor = await (await running).begin(join(folder, 'charges.jsonl'));
  const provider = createElevenlabs({
    account: { key: new ApiKey('ELEVENLABS_API_KEY', KEY), url: new URL(vendor.url) },
    models: readRegistry(),
    clock: systemClock,
    // The sound is made before the first byte comes.
    limits: { ...SHORT, silenceMs: 2_500, totalMs: 6_000 },
  });
  const context = {
    ...CALL,
    blobPath: (sha: string): string => join(folder, sha),
    keep: async (bytes: Uint8Array): Promise<BlobSha> => {
      const sha = createHash('sha256').update(bytes).digest('hex');
      await writeFile(join(folder, sha), bytes);
      return toId<BlobSha>(sha);
    },
  };
  const ready = async (request: Parameters<typeof provider.prepare>[0], model: string): Promise<JsonObject> => {
    const prepared = provider.prepare(request, modelOf(model), { lengthMs: 0 });
    if (!prepared.ok) throw new Error(prepared.failure.message);
    const uploaded = await provider.upload?.(prepared.body, context);
    if (uploaded?.status !== 'ready') throw new Error(JSON.stringify(uploaded));
    return uploaded.body;
  };
  const fetched = async (operation: JsonObject): Promise<string> => {
    expect(await provider.poll(operation, context)).toEqual({ status: 'done', costMicros: null });
    const file = join(folder, 'sound.mp3');
    expect(await provider.download(operation, file, context)).toEqual({ status: 'stored', mediaType: 'audio/mpeg' });
    return (await readFile(file)).toString('base64');
  };
  const client = new ElevenLabsClient({ apiKey: KEY, baseUrl: `${vendor.url}/api.elevenlabs.io` });
  return { vendor, provider, folder, context, ready, fetched, client };
}

describe('the server is taken for ElevenLabs by ElevenLabs’ own client, which', () => {
  const VOICE = 'Xb7hH8MSUJpSbSDYk0k2';
  const OUTPUT = { outputFormat: 'mp3_44100_128' } as const;
  const inputOf = (asked: readonly { readonly method: string; readonly json: unknown }[]): unknown =>
    asked.findLast(({ method }) => method === 'POST')?.json;

  test('is spoken to, word by word, and finds it in the history', async () => {
    const { client, vendor, provider, context, ready } = await openBench();
    const answer = await client.textToSpeech.convertWithTimestamps(VOICE, {
      ...OUTPUT,
      text: 'One more.',
      modelId: 'eleven_multilingual_v2',
      seed: 7,
    });
    expect(answer.alignment?.characters.join('')).toBe('One more.');
    expect(Buffer.from(answer.audioBase64, 'base64').length).toBeGreaterThan(100);
    const theirs = inputOf(await vendor.asked());
    const { history } = await client.history.list({ voiceId: VOICE });
    const item = { text: 'One more.', voiceId: VOICE, modelId: 'eleven_multilingual_v2' };
    expect(history).toMatchObject([item]);
    expect(await client.history.get(history?.[0]?.historyItemId ?? '')).toMatchObject(item);
    await provider.submit(await ready(voiceRequest({ words: 'One more.' }), SPEECH), context);
    expect(inputOf(await vendor.asked())).toEqual(theirs);
  });

  test.each([
    [
      'is played to',
      (client: ElevenLabsClient) =>
        client.music.compose({
          ...OUTPUT,
          prompt: 'slow cello',
          musicLengthMs: 4_000,
          modelId: 'music_v1',
          forceInstrumental: true,
        }),
      MUSIC,
      musicRequest({ prompt: 'slow cello', lengthMs: 4_000 }),
    ],
    [
      'hears the wind',
      (client: ElevenLabsClient) =>
        client.textToSoundEffects.convert({
          ...OUTPUT,
          text: 'wind',
          durationSeconds: 4,
          loop: true,
          modelId: 'eleven_text_to_sound_v2',
        }),
      EFFECTS,
      musicRequest({ role: 'ambience', prompt: 'wind', lengthMs: 4_000 }),
    ],
  ] as const)('%s, and asks for it as we do', async (_name, ask, model, request) => {
    const { client, vendor, provider, context, ready } = await openBench();
    expect((await new Response(await ask(client)).arrayBuffer()).byteLength).toBeGreaterThan(100);
    const theirs = inputOf(await vendor.asked());
    const body = await ready(request, model);
    expect(await provider.submit(body, context)).toMatchObject({ status: 'accepted' });
    expect(inputOf(await vendor.asked())).toEqual(theirs);
  });

  test('is refused by it as by them', async () => {
    const { client, vendor } = await openBench();
    await vendor.faults({ fault: 'no_credit' });
    const asked = client.music.compose({ prompt: 'slow cello', musicLengthMs: 4_000 }, { maxRetries: 0 });
    await expect(asked).rejects.toMatchObject({ statusCode: 401, body: { detail: { status: 'quota_exceeded' } } });
  });
});

describe('speech', () => {
  test('is asked for as ElevenLabs wants it, and kept with the time of every word', async () => {
    const { vendor, provider, context, ready, fetched } = await openBench();
    const answer = await provider.submit(await ready(voiceRequest({ words: 'One more.' }), SPEECH), context);
    expect(answer).toMatchObject({
      status: 'accepted',
      operation: {
        kind: 'kept',
        mediaType: 'audio/mpeg',
        words: [
          { text: 'One', fromMs: 0, toMs: 200 },
          { text: 'more.', fromMs: 267, toMs: 600 },
        ],
      },
    });
    const asked = (await vendor.asked()).filter(({ method }) => method === 'POST');
    expect(asked).toMatchObject([
      {
        path: expect.stringMatching(/^\/api\.elevenlabs\.io\/v1\/text-to-speech\/[A-Za-z0-9]{20}\/with-timestamps$/u),
        query: 'output_format=mp3_44100_128',
        headers: { 'xi-api-key': KEY, 'content-type': 'application/json' },
        json: { text: 'One more.', model_id: 'eleven_multilingual_v2', seed: 7 },
      },
    ]);
    if (answer.status === 'accepted') expect((await fetched(answer.operation)).length).toBeGreaterThan(100);
  });

  test.each([
    ['rate_limited', { status: 'rejected', failure: { class: 'rate_limited', billed: 'no' } }, 0],
    ['no_credit', { status: 'rejected', failure: { class: 'quota', billed: 'no' } }, 0],
    ['unauthorized', { status: 'rejected', failure: { class: 'unauthorized' } }, 0],
    ['moderated', { status: 'rejected', failure: { class: 'moderation', suspect: 'the prompt', billed: 'no' } }, 0],
    [
      'no_voice',
      {
        status: 'rejected',
        failure: { class: 'invalid_request', billed: 'no', advice: expect.stringContaining('another `voice:`') },
      },
      0,
    ],
    ['error_before', { status: 'ambiguous' }, 0],
    ['error_after', { status: 'ambiguous' }, 1],
    ['reset_after', { status: 'ambiguous' }, 1],
    ['hang', { status: 'ambiguous' }, 1],
    ['truncated', { status: 'ambiguous' }, 1],
    ['html', { status: 'ambiguous', message: 'ElevenLabs took it and sent no sound' }, 1],
  ] as const)('that meets %s leaves once, and is told for what it is', async (fault, told, charges) => {
    const { vendor, provider, context, ready } = await openBench();
    const body = await ready(voiceRequest(), SPEECH);
    await vendor.faults({ fault, times: 9 });
    expect(await provider.submit(body, context)).toMatchObject(told);
    expect((await vendor.asked()).filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(vendor.charges()).toHaveLength(charges);
  });

  test('without an answer is found in the history, and comes in from there', async () => {
    const { vendor, provider, context, ready, fetched } = await openBench();
    const body = await ready(voiceRequest({ words: 'A line of its own.' }), SPEECH);
    await vendor.faults({ fault: 'reset_after' });
    await provider.submit(body, context);
    const found = await provider.reconcile(sent(body), context);
    if (found.status !== 'found') throw new Error(JSON.stringify(found));
    expect(vendor.charges()).toMatchObject([{ job: found.operation['item'] }]);
    expect((await fetched(found.operation)).length).toBeGreaterThan(100);
    expect(await provider.hasJob?.(found.operation, context)).toBe(true);
    expect(await provider.hasJob?.({ kind: 'history', item: 'nobodys_item' }, context)).toBe(false);
    expect(await provider.hasJob?.(found.operation, { ...context, body })).toBe(true);
    const other = await ready(voiceRequest({ words: 'Another line.' }), SPEECH);
    expect(await provider.hasJob?.(found.operation, { ...context, body: other })).toBe(false);
  });

  test('that is in no history is unknown, never absent', async () => {
    const { vendor, provider, context, ready } = await openBench();
    const body = await ready(voiceRequest({ words: 'Nobody keeps this.' }), SPEECH);
    await vendor.faults({ fault: 'no_history' });
    await provider.submit(body, context);
    expect(await provider.reconcile(sent(body), context)).toMatchObject({ status: 'pending' });
    await vendor.clock(4 * 60_000);
    expect(await provider.reconcile(sent(body), context)).toMatchObject({ status: 'unknown' });
  });

  test('does not bring the key into a message that repeats it', async () => {
    const { vendor, provider, context, ready } = await openBench();
    const body = await ready(voiceRequest(), SPEECH);
    await vendor.faults({ fault: 'leaky' });
    const answer = JSON.stringify(await provider.submit(body, context));
    expect([answer.includes('[ELEVENLABS_API_KEY]'), answer.includes(KEY)]).toEqual([true, false]);
  });

  test.each([
    ['low-calm-female', 'Alice'],
    ['gravel-male', 'Callum'],
    ['bright-boy', 'Liam'],
    ['dry-old-female', 'Lily'],
  ])('by %s is spoken by %s', (words, name) => {
    expect(toVoice(words)?.name).toBe(name);
  });

  test('by a voice that nobody can tell is refused before it costs anything', async () => {
    const { provider } = await openBench();
    const request = voiceRequest({ voice: 'xyzzy' });
    expect(provider.prepare(request, modelOf(SPEECH), { lengthMs: 0 })).toMatchObject({ ok: false });
  });
});

describe('a sound effect', () => {
  test('is asked for as long as a place sounds, and no longer than they make', async () => {
    const { provider } = await openBench();
    const request = musicRequest({ role: 'ambience', prompt: 'wind', lengthMs: 90_000 });
    expect(provider.prepare(request, modelOf(EFFECTS), { lengthMs: 30_000 })).toMatchObject({
      ok: true,
      body: { path: 'sound-generation', input: { text: 'wind', duration_seconds: 30, loop: true } },
    });
  });

  test('is no music', async () => {
    const { provider } = await openBench();
    expect(provider.prepare(musicRequest(), modelOf(EFFECTS), { lengthMs: 0 })).toMatchObject({
      ok: false,
      failure: { message: 'elevenlabs:sound-effects plays no music.' },
    });
  });

  test('without an answer is unknown: no list has it', async () => {
    const { vendor, provider, context, ready } = await openBench();
    const body = await ready(musicRequest({ role: 'ambience', lengthMs: 4_000 }), EFFECTS);
    await vendor.faults({ fault: 'reset_after' });
    expect(await provider.submit(body, context)).toMatchObject({ status: 'ambiguous' });
    expect(await provider.reconcile(sent(body), context)).toMatchObject({ status: 'unknown' });
    expect(vendor.charges()).toHaveLength(1);
  });
});

test('music without an answer is unknown: no list has it', async () => {
  const { vendor, provider, context, ready } = await openBench();
  const body = await ready(musicRequest({ lengthMs: 4_000 }), MUSIC);
  await vendor.faults({ fault: 'reset_after' });
  await provider.submit(body, context);
  expect(await provider.reconcile(sent(body), context)).toMatchObject({ status: 'unknown' });
  expect(provider.hasNamedJob?.(body), 'no history lists it').toBe(false);
  expect(vendor.charges()).toMatchObject([{ chargedMicros: 40_000 }]);
});

test('a submission without an answer is thought to be at work no longer than an answer is waited for', async () => {
  const { provider } = await openBench();
  expect(provider.maxRunMs).toBe(6_000);
});
