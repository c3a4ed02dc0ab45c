import { z } from '@hono/zod-openapi';
import { fpsSchema, framesSchema, listOf, microsSchema, problemSchema, sizeSchema } from './basics.ts';

export const planSchema = z
  .object({
    film: z.object({ frames: framesSchema, fps: fpsSchema, size: sizeSchema, durationMs: z.int() }),
    costMicros: microsSchema,
    toMake: z.object({ tasks: z.int(), shots: z.int(), costMicros: microsSchema, unpriced: z.int() }),
    budgetMicros: microsSchema.nullable().openapi({ description: 'The ceiling over the film’s life.' }),
    refusals: listOf(z.string()).openapi({
      description: '`lacks`, `refused` and `dropped` in sentences, to be shown to a person.',
    }),
    question: z.string().nullable().openapi({ example: '3 shots, about $1.20' }),
    tasks: listOf(
      z.object({
        id: z.string(),
        kind: z.string(),
        title: z.string(),
        shot: z.string().nullable(),
        verdict: z.enum(['reuse', 'make']),
        reason: z.string(),
        costMicros: microsSchema,
        isPriced: z.boolean().openapi({ description: 'False where nobody knows what it costs.' }),
        take: z.int().nullable(),
      }),
    ),
    shots: listOf(
      z.object({
        id: z.string(),
        scene: z.string(),
        heading: z.string().nullable(),
        fromFrame: framesSchema,
        frames: framesSchema,
        model: z.string().nullable(),
        reason: z.string(),
        costMicros: microsSchema,
        prompt: z.string(),
      }),
    ),
    statements: listOf(
      z.object({ kind: z.enum(['words', 'later', 'warning', 'note']), shot: z.string().nullable(), text: z.string() }),
    ),
    lacks: listOf(
      z.object({
        name: z.string().openapi({ example: 'FAL_KEY' }),
        models: listOf(z.string()),
      }),
    ).openapi({ description: 'What must be set where the server runs before these models can shoot.' }),
    refused: listOf(z.object({ task: z.string(), shot: z.string().nullable(), message: z.string() })).openapi({
      description: 'What its first model cannot make, and why: it would fail, and nothing would be sent for it.',
    }),
    dropped: listOf(z.object({ what: z.string(), tasks: listOf(z.string()) })).openapi({
      description: 'What a model is not told although the storyboard says it, such as the seed.',
    }),
  })
  .openapi('Plan', { description: 'What would be made, why, and for how much.' });

export const plannedSchema = z
  .object({ problems: listOf(problemSchema), plan: planSchema.nullable() })
  .openapi('Planned');

export type PlannedJson = z.infer<typeof plannedSchema>;
