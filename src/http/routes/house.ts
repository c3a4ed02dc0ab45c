import { createRoute, z } from '@hono/zod-openapi';
import type { ApiContext } from '../api-context.ts';
import { signIn, signOut } from '../safety.ts';
import { listOf, microsSchema } from '../schemas/basics.ts';
import { answer, createRoutes, jsonBody } from './operations.ts';

const soundMicrosSchema = microsSchema.nullable().openapi({ description: 'With the sound; null: the same' });
const priceSchema = z
  .object({
    kind: z.enum(['free', 'unknown', 'per_second', 'per_minute', 'per_take', 'per_1000_characters']),
    micros: microsSchema.exactOptional(),
    soundMicros: soundMicrosSchema.exactOptional(),
    larger: listOf(z.object({ abovePixels: z.int(), micros: microsSchema, soundMicros: soundMicrosSchema }))
      .exactOptional()
      .openapi({ description: 'What larger films cost, the smallest first' }),
  })
  .openapi('Price');

const modelSchema = z
  .object({
    id: z.string(),
    provider: z.string(),
    medium: z.enum(['video', 'image', 'voice', 'music']),
    label: z.string(),
    modes: listOf(z.string()),
    audio: z.boolean(),
    seed: z.boolean(),
    price: priceSchema,
    retires: z.string().nullable(),
    ready: z.boolean().openapi({ description: 'This version can shoot with it.' }),
  })
  .openapi('Model');

/** Models, and signing in. */
export function houseRoutes({ models, safety }: ApiContext) {
  return createRoutes()
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/models',
        tags: ['House'],
        summary: 'Models that a storyboard can name',
        responses: { 200: answer('The models', z.object({ models: listOf(modelSchema) })) },
      }),
      (c) => {
        const known = models().map(({ id, provider, medium, label, modes, audio, seed, price, retires, ready }) => ({
          id,
          provider,
          medium,
          label,
          modes,
          audio,
          seed,
          price,
          retires,
          ready,
        }));
        return c.json({ models: known }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/v1/session',
        tags: ['House'],
        summary: 'Sign a browser in',
        description: 'Sets a cookie that scripts cannot read and other sites cannot send.',
        request: jsonBody(z.strictObject({ token: z.string().max(500) }).openapi('SignIn')),
        responses: { 204: { description: 'Signed in' } },
      }),
      (c) => {
        signIn(c, safety, c.req.valid('json').token);
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/v1/session',
        tags: ['House'],
        summary: 'Sign the browser out',
        responses: { 204: { description: 'Signed out' } },
      }),
      (c) => {
        signOut(c);
        return c.body(null, 204);
      },
    );
}
