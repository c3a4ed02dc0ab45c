import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { ApiKey } from '../../../src/base/api-key.ts';
import { createLeapingClock } from '../../support/leaping-clock.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import type { VideoRequest } from '../../../src/model/generation.ts';
import { toId, type AttemptId } from '../../../src/model/ids.ts';
import type { ModelFacts } from '../../../src/model/model-facts.ts';
import { readRegistry } from '../../../src/providers/registry.ts';
import { videosApiSettingsSchema, type VideosApiSettings } from '../../../src/providers/videos-api/body.ts';
import { createVideosApi } from '../../../src/providers/videos-api/videos-api.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startVendor, type StartedVendor } from '../../support/vendors/start-vendor.ts';
import { modelOf, PNG, SHORT, started } from '../fal/bench.ts';

export const KEY = 'sk-4711-0815';
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
afterAll(async () => (await running)?.[Symbol.asyncDispose]());

type Setup = {
  readonly dialect?: VideosApiSettings['dialect'];
  readonly isFree?: boolean;
  readonly sizes?: readonly string[];
  readonly modes?: ModelFacts['modes'];
  readonly secret?: ApiKey | null;
  readonly model?: string;
  readonly price?: ModelFacts['price'];
  readonly audio?: boolean;
};

export async function openBench({
  dialect = 'openai',
  isFree = false,
  sizes = ['any'],
  modes = ['text', 'image'],
  secret = null,
  model = 'Wan-AI/Wan2.2',
  price = isFree ? { kind: 'free' } : { kind: 'per_second', micros: 50_000, soundMicros: null },
  audio = dialect === 'openrouter',
}: Setup = {}) {
  running ??= startVendor('videos-api', '');
  const folder = await temporaryFolder();
  const vendor = await (await running).begin(join(folder, 'charges.jsonl'));
  const picture = join(folder, 'picture');
  await writeFile(picture, PNG);
  const [like] = readRegistry();
  if (like === undefined) throw new Error('no registry');
  const facts: ModelFacts = {
    ...like,
    id: 'videos-api:wan',
    provider: 'videos-api',
    modes,
    audio,
    sizes,
    price,
  };
  const settings = videosApiSettingsSchema.parse({ dialect, model });
  const provider = createVideosApi({
    server: {
      id: 'videos-api',
      key: new ApiKey('VIDEOS_API_KEY', KEY),
      url: new URL(`${vendor.url}/v1`),
      urlName: 'LONGTAKE_VIDEOS_API_URL',
      keyName: 'VIDEOS_API_KEY',
      needsKey: false,
    },
    webhookSecret: secret,
    models: [facts],
    settings: new Map([['videos-api:wan', settings]]),
    clock: createLeapingClock(),
    limits: SHORT,
  });
  const context = { ...CALL, blobPath: () => picture };
  const body = (request: VideoRequest = started(), lengthMs = 2_000): JsonObject => {
    const prepared = provider.prepare(request, modelOf('videos-api:wan'), { lengthMs });
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
      const answer = await provider.poll(operation, context).catch(() => null);
      if (answer !== null && answer.status !== 'pending') return answer;
    }
    throw new Error('it never ends');
  };
  const posts = async () => (await vendor.asked()).filter(({ method }) => method === 'POST');
  return { vendor, provider, folder, context, body, accepted, settled, posts };
}
