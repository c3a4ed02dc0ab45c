import { isAbsolute, join } from 'node:path';
import { distance } from 'fastest-levenshtein';
import * as z from 'zod';
import { ApiKey } from './base/api-key.ts';
import { InputError } from './model/error.ts';
import { toSecret, type Secret } from './model/secret.ts';

/** Everything that the environment decides. This file is the only reader of `process.env`. */
export type Config = {
  /** A program named outright; null: looked for. */
  readonly ffmpegPath: string | null;
  /** Folders to look for programs in, as the system writes it. */
  readonly path: string;
  /** `NO_COLOR` is set to anything but the empty string (no-color.org). */
  readonly noColor: boolean;
  readonly isDumbTerminal: boolean;
  /** False only when the locale says outright that it is something else. */
  readonly isUtf8: boolean;
  /** Takes that may be open at the same time, by provider; null: nothing is said of any. */
  readonly slots: Readonly<Record<string, number>> | null;
  /** What messages to other programs are signed with; null: there is none. */
  readonly webhookSecret: Secret | null;
  /** Where `serve` can be reached from outside, and providers may say that they are done; null: nowhere. */
  readonly publicUrl: URL | null;
  /** What is set for the providers that are paid. */
  readonly accounts: Accounts;
  /** Where servers of one's own are; without an address there is none. */
  readonly servers: Servers;
  /** What OpenRouter signs its messages with; null: not known. */
  readonly openrouterSecret: ApiKey | null;
  /** The file that describes models of one's own; null: there is none. */
  readonly modelsFile: string | null;
  /** Where prices are kept that providers were asked for; it need not be there. Null: nowhere. */
  readonly pricesFile: string | null;
  /** A key by the name of its variable, as the file of one's own models gives it; null where it is not set. */
  readonly keyOf: (name: string) => ApiKey | null;
  /** Those of these variables that are set: a program of one's own is told what it needs, and no vendor's key. */
  readonly variables: (names: readonly string[]) => Readonly<Record<string, string>>;
  /** Print where an unexpected error came from. */
  readonly debug: boolean;
};
export type Accounts = Readonly<Record<keyof typeof VENDORS, Account>>;
export type Servers = Readonly<Record<keyof typeof SERVERS, Account>>;
type Account = {
  readonly key: ApiKey | null;
  /** A gateway of one's own that is asked instead of the vendor. */
  readonly url: URL | null;
};
export type Environment = Readonly<Record<string, string | undefined>>;

const OURS = {
  LONGTAKE_SLOTS: z
    .string()
    .regex(/^(?:(?:[a-z][a-z0-9-]*=)?(?:[1-9]|[1-5]\d|6[0-4]),)*(?:[a-z][a-z0-9-]*=)?(?:[1-9]|[1-5]\d|6[0-4])$/u)
    .transform(toSlots),
  LONGTAKE_DEBUG: z.enum(['', '0', '1'], '1 or 0'),
  LONGTAKE_MODELS: z.string(),
  LONGTAKE_PRICES: z.string(),
  LONGTAKE_PUBLIC_URL: z.string(),
  // https://github.com/standard-webhooks/standard-webhooks: 24 to 64 random bytes.
  LONGTAKE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/u)
    .transform((text) => Uint8Array.from(Buffer.from(text.slice('whsec_'.length), 'base64')))
    .refine((bytes) => bytes.length >= 24 && bytes.length <= 64),
} as const;

/** What each must be, in words. */
const MUST_BE: Readonly<Record<keyof typeof OURS, string>> = {
  LONGTAKE_SLOTS: 'a whole number from 1 to 64, or such numbers by provider: fal=8,runway=4',
  LONGTAKE_DEBUG: '1 or 0',
  LONGTAKE_MODELS: 'a file such as ./models.json',
  LONGTAKE_PRICES: 'a file such as ./prices.json',
  LONGTAKE_PUBLIC_URL: 'an address such as https://films.example.org',
  LONGTAKE_WEBHOOK_SECRET:
    'whsec_ and 24 to 64 random bytes in base64, such as `echo whsec_$(openssl rand -base64 32)` prints',
};
/** Keys go by the names that the vendors gave them. */
const VENDORS = {
  fal: { key: 'FAL_KEY', url: 'LONGTAKE_FAL_URL' },
  replicate: { key: 'REPLICATE_API_TOKEN', url: 'LONGTAKE_REPLICATE_URL' },
  runway: { key: 'RUNWAYML_API_SECRET', url: 'LONGTAKE_RUNWAY_URL' },
  elevenlabs: { key: 'ELEVENLABS_API_KEY', url: 'LONGTAKE_ELEVENLABS_URL' },
  gemini: { key: 'GEMINI_API_KEY', url: 'LONGTAKE_GEMINI_URL' },
  openai: { key: 'OPENAI_API_KEY', url: 'LONGTAKE_OPENAI_URL' },
} as const;

const SERVERS = {
  comfyui: { key: null, url: 'LONGTAKE_COMFYUI_URL' },
  'videos-api': { key: 'VIDEOS_API_KEY', url: 'LONGTAKE_VIDEOS_API_URL' },
} as const;

/** The process's environment, unread. */
function processEnvironment(): Environment {
  return process.env;
}

/** Reads and checks the environment. A `LONGTAKE_` variable that is unknown or wrong is an `InputError`, never ignored. */
export function readConfig(environment: Environment = processEnvironment()): Config {
  refuseUnknown(environment);
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  const webhookSecret = readOurs(environment, 'LONGTAKE_WEBHOOK_SECRET', OURS.LONGTAKE_WEBHOOK_SECRET);
  return {
    ffmpegPath: environment['FFMPEG_PATH'] || null,
    path: environment['PATH'] ?? '',
    noColor: (environment['NO_COLOR'] ?? '') !== '',
    isDumbTerminal: environment['TERM'] === 'dumb',
    isUtf8: locale === '' || /utf-?8/iu.test(locale),
    slots: readOurs(environment, 'LONGTAKE_SLOTS', OURS.LONGTAKE_SLOTS),
    publicUrl: readUrl(environment, 'LONGTAKE_PUBLIC_URL'),
    webhookSecret: webhookSecret === null ? null : toSecret(webhookSecret),
    accounts: {
      fal: readAccount(environment, VENDORS.fal),
      replicate: readAccount(environment, VENDORS.replicate),
      runway: readAccount(environment, VENDORS.runway),
      elevenlabs: readAccount(environment, VENDORS.elevenlabs),
      gemini: readAccount(environment, VENDORS.gemini),
      openai: readAccount(environment, VENDORS.openai),
    },
    servers: {
      comfyui: readAccount(environment, SERVERS.comfyui),
      'videos-api': readAccount(environment, SERVERS['videos-api']),
    },
    openrouterSecret: readKey(environment, 'OPENROUTER_WEBHOOK_SECRET'),
    modelsFile: readOurs(environment, 'LONGTAKE_MODELS', OURS.LONGTAKE_MODELS),
    pricesFile: readOurs(environment, 'LONGTAKE_PRICES', OURS.LONGTAKE_PRICES) ?? ownFile(environment, 'prices.json'),
    keyOf: (name) => readKey(environment, name),
    variables: (names) => pick(environment, names),
    debug: readOurs(environment, 'LONGTAKE_DEBUG', OURS.LONGTAKE_DEBUG) === '1',
  };
}

/** Among the settings of whoever is at work (XDG Base Directory Specification 0.8: what is no whole path does not count). */
function ownFile(environment: Environment, name: string): string | null {
  const [settings = '', home = ''] = [environment['XDG_CONFIG_HOME'], environment['HOME']];
  if (isAbsolute(settings)) return join(settings, 'longtake', name);
  return isAbsolute(home) ? join(home, '.config', 'longtake', name) : null;
}

function pick(environment: Environment, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** A number without a name is for takes that are made on this machine. */
function toSlots(text: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    text.split(',').flatMap((part) => {
      const [name = '', count] = part.split('=');
      return count === undefined
        ? [
            ['animatic', Number(name)],
            ['clip', Number(name)],
          ]
        : [[name, Number(count)]];
    }),
  );
}

function refuseUnknown(environment: Environment): void {
  const known = [...Object.keys(OURS), ...Object.values({ ...VENDORS, ...SERVERS }).map(({ url }) => url)];
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('LONGTAKE_') || known.includes(name)) continue;
    const nearest = known.find((candidate) => distance(candidate, name) <= 3);
    throw new InputError({
      code: 'unknown_setting',
      message:
        `The environment variable ${name} is not a setting of longtake. ` +
        (nearest === undefined
          ? `Known are ${known.slice(0, -1).join(', ')} and ${known.at(-1)}.`
          : `Did you mean ${nearest}?`),
    });
  }
}

function readAccount(environment: Environment, names: { readonly key: string | null; readonly url: string }): Account {
  const key = names.key === null ? null : readKey(environment, names.key);
  return { key, url: readUrl(environment, names.url) };
}

function readKey(environment: Environment, name: string): ApiKey | null {
  const value = environment[name]?.trim() ?? '';
  return value === '' ? null : new ApiKey(name, value);
}

/** A gateway may be anywhere, also on this computer: whoever sets it says so. */
function readUrl(environment: Environment, name: string): URL | null {
  const text = environment[name] ?? '';
  if (text === '') return null;
  const url = URL.parse(text);
  const isFine =
    url !== null && /^https?:$/u.test(url.protocol) && `${url.username}${url.password}${url.search}` === '';
  if (isFine) return url;
  throw new InputError({
    code: 'bad_setting',
    message: `The environment variable ${name} must be an address such as http://127.0.0.1:8080, without a password or a query.`,
  });
}

function readOurs<T>(environment: Environment, name: keyof typeof OURS, schema: z.ZodType<T>): T | null {
  const text = environment[name];
  if (text === undefined || text === '') return null;
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  // The value itself is not repeated: an environment variable may hold a secret.
  throw new InputError({
    code: 'bad_setting',
    message: `The environment variable ${name} must be ${MUST_BE[name]}.`,
  });
}
