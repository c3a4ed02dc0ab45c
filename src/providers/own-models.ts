import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { toIsoDate } from '../base/clock.ts';
import { InputError } from '../model/error.ts';
import type { ModelFacts } from '../model/model-facts.ts';
import { aiSdkSettingsSchema, type AiSdkSettings } from './ai-sdk/body.ts';
import { commandSettingsSchema, type CommandSettings } from './command/body.ts';
import { comfyuiSettingsSchema, toWorkflow, type Workflow } from './comfyui/workflow.ts';
import type { Prices } from './prices-file.ts';
import { withRefreshedPrice } from './refreshed-price.ts';
import { factsSchema, readRegistry } from './registry.ts';
import { askedLengths } from './videos-api/lengths.ts';
import { videosApiSettingsSchema, type VideosApiSettings } from './videos-api/body.ts';

/** Models of one's own: what they can do, and how their provider reaches them. */
export type OwnModels = {
  readonly facts: readonly ModelFacts[];
  /** Servers of `POST /v1/videos` besides the one that the environment names. */
  readonly servers: readonly OwnServer[];
  /** By the model's id. */
  readonly videosApi: ReadonlyMap<string, VideosApiSettings>;
  /** By the name after the provider's, as all that follow. */
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly commands: ReadonlyMap<string, CommandSettings>;
  readonly aiSdk: ReadonlyMap<string, AiSdkSettings>;
};

/** What longtake knows of by itself, at the prices that were asked for since, and what the file of one's own adds. */
export function listModels(file: string | null, prices: Prices): readonly ModelFacts[] {
  const own = readOwnModels(file).facts;
  const taken = new Set(own.map(({ medium, id }) => `${medium} ${id}`));
  const known = readRegistry().filter(({ medium, id }) => !taken.has(`${medium} ${id}`));
  return [
    ...known.map((facts) => withRefreshedPrice(facts, prices.get(facts.id))),
    // What its own file says of a price counts.
    ...own.map((facts) => (facts.price.kind === 'unknown' ? withRefreshedPrice(facts, prices.get(facts.id)) : facts)),
  ];
}

/**
 * The file that `LONGTAKE_MODELS` names: JSON, `{"version": 1, "models": [{"id": "comfyui:mine", …}]}` with facts as in
 * the registry, most of which may be left out, and the settings of the provider.
 * @throws InputError that names the file and the entry
 */
export function readOwnModels(file: string | null): OwnModels {
  if (file === null) return NONE;
  const path = resolve(file);
  const parsed = fileSchema.safeParse(readJson(path, `the file of LONGTAKE_MODELS, ${path},`));
  if (!parsed.success) throw wrong(path, z.prettifyError(parsed.error));
  const { servers } = parsed.data;
  refuseTaken(path, servers);
  const speaks = new Set(['videos-api', ...servers.map(({ id }) => id)]);
  const asOf = toIsoDate(statSync(path).mtimeMs);
  const facts: ModelFacts[] = [];
  const workflows = new Map<string, Workflow>();
  const videosApi = new Map<string, VideosApiSettings>();
  const commands = new Map<string, CommandSettings>();
  const aiSdk = new Map<string, AiSdkSettings>();
  for (const entry of parsed.data.models) {
    const [provider = '', name = ''] = entry.id.split(':');
    const isVideoServer = speaks.has(provider);
    const own = Object.entries(entry).filter(([key]) => FACTS.has(key));
    const settings = Object.fromEntries(Object.entries(entry).filter(([key]) => !FACTS.has(key)));
    const known = factsSchema.safeParse({
      ...DEFAULTS,
      ...(isAskedInSeconds(provider, isVideoServer, settings) ? { lengthStepMs: 1000 } : {}),
      // A gateway may charge; what runs here does not.
      price: { kind: isVideoServer || provider === 'ai-sdk' ? 'unknown' : 'free' },
      provider,
      label: entry.id,
      asOf,
      ...Object.fromEntries(own),
    });
    if (!known.success) throw wrong(path, `${entry.id}: ${z.prettifyError(known.error)}`);
    facts.push(known.data);
    if (isVideoServer) {
      const read = readSettings(path, entry.id, videosApiSettingsSchema, settings);
      videosApi.set(entry.id, read);
      if (known.data.price.kind !== 'free')
        facts.splice(-1, 1, { ...known.data, lengths: askedLengths(known.data.lengths, read) });
      continue;
    }
    switch (provider) {
      case 'comfyui':
        workflows.set(name, readWorkflow(path, entry.id, settings));
        break;
      case 'command':
        commands.set(name, readCommand(path, entry.id, settings));
        break;
      case 'ai-sdk': {
        const read = readSettings(path, entry.id, aiSdkSettingsSchema, settings);
        aiSdk.set(name, { ...read, module: resolve(dirname(path), read.module) });
        break;
      }
      default:
        throw wrong(
          path,
          `${entry.id}: only models of comfyui, videos-api, command, ai-sdk and of what is under \`servers\` can be of one's own`,
        );
    }
  }
  return { facts, servers, workflows, videosApi, commands, aiSdk };
}

/** A name without a slash is looked for in `PATH`. */
function readCommand(path: string, id: string, settings: unknown): CommandSettings {
  const own = readSettings(path, id, commandSettingsSchema, settings);
  const folder = dirname(path);
  return { ...own, folder, program: own.program.includes('/') ? resolve(folder, own.program) : own.program };
}

function readSettings<T>(path: string, id: string, schema: z.ZodType<T>, settings: unknown): T {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return parsed.data;
  throw wrong(path, `${id}: ${z.prettifyError(parsed.error)}`);
}

const entrySchema = z.looseObject({ id: z.string().regex(/^[a-z][a-z-]*:[a-z0-9][a-z0-9._-]*$/u) });
/** Where one more server of `POST /v1/videos` is, and the environment variable that holds its key. */
const serverSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]{0,39}$/u, 'must be small letters and dashes, such as "openrouter"'),
  url: z.url({ protocol: /^https?$/u, error: 'must be an address such as "http://127.0.0.1:8091/v1"' }),
  key: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/u, 'must be the name of an environment variable, such as "OPENROUTER_API_KEY"')
    .optional(),
});
export type OwnServer = z.infer<typeof serverSchema>;
const fileSchema = z.strictObject({
  version: z.literal(1),
  servers: z.array(serverSchema).default([]),
  models: z.array(entrySchema),
});
const NONE: OwnModels = {
  facts: [],
  servers: [],
  workflows: new Map(),
  videosApi: new Map(),
  commands: new Map(),
  aiSdk: new Map(),
};

/** @throws InputError where a name belongs to another provider, or is given twice */
function refuseTaken(path: string, servers: readonly OwnServer[]): void {
  const taken = new Set([...OWN_PROVIDERS, ...readRegistry().map(({ provider }) => provider)]);
  for (const { id } of servers) {
    if (taken.has(id)) throw wrong(path, `${id}: there is a provider of this name already`);
    taken.add(id);
  }
}

const OWN_PROVIDERS = ['animatic', 'clip', 'auto', 'comfyui', 'videos-api', 'command', 'ai-sdk'] as const;

const DEFAULTS = {
  medium: 'video',
  modes: [],
  exclusive: [],
  lengths: null,
  sizes: ['any'],
  audio: false,
  seed: true,
  camera: [],
  concurrency: 1,
  retires: null,
  ready: true,
  source: 'the file of LONGTAKE_MODELS',
} as const;
const FACTS: ReadonlySet<string> = new Set([...Object.keys(DEFAULTS), 'id', 'label', 'price', 'lengthStepMs']);

/** These are told whole seconds, and charge for them. */
function isAskedInSeconds(
  provider: string,
  isVideoServer: boolean,
  { dialect }: Readonly<Record<string, unknown>>,
): boolean {
  return provider === 'ai-sdk' || (isVideoServer && (dialect === 'openai' || dialect === 'openrouter'));
}

function readWorkflow(path: string, id: string, settings: Readonly<Record<string, unknown>>): Workflow {
  const { workflow } = readSettings(path, id, comfyuiSettingsSchema, settings);
  const file = resolve(dirname(path), workflow);
  try {
    return toWorkflow(settings, readJson(file, `the workflow of ${id}, ${file},`));
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof z.ZodError)
      throw wrong(path, `${id}: ${file} is not a workflow as \`Export (API)\` saves it`, error);
    throw wrong(path, `${id}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

function readJson(file: string, what: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InputError({
      code: 'bad_models_file',
      message: `${what} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`,
      cause: error,
    });
  }
}

function wrong(path: string, message: string, cause?: unknown): InputError {
  return new InputError({
    code: 'bad_models_file',
    message: `The file of LONGTAKE_MODELS, ${path}, is wrong: ${message}.`,
    cause,
  });
}
