import { z } from 'zod';
import type { Json, JsonObject } from '../../base/json.ts';
import type { GenerationRequest, VideoRequest } from '../../model/generation.ts';
import type { ModelFacts } from '../../model/model-facts.ts';
import type { ModelRef, Size } from '../../model/storyboard.ts';
import type { Prepared, Wanted } from '../contract.ts';
import { refusal } from '../refusal.ts';
import { largeEnough } from '../picture-shape.ts';

/**
 * How a server of `POST /v1/videos` wants to be asked: `openai` by seconds and `1280x720` (also LiteLLM), `sglang` and
 * `vllm-omni` by frames, with a seed and what to avoid.
 */
export const videosApiSettingsSchema = z.strictObject({
  dialect: z.enum(['openai', 'sglang', 'vllm-omni']),
  /** As the server calls it; absent where it has only one. */
  model: z.string().min(1).optional(),
  /** How many frames it can make: one, and whole steps more. */
  timing: z
    .strictObject({ fps: z.int().positive(), step: z.int().positive(), most: z.int().positive() })
    .default({ fps: 16, step: 4, most: 81 }),
});
export type VideosApiSettings = z.infer<typeof videosApiSettingsSchema>;
export type Known = { readonly settings: VideosApiSettings; readonly facts: ModelFacts };

/** What the journal keeps of a submission. */
export type VideosApiBody = {
  readonly fields: Readonly<Record<string, string>>;
  /** The first frame; null where there is none. */
  readonly reference: string | null;
  /** Nothing is paid there: what may exist twice costs nothing. */
  readonly isFree: boolean;
};
const bodySchema = z.object({
  fields: z.record(z.string(), z.string()),
  reference: z.string().nullable(),
  isFree: z.boolean(),
});

export function parseBody(json: JsonObject): VideosApiBody {
  return bodySchema.parse(json);
}

/** The form that is sent, or why this model cannot do it. Pure: nothing is asked of anybody. */
export function prepare(
  known: Known | undefined,
  request: GenerationRequest,
  model: ModelRef,
  { lengthMs }: Wanted,
): Prepared {
  if (known === undefined)
    return impossible(`nothing is known of ${model.text}`, 'Describe it in the file of LONGTAKE_MODELS.');
  const [option] = Object.keys(model.options);
  if (option !== undefined)
    return impossible(`${model.text} takes no options`, 'Write them under `raw: {videos-api: {…}}`.');
  if (request.kind !== 'video') return impossible(`${model.text} makes video only`, 'Name another model.');
  const { mode } = request;
  if (!known.facts.modes.includes(mode) || (mode !== 'text' && mode !== 'image'))
    return impossible(`${model.text} is not made for \`${mode}\``, 'Name another model.');
  if (mode === 'image' && request.start === null)
    return impossible(`${model.text} needs a first frame, and the shot has none`, null);
  const dropped: string[] = [];
  const fields = fill(known, request, { name: model.text, lengthMs, dropped });
  const clash = addRaw(fields, request.raw, model.text);
  if (clash !== null) return clash;
  return {
    ok: true,
    body: {
      fields,
      reference: mode === 'image' ? (request.start?.sha ?? null) : null,
      isFree: known.facts.price.kind === 'free',
    },
    dropped,
  };
}

type Draft = { readonly name: string; readonly lengthMs: number; readonly dropped: string[] };

function fill({ settings, facts }: Known, request: VideoRequest, draft: Draft): Record<string, string> {
  const { dialect, model, timing } = settings;
  const { name, dropped } = draft;
  if (request.end !== null) dropped.push(`the last frame: ${name} takes none`);
  if (request.references.length > 0)
    dropped.push(`the reference images: ${name} takes none, the prompt describes them`);
  if (request.hasSound && !facts.audio) dropped.push(`the sound: ${name} makes none`);
  const lengthMs = draft.lengthMs === 0 ? (request.frames * 1000 * request.fps.den) / request.fps.num : draft.lengthMs;
  const { width, height } = sizeFor(facts.sizes, request.size);
  const named: Record<string, string> = model === undefined ? {} : { model };
  if (dialect === 'openai') {
    dropped.push(`the seed: ${name} takes none`);
    const { prompt, avoid } = request;
    return {
      ...named,
      prompt: avoid === null ? prompt : `${prompt} Avoid: ${avoid}.`,
      seconds: String(Math.ceil(lengthMs / 1000)),
      size: `${width}x${height}`,
    };
  }
  const wanted = Math.ceil((lengthMs * timing.fps) / 1000);
  const frames = Math.min(timing.most, Math.max(1, Math.ceil((wanted - 1) / timing.step) * timing.step + 1));
  return {
    ...named,
    prompt: request.prompt,
    ...(request.avoid === null ? {} : { negative_prompt: request.avoid }),
    ...(dialect === 'sglang' ? { size: `${width}x${height}` } : { width: String(width), height: String(height) }),
    num_frames: String(frames),
    fps: String(timing.fps),
    seed: String(request.seed),
  };
}

/** The nearest shape of those that are named in pixels, the smallest that is large enough; any size where none is. */
function sizeFor(sizes: readonly string[], film: Size): Size {
  const made = sizes.flatMap((text) => {
    const [, width, height] = /^(\d+)x(\d+)$/u.exec(text) ?? [];
    return width === undefined || height === undefined ? [] : [{ width: Number(width), height: Number(height) }];
  });
  const offBy = (size: Size): number => Math.abs(Math.log(size.width / size.height / (film.width / film.height)));
  const [best] = made.toSorted((a, b) => offBy(a) - offBy(b) || a.width - b.width);
  if (best === undefined) return inSixteens(largeEnough(film));
  const alike = made.filter((size) => offBy(size) - offBy(best) < 0.001).toSorted((a, b) => a.width - b.width);
  return alike.find((size) => size.width >= film.width) ?? alike.at(-1) ?? best;
}

/** Models of video want sides in whole patches. */
function inSixteens({ width, height }: Size): Size {
  const side = (length: number): number => Math.ceil(length / 16) * 16;
  return { width: side(width), height: side(height) };
}

/** What the price and the length hang on stays the storyboard's own to say. */
const OURS: ReadonlySet<string> = new Set([
  'model',
  'seconds',
  'size',
  'width',
  'height',
  'num_frames',
  'fps',
  'n',
  'num_outputs_per_prompt',
  'input_reference',
]);

function addRaw(fields: Record<string, string>, raw: Json, name: string): Prepared | null {
  const own = isObject(raw) ? raw['videos-api'] : undefined;
  if (!isObject(own)) return null;
  for (const [key, value] of Object.entries(own)) {
    if (OURS.has(key))
      return impossible(
        `\`raw: {videos-api: {${key}: …}}\` would change what ${name} makes or costs`,
        'Leave it out: `duration:`, `size:` and the file of LONGTAKE_MODELS say it.',
      );
    fields[key] = typeof value === 'string' ? value : JSON.stringify(value);
  }
  return null;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function impossible(message: string, advice: string | null): Prepared {
  return { ok: false, failure: refusal('invalid_request', message, advice) };
}
