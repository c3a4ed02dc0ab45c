import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { JsonObject } from '../../base/json.ts';
import type { VideoRequest } from '../../model/generation.ts';
import type { ModelFacts } from '../../model/model-facts.ts';
import type { Size } from '../../model/storyboard.ts';
import type { Prepared } from '../contract.ts';
import { choice } from '../endpoint.ts';
import { mediaTypeOfFile } from '../media-type.ts';
import { nearestShape } from '../picture-shape.ts';
import type { Prepare } from '../prepare-body.ts';
import { refusal } from '../refusal.ts';
import type { StartOptions } from './video-model.ts';

/** How a model of the AI SDK is reached, in the file of LONGTAKE_MODELS. */
export const aiSdkSettingsSchema = z.strictObject({
  /** A JavaScript file beside the one that names it, which exports `({ fetch }) => VideoModelV4`. */
  module: z.string().min(1),
  export: z.string().min(1).default('model'),
  /** Handed on as `providerOptions`, by the SDK's name of the provider. */
  options: z.record(z.string(), z.record(z.string(), z.json())).default({}),
  /** A server of one's own that files may come from; others must be public. */
  server: z.url().optional(),
});
export type AiSdkSettings = z.infer<typeof aiSdkSettingsSchema>;
export type Known = { readonly facts: ModelFacts; readonly settings: AiSdkSettings };

const shaSchema = z.string().regex(/^[0-9a-f]{64}$/u);
const bodySchema = z.object({
  model: z.string(),
  prompt: z.string(),
  aspectRatio: z.string(),
  resolution: z.string().nullable(),
  seconds: z.number(),
  seed: z.int().nullable(),
  hasSound: z.boolean().nullable(),
  start: shaSchema.nullable(),
  end: shaSchema.nullable(),
  references: z.array(shaSchema),
  options: z.record(z.string(), z.record(z.string(), z.json())),
  /** Nothing is paid there: what may exist twice costs nothing. */
  isFree: z.boolean(),
});
/** What the journal keeps of a submission; files by hash. */
export type AiSdkBody = z.infer<typeof bodySchema>;
/** The SDK's own handle of a job, as it is. */
export type AiSdkOperation = { readonly model: string; readonly operation: z.infer<ReturnType<typeof z.json>> };
const operationSchema = z.object({ model: z.string(), operation: z.json() });

export function parseBody(json: JsonObject): AiSdkBody {
  return bodySchema.parse(json);
}

export function parseOperation(json: JsonObject): AiSdkOperation {
  return operationSchema.parse(json);
}

const SHAPES = choice('aspectRatio', '16:9', '9:16', '1:1', '4:3', '3:4', '21:9');
const MODES: ReadonlySet<string> = new Set(['text', 'image', 'first_last', 'references']);

/** What is asked of the model, or why it cannot be. Pure. */
export function createPrepare(known: ReadonlyMap<string, Known>): Prepare {
  return (request, { text: name, model, options }, { lengthMs }) => {
    const own = known.get(model ?? '');
    if (own === undefined)
      return impossible(`nothing is known of ${name}`, 'Describe it in the file of LONGTAKE_MODELS.');
    if (Object.keys(options).length > 0)
      return impossible(`${name} takes no options`, 'Write them as `options` in the file of LONGTAKE_MODELS.');
    if (request.kind !== 'video') return impossible(`${name} makes video only`, 'Name another model.');
    const { mode, start } = request;
    if (!own.facts.modes.includes(mode) || !MODES.has(mode))
      return impossible(`${name} is not made for \`${mode}\``, 'Name another model.');
    if ((mode === 'image' || mode === 'first_last') && start === null)
      return impossible(`${name} needs a first frame, and the shot has none`, null);
    return { ok: true, ...fill(own, request, { name, model: model ?? '', lengthMs }) };
  };
}

type Asked = { readonly name: string; readonly model: string; readonly lengthMs: number };

function fill({ facts, settings }: Known, request: VideoRequest, { name, model, lengthMs }: Asked) {
  const { mode, size, start, end, references, prompt, avoid } = request;
  const shape = nearestShape(SHAPES, size);
  const dropped: string[] = [];
  if (!shape.isExact) dropped.push(`the shape ${size.width}x${size.height}: ${name} is asked for ${shape.text}`);
  if (!facts.seed) dropped.push(`the seed: ${name} takes none`);
  if (request.hasSound && !facts.audio) dropped.push(`the sound: ${name} makes none`);
  const isFramed = mode === 'image' || mode === 'first_last';
  const canEnd = facts.modes.includes('first_last');
  if (isFramed && end !== null && !canEnd) dropped.push(`the last frame: ${name} takes none`);
  const canRefer = facts.modes.includes('references') && !isFramed;
  if (references.length > 0 && !canRefer)
    dropped.push(`the reference images: ${name} takes none here, the prompt describes them`);
  const body: AiSdkBody = {
    model,
    prompt: avoid === null ? prompt : `${prompt} Avoid: ${avoid}.`,
    aspectRatio: shape.text,
    resolution: resolutionFor(facts.sizes, shape.text, size),
    seconds: (lengthMs === 0 ? (request.frames * 1000 * request.fps.den) / request.fps.num : lengthMs) / 1000,
    seed: facts.seed ? request.seed : null,
    hasSound: facts.audio ? request.hasSound : null,
    start: isFramed ? (start?.sha ?? null) : null,
    end: isFramed && canEnd ? (end?.sha ?? null) : null,
    references: canRefer ? references.map(({ sha }) => sha) : [],
    options: settings.options,
    isFree: facts.price.kind === 'free',
  };
  return { body, dropped };
}

/** In pixels, from sizes such as `720p` or `1280x720`: the smallest that is large enough; null where none is named. */
function resolutionFor(sizes: readonly string[], aspect: string, film: Size): string | null {
  const [across = 16, down = 9] = aspect.split(':').map(Number);
  const named = sizes.flatMap((text) => {
    const [, width, height] = /^(\d+)x(\d+)$/u.exec(text) ?? [];
    if (width !== undefined && height !== undefined) return [{ width: Number(width), height: Number(height) }];
    const [, lines] = /^(\d+)p$/u.exec(text) ?? [];
    if (lines === undefined) return [];
    const long = Math.round((Number(lines) * Math.max(across, down)) / Math.min(across, down) / 2) * 2;
    return [across >= down ? { width: long, height: Number(lines) } : { width: Number(lines), height: long }];
  });
  const alike = named
    .filter(({ width, height }) => Math.abs(Math.log((width * down) / (height * across))) < 0.03)
    .toSorted((a, b) => a.width - b.width);
  const best = alike.find(({ width }) => width >= film.width) ?? alike.at(-1);
  return best === undefined ? null : `${best.width}x${best.height}`;
}

/** The options of the one call, with what is in the files. */
export async function toStartOptions(
  body: AiSdkBody,
  pathOf: (sha: string) => string,
  call: Pick<StartOptions, 'abortSignal' | 'headers'>,
): Promise<StartOptions> {
  const fileOf = async (sha: string) => {
    const path = pathOf(sha);
    return { type: 'file', mediaType: await mediaTypeOfFile(path), data: await readFile(path) } as const;
  };
  const first = body.start === null ? undefined : await fileOf(body.start);
  const last = body.end === null ? undefined : await fileOf(body.end);
  const references = await Promise.all(body.references.map(fileOf));
  return {
    ...call,
    prompt: body.prompt,
    n: 1,
    aspectRatio: body.aspectRatio,
    resolution: body.resolution ?? undefined,
    duration: body.seconds,
    fps: undefined,
    seed: body.seed ?? undefined,
    image: last === undefined ? first : undefined,
    frameImages:
      first === undefined || last === undefined
        ? undefined
        : [
            { image: first, frameType: 'first_frame' },
            { image: last, frameType: 'last_frame' },
          ],
    inputReferences: references.length === 0 ? undefined : references,
    generateAudio: body.hasSound ?? undefined,
    providerOptions: body.options,
  };
}

function impossible(message: string, advice: string | null): Prepared {
  return { ok: false, failure: refusal('invalid_request', message, advice) };
}
