import { z } from '@hono/zod-openapi';

/** Schemas of what several answers hold. What we send is described; what we are sent is strict. */
export const listOf = <T extends z.ZodType>(item: T) => z.array(item).readonly();

export const microsSchema = z.int().openapi({ description: 'Millionths of a US dollar.', example: 1_200_000 });
export const framesSchema = z.int().min(0).openapi({ description: 'Whole frames of the film.' });
export const fpsSchema = z.object({ num: z.int(), den: z.int() }).openapi('Fps', { example: { num: 24, den: 1 } });
export const sizeSchema = z.object({ width: z.int(), height: z.int() }).openapi('Size');
const blobUrlSchema = z.string().openapi({ example: '/v1/blobs/9f86d0…' });
export const mayBeBlobSchema = blobUrlSchema.nullable();

export const taskStateSchema = z
  .enum([
    'waiting',
    'reserving',
    'submitting',
    'reconciling',
    'polling',
    'downloading',
    'gating',
    'backing_off',
    'cancelling',
    'conforming',
    'encoding',
    'mixing',
    'assembling',
    'stored',
    'reused',
    'failed',
    'held',
    'skipped',
  ])
  .openapi('TaskState', { description: 'The words of the machines. `reused`: made in an earlier render.' });

export const renderStateSchema = z
  .enum(['new', 'running', 'stopping', 'paused', 'done', 'incomplete', 'cancelled'])
  .openapi('State', { description: '`new`: never rendered. `incomplete`: some shots failed or are held.' });

export const failureSchema = z
  .object({
    class: z.enum([
      'invalid_request',
      'moderation',
      'rate_limited',
      'quota',
      'unauthorized',
      'model_retired',
      'unavailable',
      'provider_failed',
      'lost',
      'timed_out',
      'bad_output',
      'budget',
      'cancelled',
      'input_failed',
      'internal',
    ]),
    message: z.string(),
    billed: z.enum(['yes', 'no', 'unknown']),
    suspect: z.string().nullable().openapi({ description: 'The input that a refusal most likely means.' }),
    retryAfterMs: z.number().nullable(),
    advice: z.string().nullable(),
  })
  .openapi('Failure');

export const readingSchema = z
  .object({
    gate: z.string(),
    value: z.number(),
    unit: z.enum(['share', 'seconds', 'score', 'times', 'flag']),
    mark: z.number(),
    verdict: z.enum(['passed', 'excused', 'warned', 'failed']),
    note: z.string().nullable(),
  })
  .openapi('Gate');

export const problemSchema = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    file: z.string(),
    line: z.int(),
    column: z.int(),
    length: z.int(),
    path: listOf(z.union([z.string(), z.number()])),
    message: z.string(),
    expected: z.string().nullable(),
    fix: z.string().nullable(),
    frame: z.string().openapi({ description: 'The line and its neighbours, with the place marked.' }),
  })
  .openapi('Problem', { description: 'Something wrong in a storyboard, with its place.' });

/** RFC 9457; what every answer but 2xx holds. */
export const errorSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().openapi({ description: 'For programs. The codes of the command line.' }),
  })
  .openapi('Error', {
    description:
      'application/problem+json (RFC 9457). An unsound storyboard adds `problems`; paid work that nobody allowed adds `costMicros`, `shots`, `unpriced` and `question`.',
  });

export const mayCostSchema = z
  .number()
  .min(0)
  .max(1_000_000)
  .openapi({ description: 'A ceiling in US dollars.', example: 5 });
