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
  /** By the name after the provider's. */
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly videosApi: ReadonlyMap<string, VideosApiSettings>;
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
  if (file === null)
    return { facts: [], workflows: new Map(), videosApi: new Map(), commands: new Map(), aiSdk: new Map() };
  const path = resolve(file);
  const parsed = fileSchema.safeParse(readJson(path, `the file of LONGTAKE_MODELS, ${path},`));
  if (!parsed.success) throw wrong(path, z.prettifyError(parsed.error));
  const asOf = toIsoDate(statSync(path).mtimeMs);
  const facts: ModelFacts[] = [];
  const workflows = new Map<string, Workflow>();
  const videosApi = new Map<string, VideosApiSettings>();
  const commands = new Map<string, CommandSettings>();
  const aiSdk = new Map<string, AiSdkSettings>();
  for (const entry of parsed.data.models) {
    const [provider = '', name = ''] = entry.id.split(':');
    const own = Object.entries(entry).filter(([key]) => FACTS.has(key));
    const settings = Object.fromEntries(Object.entries(entry).filter(([key]) => !FACTS.has(key)));
    const known = factsSchema.safeParse({
      ...DEFAULTS,
      ...(isAskedInSeconds(provider, settings) ? { lengthStepMs: 1000 } : {}),
      price: priceOf(provider),
      provider,
      label: entry.id,
      asOf,
      ...Object.fromEntries(own),
    });
    if (!known.success) throw wrong(path, `${entry.id}: ${z.prettifyError(known.error)}`);
    facts.push(known.data);
    switch (provider) {
      case 'comfyui':
        workflows.set(name, readWorkflow(path, entry.id, settings));
        break;
      case 'videos-api': {
        const read = readSettings(path, entry.id, videosApiSettingsSchema, settings);
        videosApi.set(name, read);
        if (known.data.price.kind !== 'free')
          facts.splice(-1, 1, { ...known.data, lengths: askedLengths(known.data.lengths, read) });
        break;
      }
      case 'command':
        commands.set(name, readCommand(path, entry.id, settings));
        break;
      case 'ai-sdk': {
        const read = readSettings(path, entry.id, aiSdkSettingsSchema, settings);
        aiSdk.set(name, { ...read, module: resolve(dirname(path), read.module) });
        break;
      }
      default:
        throw wrong(path, `${entry.id}: only models of comfyui, videos-api, command and ai-sdk can be of one's own`);
    }
  }
  return { facts, workflows, videosApi, commands, aiSdk };
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
const fileSchema = z.strictObject({ version: z.literal(1), models: z.array(entrySchema) });

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
function isAskedInSeconds(provider: string, { dialect }: Readonly<Record<string, unknown>>): boolean {
  return provider === 'ai-sdk' || (provider === 'videos-api' && (dialect === 'openai' || dialect === 'openrouter'));
}

/** A gateway may charge; what runs here does not. */
function priceOf(provider: string): ModelFacts['price'] {
  return provider === 'videos-api' || provider === 'ai-sdk' ? { kind: 'unknown' } : { kind: 'free' };
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
