import { z } from '@hono/zod-openapi';
import {
  failureSchema,
  fpsSchema,
  framesSchema,
  listOf,
  mayBeBlobSchema,
  microsSchema,
  readingSchema,
  renderStateSchema,
  sizeSchema,
  taskStateSchema,
} from './basics.ts';

const filmSchema = z.object({
  url: z.string(),
  frames: framesSchema,
  durationMs: z.int(),
  sizeBytes: z.int(),
  isPartial: z.boolean().openapi({ description: 'Placeholders stand in for shots that are missing.' }),
});

export const summarySchema = z
  .object({
    id: z.string().openapi({ example: 'f-1a2b3c4d' }),
    title: z.string(),
    source: z.enum(['file', 'posted']),
    state: renderStateSchema,
    isAlive: z.boolean().openapi({ description: 'A process is at work on it.' }),
    problems: z.int().openapi({ description: 'Errors in the storyboard as it is now.' }),
    frames: framesSchema,
    fps: fpsSchema,
    durationMs: z.int(),
    size: sizeSchema,
    shots: z.object({ total: z.int(), ready: z.int(), failed: z.int(), held: z.int(), running: z.int() }),
    tasks: z.object({ total: z.int(), settled: z.int() }),
    spentMicros: microsSchema,
    reservedMicros: microsSchema,
    createdMs: z.int(),
    startedMs: z.int().nullable(),
    changedMs: z.int(),
    secondsLeft: z.int().nullable(),
    film: filmSchema.nullable(),
    poster: z
      .string()
      .nullable()
      .openapi({ description: 'A picture of the film; until it has one, of the first shot that was made.' }),
    sheet: z.string().nullable(),
  })
  .openapi('RenderSummary', { description: 'A film on its way from one storyboard, for lists.' });

export const shotSchema = z
  .object({
    id: z.string(),
    scene: z.string(),
    index: z.int(),
    fromFrame: framesSchema,
    frames: framesSchema,
    durationMs: z.int(),
    title: z.string(),
    action: z.string().nullable(),
    prompt: z.string(),
    say: listOf(z.object({ who: z.string(), words: z.string() })),
    camera: z.string().nullable(),
    frame: z.string().nullable(),
    kind: z.enum(['shot', 'card', 'still', 'clip']),
    state: taskStateSchema,
    done: z.number().nullable().openapi({ description: '0 to 1 of the state that it is in.' }),
    take: z.int().nullable().openapi({ description: 'The take that the film uses now.' }),
    takesCount: z.int(),
    model: z.string().nullable(),
    costMicros: microsSchema,
    failure: failureSchema.nullable(),
    isStale: z.boolean().openapi({ description: 'A frame that it was made from is another by now.' }),
    thumbnail: mayBeBlobSchema,
    video: mayBeBlobSchema,
    videoFromMs: z.int(),
    keyframe: mayBeBlobSchema,
    drawing: z
      .object({ thumbnail: mayBeBlobSchema, video: mayBeBlobSchema })
      .nullable()
      .openapi({ description: 'What the animatic drew of it, such as for a preview, while there is no take.' }),
    gates: listOf(readingSchema),
    out: z.object({ kind: z.string(), frames: framesSchema }).nullable(),
    seam: z
      .object({
        ssim: z.number().nullable(),
        deltaE: z.number().nullable(),
        verdict: z.enum(['passed', 'excused', 'warned', 'failed']),
      })
      .nullable(),
  })
  .openapi('Shot');

export const takeSchema = z
  .object({
    number: z.int(),
    state: z.enum(['live', 'stored', 'failed', 'held']),
    model: z.string(),
    seed: z.int(),
    prompt: z.string(),
    durationMs: z.number().nullable(),
    costMicros: microsSchema,
    madeMs: z.int(),
    isUsed: z.boolean(),
    isFitting: z.boolean().openapi({ description: 'Made of what the storyboard says of the shot now.' }),
    isAcceptable: z.boolean().openapi({ description: 'It only failed gates that `acceptGates` overrules.' }),
    failure: failureSchema.nullable(),
    url: z.string().nullable(),
    thumbnail: mayBeBlobSchema,
    firstFrame: mayBeBlobSchema,
    lastFrame: mayBeBlobSchema,
    gates: listOf(readingSchema),
  })
  .openapi('Take');

export const shotWithTakesSchema = shotSchema.extend({ takes: listOf(takeSchema) }).openapi('ShotWithTakes');

const joinSchema = z.object({
  index: z.int(),
  from: z.string(),
  to: z.string(),
  kind: z.string(),
  frames: framesSchema,
  task: z.string().nullable(),
});

const staleSchema = z
  .object({
    shot: z.string(),
    take: z.int(),
    seams: listOf(
      z.object({
        from: z.string(),
        part: z.enum(['first', 'last']),
        ssim: z.number().nullable(),
        deltaE: z.number().nullable(),
      }),
    ),
  })
  .openapi('StaleTake', {
    description: 'A take made from a frame that its neighbour no longer shows: accept it, or shoot it again.',
  });

const taskFailureSchema = z.object({
  task: z.string(),
  kind: z.string(),
  shot: z.string().nullable(),
  title: z.string(),
  state: z.enum(['failed', 'held']),
  failure: failureSchema,
});

export const renderSchema = summarySchema
  .extend({
    budgetMicros: microsSchema.nullable().openapi({ description: 'The storyboard’s ceiling over the film’s life.' }),
    maxCostMicros: microsSchema
      .nullable()
      .openapi({ description: 'The ceiling that was set when it was started last.' }),
    scenes: listOf(z.object({ id: z.string(), heading: z.string().nullable(), shots: listOf(z.string()) })),
    shotList: listOf(shotSchema),
    joins: listOf(joinSchema),
    stale: listOf(staleSchema),
    failures: listOf(taskFailureSchema),
    warnings: listOf(z.object({ code: z.string(), message: z.string() })),
    lastEvent: z.string().openapi({ description: 'Follow the events after it, and nothing is missed.' }),
  })
  .openapi('Render');

export type SummaryJson = z.infer<typeof summarySchema>;
export type RenderJson = z.infer<typeof renderSchema>;
export type ShotJson = z.infer<typeof shotSchema>;
export type TakeJson = z.infer<typeof takeSchema>;
