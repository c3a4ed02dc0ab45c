import { z } from 'zod';
import type { JsonObject } from '../../base/json.ts';
import type { GenerationRequest } from '../../model/generation.ts';

/** How a program is called: never by a shell, so nothing in a storyboard is ever read as a command. */
export const commandSettingsSchema = z.strictObject({
  /** A path, beside the file that names it where it is relative, or a name to be looked for in `PATH`. */
  program: z.string().min(1),
  arguments: z.array(z.string()).default([]),
  timeoutSeconds: z.number().positive().default(3600),
  /** Names of variables that it finds in its environment besides `PATH` and its like, where they are set. */
  environment: z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/u, 'the name of a variable')).default([]),
});
export type CommandSettings = z.infer<typeof commandSettingsSchema> & {
  /** Where it runs. */
  readonly folder: string;
};

/**
 * What any program may need to run at all. Everything else in our environment is none of its business, the keys of
 * vendors above all: what it needs besides, its description names.
 */
export const EVERY_ENVIRONMENT = (
  'PATH HOME USER LOGNAME SHELL TMPDIR TZ ' +
  'LANG LANGUAGE LC_ALL LC_COLLATE LC_CTYPE LC_MESSAGES LC_MONETARY LC_NUMERIC LC_TIME ' +
  // Windows.
  'SYSTEMROOT COMSPEC PATHEXT TEMP TMP USERPROFILE APPDATA LOCALAPPDATA'
).split(' ');

/** What the journal keeps of a submission: what the program is told, with files by hash. */
export type CommandBody = {
  readonly model: string;
  readonly gives: 'video' | 'picture' | 'sound';
  readonly told: JsonObject;
  readonly files: readonly { readonly as: string; readonly sha: string }[];
  readonly isFree: boolean;
};
const shaSchema = z.string().regex(/^[0-9a-f]{64}$/u);
const objectSchema: z.ZodType<JsonObject> = z.record(z.string(), z.json());
const bodySchema = z.object({
  model: z.string(),
  gives: z.enum(['video', 'picture', 'sound']),
  told: objectSchema,
  files: z.array(z.object({ as: z.string(), sha: shaSchema })),
  isFree: z.boolean(),
});

/** The program has run, when there is an operation: what it made, or why it made nothing. */
export type CommandOperation =
  /** It left its file in this place, and nobody heard what it cost. */
  | { readonly kind: 'left'; readonly output: string; readonly sha: string; readonly mediaType: string }
  | {
      readonly kind: 'made';
      readonly sha: string;
      readonly mediaType: string;
      readonly costMicros: number | null;
      /** Where it worked, which is of no use once this is written down. */
      readonly folder?: string;
    }
  | {
      readonly kind: 'failed';
      readonly class: 'provider_failed' | 'moderation' | 'quota' | 'rate_limited' | 'invalid_request';
      readonly message: string;
      readonly billed: 'yes' | 'no' | 'unknown';
      readonly costMicros: number | null;
    };
export const failureClassSchema = z.enum(['provider_failed', 'moderation', 'quota', 'rate_limited', 'invalid_request']);
const costSchema = z.int().nonnegative().nullable();
const operationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('left'), output: z.string().min(1), sha: shaSchema, mediaType: z.string() }),
  z.object({
    kind: z.literal('made'),
    sha: shaSchema,
    mediaType: z.string(),
    costMicros: costSchema,
    folder: z.string().exactOptional(),
  }),
  z.object({
    kind: z.literal('failed'),
    class: failureClassSchema,
    message: z.string(),
    billed: z.enum(['yes', 'no', 'unknown']),
    costMicros: costSchema,
  }),
]);

export function parseBody(json: JsonObject): CommandBody {
  return bodySchema.parse(json);
}

export function parseOperation(json: JsonObject): CommandOperation {
  return operationSchema.parse(json);
}

/** The files that a request names, by what they are for; references are numbered. */
export function filesOf(request: GenerationRequest): CommandBody['files'] {
  switch (request.kind) {
    case 'video': {
      const { start, end, video, audio, references } = request;
      return [...named({ start, end, video, audio }), ...numbered(references)];
    }
    case 'image':
      return [...named({ base: request.base }), ...numbered(request.references)];
    case 'voice':
    case 'music':
      return [];
  }
}

type Input = { readonly sha: string } | null;

function named(inputs: Readonly<Record<string, Input>>): CommandBody['files'] {
  return Object.entries(inputs).flatMap(([as, input]) => (input === null ? [] : [{ as, sha: input.sha }]));
}

function numbered(references: readonly { readonly sha: string }[]): CommandBody['files'] {
  return references.map(({ sha }, index) => ({ as: `reference-${index + 1}`, sha }));
}
