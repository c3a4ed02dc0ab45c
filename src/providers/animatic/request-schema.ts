import { z } from 'zod';
import { ANGLES, MOVES, SHOT_SIZES, SPEEDS } from '../../model/camera.ts';
import type { GenerationRequest, Picture } from '../../model/generation.ts';
import { VIDEO_MODES } from '../../model/model-facts.ts';
import { type BlobSha, type ShotId, toId } from '../../model/ids.ts';

const text = z.string();
const maybeText = z.string().nullable();
const shot = z.string().transform((id) => toId<ShotId>(id));
const sha = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform((id) => toId<BlobSha>(id));
const count = z.int().min(0);
const size = z.object({ width: z.int().min(16).max(8192), height: z.int().min(16).max(8192) });
const fps = z.object({ num: z.int().min(1), den: z.int().min(1) });
const pair = z.tuple([z.number(), z.number()]);
const frameInput = z
  .object({ sha, role: z.enum(['keyframe', 'continue', 'match', 'image']), size: size.exactOptional() })
  .nullable();
const join = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cut') }),
  z.object({ kind: z.literal('dissolve'), frames: count }),
  z.object({ kind: z.literal('wipe'), direction: z.enum(['left', 'right', 'up', 'down', 'circle']), frames: count }),
  z.object({ kind: z.literal('fade'), color: z.enum(['black', 'white']), frames: count }),
  z.object({ kind: z.literal('morph'), frames: count }),
  z.object({ kind: z.literal('bridge'), frames: count, prompt: text }),
]);
const look = z.object({ id: text, look: maybeText });

const picture = z.object({
  kind: z.enum(['scene', 'card', 'still', 'bridge']),
  title: maybeText,
  style: maybeText,
  place: look.nullable(),
  time: maybeText,
  light: maybeText,
  heading: maybeText,
  figures: z.array(
    z.object({
      id: text,
      name: text,
      look: maybeText,
      wardrobe: maybeText,
      color: z.string().regex(/^#[0-9a-f]{6}$/i),
    }),
  ),
  props: z.array(look),
  framing: z.object({
    size: z.enum(SHOT_SIZES),
    angle: z.enum(ANGLES),
    lensMm: z.number().min(4).max(2000).nullable(),
  }),
  camera: z.object({ move: z.enum(MOVES), speed: z.enum(SPEEDS) }),
  action: maybeText,
  sound: maybeText,
  motion: z.array(
    z.object({ region: z.tuple([z.number(), z.number(), z.number(), z.number()]), path: z.array(pair).min(1) }),
  ),
  speech: z.array(z.object({ who: text, words: text, fromFrame: z.int(), frames: count, onScreen: z.boolean() })),
  slate: z.object({ shot: text, scene: text, take: z.int().positive().nullable().default(null) }).nullable(),
  worldKey: text,
  between: z.tuple([text, text]).nullable(),
  join: join.nullable(),
  takeFrames: count.nullable().default(null),
  // A chain of shots, each in the one that goes on from it.
  before: z
    .object({
      picture: z.lazy((): z.ZodType<Picture> => picture),
      frames: count,
      seed: z.int(),
      lastFrame: z.int().nonnegative(),
    })
    .nullable()
    .default(null),
}) satisfies z.ZodType<Picture>;

const request = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('video'),
    shot,
    prompt: text,
    avoid: maybeText,
    size,
    fps,
    frames: z.int().min(1),
    seed: z.int(),
    start: frameInput,
    end: frameInput,
    references: z.array(z.object({ of: text, view: maybeText, sha })),
    // Requests of early versions have none of these.
    mode: z.enum(VIDEO_MODES).default('text'),
    video: z.object({ sha }).nullable(),
    audio: z
      .object({ sha, lines: z.array(sha).default([]) })
      .nullable()
      .default(null),
    hasSound: z.boolean().default(false),
    finish: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('upscale'), factor: z.number() }),
        z.object({ kind: z.literal('smooth'), fps: z.number() }),
      ])
      .nullable()
      .default(null),
    picture,
    raw: z.json(),
  }),
  z.object({
    kind: z.literal('image'),
    shot,
    prompt: text,
    avoid: maybeText,
    size,
    seed: z.int(),
    base: frameInput,
    references: z.array(z.object({ of: text, view: maybeText, sha })),
    picture,
    fps,
    raw: z.json(),
  }),
  z.object({
    kind: z.literal('voice'),
    shot,
    who: text,
    words: text,
    notes: maybeText,
    voice: maybeText,
    lengthMs: count,
    seed: z.int(),
  }),
  z.object({
    kind: z.literal('music'),
    role: z.enum(['music', 'ambience']),
    prompt: text,
    lengthMs: count,
    seed: z.int(),
  }),
]) satisfies z.ZodType<GenerationRequest>;

/** Reads a request back from a body or an operation; on a mistake, says which field. */
export function parseRequest(
  json: unknown,
): { readonly ok: true; readonly request: GenerationRequest } | { readonly ok: false; readonly message: string } {
  const parsed = request.safeParse(json);
  if (parsed.success) return { ok: true, request: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, message: `request.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not readable'}` };
}
