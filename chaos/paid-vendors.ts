import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startVendor, type StartedVendor, type VendorName } from '../test/support/vendors/start-vendor.ts';
import { readCharges } from '../test/support/vendors/vendor-server.ts';
import type { FaultName } from './paid-faults.ts';

/** The vendor of one film, and of no other: what the campaign needs of it. */
export type Seller = Pick<StartedVendor, 'url' | 'charges' | 'clock' | 'mend' | 'faultsLeft' | 'faults'> &
  AsyncDisposable;

/** A provider under test: a small film that it shoots, and what goes wrong there. */
export type PaidVendor = {
  readonly name: string;
  readonly film: string;
  readonly environment: (url: string, folder: string) => Readonly<Record<string, string>>;
  /** Files beside the storyboard, by name. */
  readonly files: (place: {
    readonly ledger: string;
    readonly media: string;
    readonly url: string;
  }) => Readonly<Record<string, string>>;
  readonly sell: (ledger: string, media: string) => Promise<Seller>;
  readonly lacks: readonly FaultName[];
};

const HEAD = 'longtake: 1\ntitle: Chaos\nsize: 160x90\nfps: 12\n';
const NO_FILES = (): Readonly<Record<string, string>> => ({});

/** A keyframe with the take that starts from it, and a take from words alone where there is such a model. */
function twoShots(models: string, seconds: number, second: 'text' | 'keyframe' = 'text'): string {
  return `${HEAD}models: {${models}}
characters: {mara: {look: woman about 60}}
scenes:
  - id: s1
    shots:
      - {id: a, with: [mara], start: keyframe, duration: ${seconds}s, action: Mara waits.}
      - {id: b, start: ${second}, duration: ${seconds}s, action: A door opens.}
`;
}

const SPOKEN = `${HEAD}models: {voice: [elevenlabs:multilingual-v2], music: [elevenlabs:music]}
audio: {music: {prompt: slow cello}}
${oneSpeaks()}`;

/** A line whose price is known, by a voice of a model's own. */
const SAID = `${HEAD}on_unknown: ask
models: {voice: [openai:tts-1]}
${oneSpeaks()}`;

/** Lips that follow a voice: a paid task over another one. */
const SYNCED = `${HEAD}models: {video: [fal:wan-v2.7], lipsync: fal:sync-lipsync-v2}
characters: {mara: {look: woman about 60}}
scenes:
  - id: s1
    shots:
      - {id: a, with: [mara], start: text, duration: 3s, action: Mara waits., say: "mara: One more.", lipsync: true}
      - {id: b, start: text, duration: 3s, action: A door opens.}
`;

/** Two takes that ask for the very same at the same time: nothing but its answer tells which job is whose. */
function twins(model: string, seconds: number): string {
  return `${HEAD}models: {video: [${model}]}
scenes:
  - id: s1
    shots:
      - {id: a, start: text, duration: ${seconds}s, action: A door opens.}
      - {id: b, start: text, duration: ${seconds}s, action: A door opens.}
`;
}

/** What a person writes who brings a model of the AI SDK. */
const GROK = `import { createXai } from ${JSON.stringify(import.meta.resolve('@ai-sdk/xai'))};
export const model = ({ fetch }) =>
  createXai({ apiKey: 'secret-4711', baseURL: process.env.XAI_URL, fetch }).video('grok-imagine-video-1.5');
`;

function oneSpeaks(): string {
  return `characters: {mara: {look: woman, voice: low-calm-female}}
scenes:
  - id: s1
    with: [mara]
    shots:
      - {id: a, duration: 2s, action: Mara waits., say: "mara: One more."}
`;
}

const JOB_FAULTS = ['poll_errors', 'backwards', 'stuck', 'lost', 'failed_charged', 'failed_free'] as const;
const MESSAGE_FAULTS = ['only_told', 'message_late', 'message_twice', 'message_forged'] as const;
const FILE_FAULTS = [
  'expired',
  'never_there',
  'file_html',
  'file_truncated',
  'file_halved',
  'corrupt',
  'short',
] as const;

export const VENDORS: readonly PaidVendor[] = [
  {
    ...hosted('fal', (url) => ({ FAL_KEY: 'id:secret', LONGTAKE_FAL_URL: url })),
    film: twoShots('video: [fal:kling-v3-pro], image: fal:nano-banana', 3),
  },
  {
    ...hosted('replicate', (url) => ({ REPLICATE_API_TOKEN: 'secret-4711', LONGTAKE_REPLICATE_URL: url })),
    film: twoShots('video: [replicate:seedance-1-pro], image: replicate:nano-banana', 2),
  },
  {
    ...hosted('runway', (url) => ({ RUNWAYML_API_SECRET: 'secret-4711', LONGTAKE_RUNWAY_URL: url })),
    film: twoShots('video: [runway:gen4.5], image: runway:gen4_image', 2),
    lacks: MESSAGE_FAULTS,
  },
  {
    ...hosted('elevenlabs', (url) => ({ ELEVENLABS_API_KEY: 'secret-4711', LONGTAKE_ELEVENLABS_URL: url })),
    film: SPOKEN,
    lacks: [...JOB_FAULTS, ...FILE_FAULTS, ...MESSAGE_FAULTS],
  },
  {
    ...hosted('openai-speech', (url) => ({ OPENAI_API_KEY: 'secret-4711', LONGTAKE_OPENAI_URL: url })),
    name: 'openai',
    film: SAID,
    lacks: [...JOB_FAULTS, ...FILE_FAULTS, ...MESSAGE_FAULTS, 'wrong_type'],
  },
  {
    ...hosted('gemini', (url) => ({ GEMINI_API_KEY: 'secret-4711', LONGTAKE_GEMINI_URL: url })),
    film: twoShots('video: [gemini:omni-1.2-flash]', 3),
    // What it has lost it never has again.
    lacks: ['lost', ...MESSAGE_FAULTS],
  },
  {
    ...hosted('fal', (url) => ({ FAL_KEY: 'id:secret', LONGTAKE_FAL_URL: url })),
    name: 'fal-finish',
    film: SYNCED,
  },
  {
    ...hosted('fal', (url) => ({ FAL_KEY: 'id:secret', LONGTAKE_FAL_URL: url })),
    name: 'fal-twins',
    film: twins('fal:kling-v3-pro', 3),
  },
  {
    ...hosted('replicate', (url) => ({ REPLICATE_API_TOKEN: 'secret-4711', LONGTAKE_REPLICATE_URL: url })),
    name: 'replicate-twins',
    film: twins('replicate:seedance-1-pro', 2),
  },
  {
    ...hosted('comfyui', (url) => ({ LONGTAKE_COMFYUI_URL: url })),
    film: twoShots('video: [comfyui:wan2.2-first-last]', 1, 'keyframe'),
    // A job that is gone there cost nothing: another one is made, unless the old one is there again first.
    lacks: [
      'lost',
      ...(['no_credit', 'moderated', 'failed_charged', 'expired', 'backwards', 'never_there', 'file_halved'] as const),
      ...MESSAGE_FAULTS,
    ],
  },
  gateway('videos-api', { dialect: 'openai', model: 'wan' }),
  gateway('openrouter', { dialect: 'openrouter', model: 'alibaba/wan-2.6' }),
  {
    // A vendor that keeps no list of jobs: what has no answer stays unknown, and is held.
    ...hosted('xai', (url, folder) => ({ XAI_URL: `${url}/v1`, LONGTAKE_MODELS: join(folder, 'models.json') })),
    name: 'ai-sdk',
    film: twoShots('video: [ai-sdk:grok]', 2),
    files: ({ url }) => ({
      'models.json': toModels({
        id: 'ai-sdk:grok',
        module: './grok.mjs',
        server: url,
        price: { kind: 'per_second', micros: 80_000, soundMicros: null },
      }),
      'grok.mjs': GROK,
    }),
    lacks: [...MESSAGE_FAULTS],
  },
  {
    ...hosted('fal', (_url, folder) => ({ LONGTAKE_MODELS: join(folder, 'models.json') })),
    name: 'command',
    film: twoShots('video: [command:mine]', 1),
    files: ({ ledger, media }) => ({
      'models.json': toModels({
        id: 'command:mine',
        program: process.execPath,
        arguments: [join(import.meta.dirname, 'paid-program.ts'), ledger, `${ledger}.faults`, media],
        price: { kind: 'per_take', micros: 70_000 },
      }),
    }),
    sell: async (ledger) => sellByProgram(ledger),
    lacks: [
      ...(['rate_limited_wait', 'error_before', 'error_after', 'reset_before', 'reset_after', 'refused'] as const),
      ...(['truncated', 'html', 'wrong_type', 'poll_errors', 'backwards', 'stuck', 'lost'] as const),
      ...(['expired', 'never_there', 'file_html', 'file_truncated', 'file_halved'] as const),
      ...MESSAGE_FAULTS,
    ],
  },
];

function hosted(name: VendorName, environment: PaidVendor['environment']): Omit<PaidVendor, 'film'> {
  return {
    name,
    environment,
    files: NO_FILES,
    sell: (ledger, media) => startVendor(name, ledger, media),
    lacks: [],
  };
}

/** One that speaks `POST /v1/videos` in a dialect. */
function gateway(name: string, own: { readonly dialect: string; readonly model: string }): PaidVendor {
  const environment: PaidVendor['environment'] = (url, folder) => ({
    VIDEOS_API_KEY: 'secret-4711',
    LONGTAKE_VIDEOS_API_URL: `${url}/v1`,
    LONGTAKE_MODELS: join(folder, 'models.json'),
  });
  const price = { kind: 'per_second', micros: 50_000, soundMicros: null };
  return {
    ...hosted('videos-api', environment),
    name,
    film: twoShots('video: [videos-api:wan]', 2),
    files: () => ({ 'models.json': toModels({ id: 'videos-api:wan', ...own, price }) }),
    lacks: ['expired', ...MESSAGE_FAULTS],
  };
}

function toModels(model: Readonly<Record<string, unknown>>): string {
  const lengths = { kind: 'range', minMs: 500, maxMs: 10_000 };
  return JSON.stringify({ version: 1, models: [{ modes: ['text', 'image'], lengths, ...model }] });
}

/** A program has no server: its book and its faults are files. */
function sellByProgram(ledger: string): Seller {
  const folder = `${ledger}.faults`;
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  return {
    url: '',
    charges: () => readCharges(ledger),
    clock: async () => {},
    mend: async () => clear(),
    faultsLeft: async () => readdirSync(folder).length,
    faults: async (...faults) => {
      clear();
      mkdirSync(folder);
      for (const { fault } of faults) writeFileSync(join(folder, fault), '');
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
