import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createLeapingClock } from '../../support/leaping-clock.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import type { GenerationRequest } from '../../../src/model/generation.ts';
import { toId, type AttemptId } from '../../../src/model/ids.ts';
import { createComfyui } from '../../../src/providers/comfyui/comfyui.ts';
import type { Workflow } from '../../../src/providers/comfyui/workflow.ts';
import type { PollOutcome, Provider, SubmitOutcome } from '../../../src/providers/contract.ts';
import { readRegistry } from '../../../src/providers/registry.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startVendor, type StartedVendor } from '../../support/vendors/start-vendor.ts';
import { modelOf, PNG, SHORT, started } from '../fal/bench.ts';

export const WAN = 'comfyui:wan2.2-first-last';

/** Our adapter, and a ComfyUI as a process of its own. */
export type Bench = {
  readonly vendor: StartedVendor;
  readonly comfyui: Provider;
  readonly folder: string;
  readonly context: typeof CALL & { readonly blobPath: () => string };
  readonly body: (request?: GenerationRequest, name?: string, lengthMs?: number) => JsonObject;
  readonly ready: (body?: JsonObject) => Promise<JsonObject>;
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

let running: Promise<StartedVendor> | null = null;
let attempts = 0;
afterAll(async () => (await running)?.[Symbol.asyncDispose]());

export async function openBench(workflows: ReadonlyMap<string, Workflow> = new Map()): Promise<Bench> {
  running ??= startVendor('comfyui', '');
  const folder = await temporaryFolder();
  const vendor = await (await running).begin(join(folder, 'charges.jsonl'));
  const picture = join(folder, 'picture');
  await writeFile(picture, PNG);
  const account = { key: null, url: new URL(vendor.url) };
  const comfyui = createComfyui({
    account,
    models: readRegistry(),
    workflows,
    clock: createLeapingClock(),
    limits: SHORT,
  });
  attempts += 1;
  const context = { ...CALL, attempt: toId<AttemptId>(`a_${attempts}`), blobPath: () => picture };
  const body: Bench['body'] = (request = started(), name = WAN, lengthMs = 1_000) => {
    const prepared = comfyui.prepare(request, modelOf(name), { lengthMs });
    if (!prepared.ok) throw new Error(prepared.failure.message);
    return prepared.body;
  };
  const ready: Bench['ready'] = async (sent = body()) => {
    const uploaded = await comfyui.upload?.(sent, context);
    if (uploaded?.status !== 'ready') throw new Error(JSON.stringify(uploaded));
    return uploaded.body;
  };
  const send: Bench['send'] = async (sent) => comfyui.submit(await ready(sent), context);
  return {
    vendor,
    comfyui,
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
        const answer = await comfyui.poll(operation, context).catch(() => null);
        if (answer !== null && answer.status !== 'pending') return answer;
      }
      throw new Error('it never ends');
    },
  };
}
