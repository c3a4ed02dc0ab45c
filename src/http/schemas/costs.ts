import { z } from '@hono/zod-openapi';
import type { CostLine, FilmCosts } from '../../engine/api.ts';
import { listOf, microsSchema } from './basics.ts';

const lineSchema = z
  .object({
    of: z.string().openapi({ description: 'A shot, a model, a provider, the time of a render.' }),
    submissions: z.number().int(),
    spentMicros: microsSchema,
    reservedMicros: microsSchema,
    unpriced: z.number().int().openapi({
      description: 'Submissions of which nobody knows what they cost: they are in none of the sums.',
    }),
    uncertainMicros: microsSchema.openapi({ description: 'Of both: what nobody knows to have been billed.' }),
  })
  .openapi('CostLine');

export const costsSchema = z
  .object({
    shots: listOf(lineSchema),
    models: listOf(lineSchema),
    providers: listOf(lineSchema),
    renders: listOf(lineSchema),
    total: lineSchema,
  })
  .openapi('Costs');

export function toCostsJson({ shots, models, providers, renders, total }: FilmCosts): z.infer<typeof costsSchema> {
  const lines = (all: readonly CostLine[]) => all.map((line) => ({ ...line }));
  return {
    shots: lines(shots),
    models: lines(models),
    providers: lines(providers),
    renders: lines(renders),
    total: { ...total },
  };
}
