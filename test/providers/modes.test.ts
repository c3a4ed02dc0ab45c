import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ApiKey } from '../../src/base/api-key.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { GenerationRequest } from '../../src/model/generation.ts';
import { toId, type BlobSha } from '../../src/model/ids.ts';
import type { ModelFacts } from '../../src/model/model-facts.ts';
import type { Task } from '../../src/model/plan.ts';
import { compilePlan } from '../../src/plan/compile.ts';
import type { Provider } from '../../src/providers/contract.ts';
import { createElevenlabs } from '../../src/providers/elevenlabs/elevenlabs.ts';
import { createFal } from '../../src/providers/fal/fal.ts';
import { API_LIMITS } from '../../src/providers/ask-api.ts';
import { readRegistry } from '../../src/providers/registry.ts';
import { createReplicate } from '../../src/providers/replicate/replicate.ts';
import { createRunway } from '../../src/providers/runway/runway.ts';
import { parseStoryboard } from '../../src/storyboard/parse.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startVendor, type StartedVendor } from '../support/vendors/start-vendor.ts';
import { context as CALL } from './animatic/setup.ts';
import { PNG } from './fal/bench.ts';
import { MODE_ROWS, type ModeRow, type SentFile } from './modes.ts';

const MODELS = readRegistry();
/** Vendors whose servers check what they are sent as the vendors themselves do. */
const VENDORS = {
  fal: createFal,
  replicate: createReplicate,
  runway: createRunway,
  elevenlabs: createElevenlabs,
} as const;
type Vendor = keyof typeof VENDORS;

const paid = ({ ready, price }: ModelFacts): boolean => ready && price.kind !== 'free';
const modelsOf = ({ can }: ModeRow): readonly ModelFacts[] => MODELS.filter((facts) => paid(facts) && can(facts));

describe('each mode of the format', () => {
  test.each(MODE_ROWS.map((row) => [row.key, row] as const))('%s reaches at least two models', (_key, row) => {
    expect(modelsOf(row).map(({ id }) => id).length).toBeGreaterThanOrEqual(2);
  });

  test.each(MODE_ROWS.map((row) => [row.key, row] as const))('%s stands in the docs with its models', (key, row) => {
    const models = modelsOf(row).map(({ id }) => `\`${id}\``);
    expect(readFileSync('docs/providers.md', 'utf8').split('\n')).toContain(`| ${key} | ${models.join(', ')} |`);
  });

  test('is reached by every model that can be shot with: none is left over', () => {
    const reached = new Set(MODE_ROWS.flatMap((row) => modelsOf(row)));
    expect(MODELS.filter((facts) => paid(facts) && !reached.has(facts)).map(({ id }) => id)).toEqual([]);
  });

  test('that is drawn or held here asks no model for anything', () => {
    const plan = planOf(
      `longtake: 1
models: {video: fal:veo3.1, image: fal:nano-banana}
scenes:
  - id: s
    shots:
      - {id: card, card: The End, duration: 2s}
      - {id: still, still: true, start: text, action: Snow., duration: 2s}
      - {id: clip, clip: clip.mp4, duration: 2s}
`,
    );
    expect(plan.tasks.flatMap(({ ladder }) => ladder.map(({ provider }) => provider)).toSorted()).toEqual([
      'animatic',
      'animatic',
      'clip',
    ]);
  });
});

const CASES = MODE_ROWS.flatMap((row) =>
  modelsOf(row).flatMap(({ id, provider }) =>
    isVendor(provider) ? [{ row, id, key: row.key, vendor: provider }] : [],
  ),
);

test.each(CASES)('$key: $id is asked for it, and its vendor takes that as it is', async ({ row, id, vendor }) => {
  const { tasks, problems } = planOf(row.film.replace('MODEL', `"${id}"`));
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const task = tasks.find((one) => one.id === row.task);
  const [choice] = task?.ladder ?? [];
  if (task === undefined || choice === undefined) throw new Error(`${row.task} is not in the plan`);
  expect(choice.model).toBe(id);
  const { provider, context } = await openVendor(vendor);
  const prepared = provider.prepare(requestOf(task), choice.ref, { lengthMs: choice.lengthMs });
  if (!prepared.ok) throw new Error(prepared.failure.message);
  const text = JSON.stringify(prepared.body);
  expect(row.files.filter((file) => !text.includes(FILES[file]))).toEqual([]);
  if (row.says !== undefined) expect(row.says.some((words) => text.includes(words))).toBe(true);
  const uploaded = await provider.upload?.(prepared.body, context);
  if (uploaded?.status !== 'ready') throw new Error(JSON.stringify(uploaded));
  expect(await provider.submit(uploaded.body, context)).toMatchObject({ status: 'accepted' });
});

function planOf(text: string): {
  readonly tasks: readonly Task[];
  readonly problems: readonly { readonly severity: string }[];
} {
  const { storyboard, problems: wrong } = parseStoryboard({ file: 'film.yaml', name: 'film', text });
  if (storyboard === null) throw new Error(JSON.stringify(wrong));
  const asset = (file: string) => ({ file, absolutePath: `/${file}`, sha256: file.padEnd(64, '0'), sizeBytes: 1 });
  const { plan, problems } = compilePlan({
    storyboard,
    assets: ['start.png', 'end.png', 'mara.png', 'clip.mp4'].map(asset),
    models: MODELS,
    preview: false,
    todayIso: '2026-11-30',
  });
  return { tasks: plan.tasks, problems: [...wrong, ...problems] };
}

/** A hash for each file that a request can have, so that it can be told in what is sent. */
const FILES: Readonly<Record<SentFile, BlobSha>> = {
  start: sha('start'),
  end: sha('end'),
  base: sha('base'),
  video: sha('video'),
  audio: sha('audio'),
  reference: sha('reference'),
};

/** The task's request with a file wherever it asks for one. */
function requestOf({ request: template }: Task): GenerationRequest {
  if (template === null) throw new Error('it asks nothing');
  const { request, inputs } = template;
  const has = (as: string): boolean => inputs.some((input) => input.as === as);
  const frame = (as: 'start' | 'end' | 'base') => (has(as) ? ({ sha: FILES[as], role: 'keyframe' } as const) : null);
  const references = inputs.flatMap((input) =>
    input.as === 'reference' ? [{ of: input.of, view: input.view, sha: FILES.reference }] : [],
  );
  switch (request.kind) {
    case 'video': {
      const video = has('video') ? { sha: FILES.video } : null;
      const audio = has('line') ? { sha: FILES.audio, lines: [] } : null;
      return { ...request, start: frame('start'), end: frame('end'), video, audio, references };
    }
    case 'image':
      return { ...request, base: frame('base'), references };
    case 'voice':
    case 'music':
      return request;
  }
}

const running = new Map<Vendor, Promise<StartedVendor>>();
afterAll(async () => {
  for (const one of running.values()) await (await one)[Symbol.asyncDispose]();
});

async function openVendor(
  name: Vendor,
): Promise<{ readonly provider: Provider; readonly context: Parameters<Provider['submit']>[1] }> {
  const folder = await temporaryFolder();
  const file = join(folder, 'file');
  await writeFile(file, PNG);
  const started = running.get(name) ?? startVendor(name, '');
  running.set(name, started);
  const { url } = await (await started).begin(join(folder, 'charges.jsonl'));
  const provider = VENDORS[name]({
    account: { key: new ApiKey(`${name.toUpperCase()}_KEY`, 'key-id:key-secret'), url: new URL(url) },
    models: MODELS,
    clock: systemClock,
    limits: API_LIMITS,
  });
  const keep = async (bytes: Uint8Array): Promise<BlobSha> => toId<BlobSha>(hashOf(bytes));
  return { provider, context: { ...CALL, blobPath: () => file, keep } };
}

function isVendor(name: string): name is Vendor {
  return Object.hasOwn(VENDORS, name);
}

function sha(name: string): BlobSha {
  return toId<BlobSha>(hashOf(Buffer.from(name)));
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
