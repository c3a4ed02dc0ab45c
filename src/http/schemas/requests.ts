import { z } from '@hono/zod-openapi';
import { mayCostSchema } from './basics.ts';

/** What callers send. Anything unknown is refused, so that a slip of the pen never costs money. */
const flags = {
  yes: z.boolean().openapi({ description: 'Money may be spent.' }),
  acceptGates: z.boolean().openapi({ description: 'Use takes that only failed their gates.' }),
};

const resendRefused = z
  .boolean()
  .openapi({ description: 'Send what was refused for its content once more, in this render alone.' });

/** It holds until another one is said, or none. */
const ceilingSchema = mayCostSchema
  .nullable()
  .openapi({ description: 'A ceiling in US dollars, which stays until another is said; null takes it away.' });

export const optionsSchema = z
  .strictObject({
    preview: z.boolean().openapi({ description: 'Draw and voice everything locally, for nothing.' }),
    takes: z.int().min(1).max(99).openapi({ description: 'Candidates for every shot.' }),
    model: z.string().max(300).openapi({ description: 'The video model for every shot, as provider:model.' }),
    slate: z.boolean().openapi({ description: 'The shot id and timecode in drawn pictures; default true.' }),
    maxCostUsd: ceilingSchema,
    ...flags,
    resendRefused,
    start: z.boolean().openapi({ description: 'Begin at once.' }),
  })
  .partial()
  .openapi('Options');

const shaSchema = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in small letters');
const storyboardSchema = z.union([z.string().min(1), z.looseObject({})], 'the YAML text, or the same as JSON').openapi({
  description: 'The YAML text, or the same as JSON.',
  example: 'longtake: 1\ntitle: Sea\nscenes:\n  - shots:\n      - {id: s1, action: Waves., duration: 2s}\n',
});
const filesSchema = z
  .record(z.string().min(1).max(200), shaSchema)
  .refine((files) => Object.keys(files).length <= 500, 'at most 500 files')
  .openapi({ description: 'Files that the storyboard names, by path: the hashes of uploaded blobs.' });

const nameSchema = z.string().max(200).openapi({
  description: 'What its file is called, for problems and where it has no title.',
  example: 'film.yaml',
});

const draft = {
  storyboard: storyboardSchema,
  name: nameSchema.optional(),
  files: filesSchema.optional(),
  options: optionsSchema.optional(),
};

export const postRenderSchema = z.strictObject(draft).openapi('PostRender');

// Not an extension of the one above: that is described as both at once, and each knows no field of the other.
export const postPlanSchema = z
  .strictObject({
    ...draft,
    render: z.string().max(60).optional().openapi({ description: 'Whose files and takes count.' }),
  })
  .openapi('PostPlan');

export const resumeSchema = z
  .strictObject({ maxCostUsd: ceilingSchema, ...flags, resendRefused })
  .partial()
  .openapi('Resume');

export const cancelSchema = z
  .strictObject({ shot: z.string().max(200) })
  .partial()
  .openapi('Cancel');

export const retakeSchema = z
  .strictObject({
    prompt: z.string().min(1).max(20_000),
    model: z.string().max(300),
    seed: z.int().min(0).max(2_147_483_646),
    takes: z.int().min(1).max(99),
    maxCostUsd: mayCostSchema,
    ...flags,
  })
  .partial()
  .openapi('Retake');

export const selectSchema = z
  .strictObject({
    take: z.int().min(1),
    acceptGates: z.boolean().optional().openapi({ description: 'Also one that only failed its gates.' }),
  })
  .openapi('Select');

function flagSchema(description: string) {
  return z.stringbool().openapi({ type: 'boolean', description });
}

/** The same options in a query, where everything is text. */
export const optionsQuerySchema = z
  .strictObject({
    preview: flagSchema('Draw and voice everything locally, for nothing.'),
    takes: z.coerce
      .number()
      .int()
      .min(1)
      .max(99)
      .openapi({ type: 'integer', description: 'Candidates for every shot.' }),
    model: z.string().max(300).openapi({ description: 'The video model for every shot, as provider:model.' }),
    slate: flagSchema('The shot id and timecode in drawn pictures; default true.'),
    maxCostUsd: z.coerce
      .number()
      .min(0)
      .max(1_000_000)
      .openapi({ type: 'number', description: 'A ceiling in US dollars.' }),
    yes: flagSchema('Money may be spent.'),
    acceptGates: flagSchema('Use takes that only failed their gates.'),
    resendRefused: flagSchema('Send what was refused for its content once more, in this render alone.'),
    start: flagSchema('Begin at once.'),
  })
  .partial();

export type OptionsJson = z.infer<typeof optionsSchema>;
