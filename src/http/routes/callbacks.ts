import { createRoute, z } from '@hono/zod-openapi';
import type { ApiContext } from '../api-context.ts';
import { HttpError } from '../problems.ts';
import { answer, createRoutes } from './operations.ts';

const heardSchema = z.object({ heard: z.enum(['heard', 'late', 'foreign']) }).openapi('Heard', {
  description: '`late`: its take is settled. `foreign`: it is about another job, and means nothing.',
});

/** Where providers say that they are done with a job, so that nobody has to wait for the next time that they are asked. */
export function callbackRoutes({ films, stopping, log }: ApiContext) {
  return createRoutes().openapi(
    createRoute({
      method: 'post',
      path: '/v1/webhooks/{provider}',
      tags: ['House'],
      summary: 'For providers: a job is done',
      description:
        'The address is given to a provider with a submission, `n` and all, when the server knows its own (`--public-url`). A message that nobody but the provider can have sent makes the server ask the provider at once; it is believed in nothing.',
      security: [],
      request: {
        params: z.object({
          provider: z
            .string()
            .max(40)
            .openapi({ param: { name: 'provider', in: 'path' } }),
        }),
        query: z.object({ n: z.string().max(60).openapi({ description: 'Of the submission.' }) }),
      },
      responses: { 200: answer('It was heard', heardSchema) },
    }),
    async (c) => {
      const { provider } = c.req.valid('param');
      const headers = Object.fromEntries(c.req.raw.headers);
      const body = new Uint8Array(await c.req.arrayBuffer());
      const { heard, film } = await films.callbacks.hear(
        provider,
        c.req.valid('query').n,
        { headers, body },
        AbortSignal.any([stopping, c.req.raw.signal]),
      );
      log.debug('provider called back', { provider, heard, render: film?.id ?? null });
      if (heard === 'forged')
        throw new HttpError(404, 'not_found', 'There is no such submission, or this is not its provider.');
      return c.json({ heard }, 200);
    },
  );
}
