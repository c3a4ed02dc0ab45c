import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { createLeapingClock } from '../../support/leaping-clock.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { ApiKey } from '../../../src/base/api-key.ts';
import type { GenerationRequest, VideoRequest } from '../../../src/model/generation.ts';
import { toId, type AttemptId } from '../../../src/model/ids.ts';
import type { PollOutcome, Provider, SentAttempt, SubmitOutcome } from '../../../src/providers/contract.ts';
import { createFal } from '../../../src/providers/fal/fal.ts';
import { readRegistry } from '../../../src/providers/registry.ts';
import type { ModelRef } from '../../../src/model/storyboard.ts';
import { videoRequest } from '../animatic/setup.ts';
import { startVendor, type StartedVendor } from '../../support/vendors/start-vendor.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

export const KEY = 'key-id-4711:key-secret-0815';
export const PNG = drawPicture();
export const SHA = 'a'.repeat(64) as never;

/** Our adapter, and the vendor's server as a process of its own. */
export type Bench = {
  readonly vendor: StartedVendor;
  readonly fal: Provider;
  readonly folder: string;
  readonly context: typeof CALL & { readonly blobPath: () => string };
  readonly body: (request?: GenerationRequest, name?: string, lengthMs?: number) => JsonObject;
  readonly ready: (body: JsonObject) => Promise<JsonObject>;
  readonly send: (body?: JsonObject) => Promise<SubmitOutcome>;
  readonly accepted: (body?: JsonObject) => Promise<JsonObject>;
  readonly settled: (operation: JsonObject) => Promise<PollOutcome>;
};

const CALL = {
  signal: new AbortController().signal,
  attempt: toId<AttemptId>('a_1'),
  idempotencyKey: 'a_1',
  mayLeave: () => true,
  onProgress: (): void => {},
  isTaken: (): Promise<boolean> => Promise.resolve(false),
  keep: (): Promise<never> => Promise.reject(new Error('nothing is kept here')),
};

export const SHORT = { connectMs: 1_000, silenceMs: 700, totalMs: 3_000, maxBytes: 1_000_000 };

let running: Promise<StartedVendor> | null = null;

/** One process for all tests of a file. */
function shared(): Promise<StartedVendor> {
  running ??= startVendor('fal', '');
  return running;
}
afterAll(async () => (await running)?.[Symbol.asyncDispose]());

export async function openBench(): Promise<Bench> {
  const folder = await temporaryFolder();
  const vendor = await (await shared()).begin(join(folder, 'charges.jsonl'));
  const picture = join(folder, 'picture');
  await writeFile(picture, PNG);
  const fal = createFal({
    account: { key: new ApiKey('FAL_KEY', KEY), url: new URL(vendor.url) },
    models: readRegistry(),
    clock: createLeapingClock(),
    limits: SHORT,
  });
  const context = { ...CALL, blobPath: () => picture };
  const body: Bench['body'] = (request = started(), name = 'fal:kling-v3-pro', lengthMs = 3_000) => {
    const prepared = fal.prepare(request, modelOf(name), { lengthMs });
    if (!prepared.ok) throw new Error(prepared.failure.message);
    return prepared.body;
  };
  const ready: Bench['ready'] = async (sent) => {
    const uploaded = await fal.upload?.(sent, context);
    if (uploaded?.status !== 'ready') throw new Error(JSON.stringify(uploaded));
    return uploaded.body;
  };
  const send: Bench['send'] = async (sent = body()) => fal.submit(await ready(sent), context);
  return {
    vendor,
    fal,
    folder,
    context,
    body,
    ready,
    send,
    accepted: async (sent) => {
      const answer = await send(sent);
      if (answer.status !== 'accepted') throw new Error(JSON.stringify(answer));
      return answer.operation;
    },
    settled: async (operation) => {
      for (let asked = 0; asked < 50; asked += 1) {
        const answer = await fal.poll(operation, context).catch(() => null);
        if (answer !== null && answer.status !== 'pending') return answer;
      }
      throw new Error('it never ends');
    },
  };
}

export function started(change: Partial<VideoRequest> = {}): VideoRequest {
  return videoRequest({ mode: 'image', start: { sha: SHA, role: 'keyframe' }, prompt: 'Mara waits.', ...change });
}

export function sent(body: JsonObject): SentAttempt {
  return { id: toId<AttemptId>('a_1'), body, intentMs: systemClock.nowMs(), leadMs: 0 };
}

export function modelOf(text: string): ModelRef {
  const [provider = '', model = null] = text.split(':');
  return { text, provider, model, options: {} };
}

function drawPicture(): Buffer {
  const canvas = createCanvas(160, 90);
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#336699';
  pen.fillRect(0, 0, 160, 90);
  pen.fillStyle = '#ffcc33';
  pen.fillRect(20, 10, 60, 50);
  return canvas.toBuffer('image/png');
}
