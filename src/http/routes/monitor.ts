import { createRoute, z } from '@hono/zod-openapi';
import type { ApiContext } from '../api-context.ts';
import { answer, createRoutes } from './operations.ts';

const healthSchema = z
  .object({
    status: z.enum(['ok', 'failing']),
    checks: z
      .array(
        z.object({
          name: z.enum(['database', 'disk', 'ffmpeg']),
          ok: z.boolean(),
          reason: z.string().nullable(),
        }),
      )
      .readonly(),
  })
  .openapi('Health');

/** For those who look after the server. */
export function monitorRoutes({ metrics, health }: ApiContext) {
  return createRoutes()
    .openapi(
      createRoute({
        method: 'get',
        path: '/healthz',
        tags: ['House'],
        summary: 'Whether the server can do its work',
        description: 'Needs no token. It can write to its database, has room on its disk, and finds ffmpeg.',
        security: [{}],
        responses: { 200: answer('It can', healthSchema), 503: answer('It cannot', healthSchema) },
      }),
      async (c) => {
        const { isHealthy, checks } = await health();
        return isHealthy
          ? c.json({ status: 'ok' as const, checks }, 200)
          : c.json({ status: 'failing' as const, checks }, 503);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/metrics',
        tags: ['House'],
        summary: 'Numbers for Prometheus',
        responses: {
          200: { description: 'Text format 0.0.4', content: { 'text/plain': { schema: z.string() } } },
        },
      }),
      async (c) => {
        const { body, contentType } = await metrics.text();
        return c.text(body, 200, { 'content-type': contentType });
      },
    );
}
