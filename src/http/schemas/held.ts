import { z } from '@hono/zod-openapi';
import { listOf, microsSchema } from './basics.ts';

const actionSchema = z.enum(['adopt', 'resubmit', 'abandon']);

export const heldSchema = z
  .object({
    id: z.string().openapi({ description: 'Of the submission.' }),
    render: z.string(),
    task: z.string(),
    shot: z.string().nullable(),
    number: z.int().openapi({ description: 'Of the take.' }),
    provider: z.string(),
    model: z.string(),
    why: z.enum(['unanswered', 'overdue', 'lost', 'not_downloaded', 'not_checked']).openapi({
      description:
        '`unanswered`: no answer came to it. `overdue`: the job is there, and not done. `lost`: the job was there, and its provider knows it no more. `not_downloaded`: it is made, and its file does not come. `not_checked`: its file is here, and could not be looked at.',
    }),
    sentMs: z.number(),
    heldMs: z.number(),
    billed: z.enum(['yes', 'no', 'unknown']),
    mayCostMicros: microsSchema.openapi({ description: 'What it may have cost; has, where `billed` is `yes`.' }),
    againMicros: microsSchema.openapi({ description: 'What sending it once more costs, about.' }),
    isPriced: z.boolean().openapi({ description: 'False: nobody knows its price, and the amounts say nothing.' }),
    canBeAsked: z.boolean().openapi({ description: 'The next render asks its provider once more.' }),
    message: z.string(),
    actions: listOf(actionSchema),
  })
  .openapi('Held', { description: 'A take that may or may not exist at its provider, or whose end nobody knows.' });

export const heldListSchema = z.object({ held: listOf(heldSchema) }).openapi('HeldList');

export const settleSchema = z
  .discriminatedUnion('action', [
    z.strictObject({
      action: z.literal('adopt'),
      operation: z
        .string()
        .trim()
        .min(1)
        .max(1_000)
        .openapi({ description: "The job, as the provider's pages name it." }),
    }),
    z.strictObject({ action: z.literal('resubmit'), yes: z.boolean().optional() }),
    z.strictObject({ action: z.literal('abandon') }),
  ])
  .openapi('Settle');

export type HeldJson = z.infer<typeof heldSchema>;
