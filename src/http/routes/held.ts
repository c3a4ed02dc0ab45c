import { createRoute, z } from '@hono/zod-openapi';
import type { HeldOfFilm } from '../../films/held-desk.ts';
import type { ApiContext } from '../api-context.ts';
import { heldListSchema, settleSchema, type HeldJson } from '../schemas/held.ts';
import { answer, createRoutes, idempotencyHeaders, jsonBody } from './operations.ts';

/** Takes that may or may not exist and be paid for: a person's word settles them. */
export function heldRoutes({ films, stopping }: ApiContext) {
  return createRoutes()
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/held',
        tags: ['Held'],
        summary: 'Takes of which nobody knows what became of them',
        request: {
          query: z.object({ render: z.string().max(60).optional().openapi({ description: 'Only of one.' }) }),
        },
        responses: { 200: answer('What is held', heldListSchema) },
      }),
      async (c) => {
        const { render } = c.req.valid('query');
        const held = await films.held.list(render === undefined ? null : await films.find(render));
        return c.json({ held: held.map(toHeldJson) }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/v1/held/{attempt}',
        tags: ['Held'],
        summary: 'Adopt it, send it once more, or give it up',
        description:
          'Nothing is sent, fetched or cut by it: a render that is under way does that, or the next one (`resume`). `resubmit` is paid anew, and wants `yes: true`; what the old submission may have cost counts as spent, as it does with `abandon`.',
        request: {
          params: z.object({
            attempt: z
              .string()
              .max(60)
              .openapi({ param: { name: 'attempt', in: 'path' } }),
          }),
          headers: idempotencyHeaders,
          ...jsonBody(settleSchema),
        },
        responses: { 200: answer('What is held of the render still', heldListSchema) },
      }),
      async (c) => {
        const wish = c.req.valid('json');
        const film = await films.held.settle(
          c.req.valid('param').attempt,
          wish.action === 'adopt' ? { action: 'adopt', job: wish.operation } : { action: wish.action },
          { yes: wish.action === 'resubmit' && wish.yes === true },
          AbortSignal.any([stopping, c.req.raw.signal]),
        );
        return c.json({ held: (await films.held.list(film)).map(toHeldJson) }, 200);
      },
    );
}

function toHeldJson({ actions, ...held }: HeldOfFilm): HeldJson {
  return { ...held, actions: [...actions] };
}
