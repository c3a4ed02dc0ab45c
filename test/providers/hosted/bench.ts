import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { ApiKey } from '../../../src/base/api-key.ts';
import { createLeapingClock } from '../../support/leaping-clock.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import type { GenerationRequest } from '../../../src/model/generation.ts';
import { toId, type AttemptId } from '../../../src/model/ids.ts';
import type { PollOutcome, Provider, SubmitOutcome } from '../../../src/providers/contract.ts';
import { createGemini } from '../../../src/providers/gemini/gemini.ts';
import { readRegistry } from '../../../src/providers/registry.ts';
import { createReplicate } from '../../../src/providers/replicate/replicate.ts';
import { createRunway } from '../../../src/providers/runway/runway.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startVendor, type StartedVendor } from '../../support/vendors/start-vendor.ts';
import { modelOf, PNG, SHORT, started } from '../fal/bench.ts';

export type HostedName = 'replicate' | 'runway' | 'gemini';
export const KEY = 'secret-key-4711-0815';

/** What differs between the vendors, as their tests need it. */
export const VENDORS = {
  replicate: {
    create: createReplicate,
    keyName: 'REPLICATE_API_TOKEN',
    model: 'replicate:veo-3.1',
    lengthMs: 4_000,
    /** The one submission among all that was asked. */
    submission: /\/predictions$/u,
    chargedMicros: 800_000,
  },
  runway: {
    create: createRunway,
    keyName: 'RUNWAYML_API_SECRET',
    model: 'runway:gen4.5',
    lengthMs: 3_000,
    submission: /\/image_to_video$/u,
    chargedMicros: 360_000,
  },
  gemini: {
    create: createGemini,
    keyName: 'GEMINI_API_KEY',
    model: 'gemini:omni-1.2-flash',
    lengthMs: 3_000,
    submission: /\/interactions$/u,
    chargedMicros: 210_000,
  },
} as const;

/** An adapter of ours, and its vendor's server as a process of its own. */
export type Bench = {
  readonly vendor: StartedVendor;
  readonly provider: Provider;
  readonly folder: string;
  readonly context: typeof CALL & { readonly blobPath: () => string };
  readonly body: (request?: GenerationRequest, name?: string, lengthMs?: number) => JsonObject;
  readonly ready: (body?: JsonObject) => Promise<JsonObject>;
  readonly send: (body?: JsonObject) => Promise<SubmitOutcome>;
  readonly accepted: (body?: JsonObject) => Promise<JsonObject>;
  readonly settled: (operation: JsonObject) => Promise<PollOutcome>;
  readonly submissions: () => Promise<readonly { readonly json: unknown; readonly headers: object }[]>;
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

const running = new Map<HostedName, Promise<StartedVendor>>();
afterAll(async () => {
  for (const one of running.values()) await (await one)[Symbol.asyncDispose]();
});

export async function openBench(name: HostedName): Promise<Bench> {
  const { create, keyName, model, lengthMs, submission } = VENDORS[name];
  const folder = await temporaryFolder();
  const server = running.get(name) ?? startVendor(name, '');
  running.set(name, server);
  const vendor = await (await server).begin(join(folder, 'charges.jsonl'));
  const picture = join(folder, 'picture');
  await writeFile(picture, PNG);
  const provider = create({
    account: { key: new ApiKey(keyName, KEY), url: new URL(vendor.url) },
    models: readRegistry(),
    clock: createLeapingClock(),
    limits: SHORT,
  });
  const context = { ...CALL, blobPath: () => picture };
  const body: Bench['body'] = (request = started(), text = model, ms = lengthMs) => {
    const prepared = provider.prepare(request, modelOf(text), { lengthMs: ms });
    if (!prepared.ok) throw new Error(prepared.failure.message);
    return prepared.body;
  };
  const ready: Bench['ready'] = async (sent = body()) => {
    const uploaded = await provider.upload?.(sent, context);
    if (uploaded?.status !== 'ready') throw new Error(JSON.stringify(uploaded));
    return uploaded.body;
  };
  const send: Bench['send'] = async (sent = body()) => provider.submit(await ready(sent), context);
  return {
    vendor,
    provider,
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
        const answer = await provider.poll(operation, context).catch(() => null);
        if (answer !== null && answer.status !== 'pending') return answer;
      }
      throw new Error('it never ends');
    },
    submissions: async () =>
      (await vendor.asked()).filter(({ method, path }) => method === 'POST' && submission.test(path)),
  };
}
