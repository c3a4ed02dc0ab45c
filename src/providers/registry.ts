import { z } from 'zod';
import { BED_MODES, VIDEO_MODES, type ModelFacts } from '../model/model-facts.ts';
import data from './registry.json' with { type: 'json' };

/**
 * What is known of the models a storyboard can name: dated facts, the local ones first. Throws when the data file
 * itself is damaged. `animatic` appears once per medium.
 */
export function readRegistry(): readonly ModelFacts[] {
  return registrySchema.parse(data).models;
}

const videoModeSchema = z.enum(VIDEO_MODES);
const modeSchema = z.enum([...VIDEO_MODES, ...BED_MODES]);
const millisecondsSchema = z.int().positive();
const microsSchema = z.int().positive();
const dateSchema = z.iso.date();

const largerSchema = z
  .array(
    z.strictObject({
      abovePixels: z.int().positive(),
      micros: microsSchema,
      soundMicros: microsSchema.nullable().default(null),
    }),
  )
  .min(1);

/** A price as the data file has it. */
export const priceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('free') }),
  z.strictObject({ kind: z.literal('unknown') }),
  z.strictObject({
    kind: z.literal('per_second'),
    micros: microsSchema,
    soundMicros: microsSchema.nullable().default(null),
    larger: largerSchema.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('per_minute'), micros: microsSchema }),
  z.strictObject({ kind: z.literal('per_take'), micros: microsSchema, larger: largerSchema.exactOptional() }),
  z.strictObject({ kind: z.literal('per_1000_characters'), micros: microsSchema }),
]);

/** Facts of one model, as the data file has them. */
export const factsSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z-]*(:[a-z0-9][a-z0-9._-]*)?$/),
    provider: z.string().min(1),
    medium: z.enum(['video', 'image', 'voice', 'music']),
    label: z.string().min(1),
    modes: z.array(modeSchema),
    exclusive: z.array(z.array(videoModeSchema).min(2)),
    lengths: z.nullable(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('range'), minMs: millisecondsSchema, maxMs: millisecondsSchema }),
        z.strictObject({ kind: z.literal('steps'), ms: z.array(millisecondsSchema).min(1) }),
      ]),
    ),
    extendLengths: z.strictObject({ kind: z.literal('steps'), ms: z.array(millisecondsSchema).min(1) }).exactOptional(),
    takesLengths: z.boolean().exactOptional(),
    lengthStepMs: millisecondsSchema.exactOptional(),
    sizes: z.array(z.string()),
    audio: z.boolean(),
    seed: z.boolean(),
    camera: z.array(z.string()),
    price: priceSchema,
    concurrency: z.int().positive(),
    answersAtOnce: z.boolean().default(false),
    retires: z.nullable(dateSchema),
    ready: z.boolean(),
    source: z.string().min(1),
    asOf: dateSchema,
  })
  .refine((facts) => facts.id.split(':')[0] === facts.provider, 'the id must begin with the provider');

const registrySchema = z
  .strictObject({ version: z.literal(1), models: z.array(factsSchema) })
  .refine(
    ({ models }) => new Set(models.map((facts) => `${facts.medium} ${facts.id}`)).size === models.length,
    'a model must be listed once per medium',
  );
