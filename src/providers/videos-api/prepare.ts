import type { Json, JsonObject } from '../../base/json.ts';
import type { GenerationRequest, VideoRequest } from '../../model/generation.ts';
import type { ModelRef } from '../../model/storyboard.ts';
import type { Prepared, Wanted } from '../contract.ts';
import { refusal } from '../refusal.ts';
import type { Draft, Known } from './body.ts';
import { framesOf, secondsOf } from './lengths.ts';
import { OPENROUTER_MODES, toOpenrouter } from './openrouter.ts';
import { sizeFor } from './sizes.ts';

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
    return impossible(`${model.text} takes no options`, `Write them under \`raw: {${model.provider}: {…}}\`.`);
  if (request.kind !== 'video') return impossible(`${model.text} makes video only`, 'Name another model.');
  const { mode } = request;
  const isJson = known.settings.dialect === 'openrouter';
  if (!known.facts.modes.includes(mode) || !(isJson ? OPENROUTER_MODES : FORM_MODES).has(mode))
    return impossible(`${model.text} is not made for \`${mode}\``, 'Name another model.');
  if ((mode === 'image' || mode === 'first_last') && request.start === null)
    return impossible(`${model.text} needs a first frame, and the shot has none`, null);
  const extra = rawOf(request.raw, model.provider);
  const clash = clashOf(extra, model);
  if (clash !== null) return clash;
  const dropped: string[] = [];
  const draft: Draft = { name: model.text, lengthMs, dropped };
  const isFree = known.facts.price.kind === 'free';
  if (isJson) {
    const json = { ...toOpenrouter(known, request, draft), ...Object.fromEntries(extra) };
    return { ok: true, body: { fields: {}, reference: null, json, isFree }, dropped };
  }
  const texts = extra.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]);
  const fields = { ...fill(known, request, draft), ...Object.fromEntries(texts) };
  const reference = mode === 'image' ? (request.start?.sha ?? null) : null;
  return { ok: true, body: { fields, reference, json: null, isFree }, dropped };
}

const FORM_MODES: ReadonlySet<string> = new Set(['text', 'image']);

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
      seconds: String(secondsOf(lengthMs)),
      size: `${width}x${height}`,
    };
  }
  return {
    ...named,
    prompt: request.prompt,
    ...(request.avoid === null ? {} : { negative_prompt: request.avoid }),
    ...(dialect === 'sglang' ? { size: `${width}x${height}` } : { width: String(width), height: String(height) }),
    num_frames: String(framesOf(lengthMs, timing)),
    fps: String(timing.fps),
    seed: String(request.seed),
  };
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
  'duration',
  'resolution',
  'aspect_ratio',
  'generate_audio',
  'frame_images',
  'input_references',
  'previous_job_id',
  'callback_url',
]);

function clashOf(extra: Extra, { provider, text }: ModelRef): Prepared | null {
  const key = extra.find(([one]) => OURS.has(one))?.[0];
  return key === undefined
    ? null
    : impossible(
        `\`raw: {${provider}: {${key}: …}}\` would change what ${text} makes or costs`,
        'Leave it out: `duration:`, `size:` and the file of LONGTAKE_MODELS say it.',
      );
}

type Extra = readonly (readonly [string, Json])[];

function rawOf(raw: Json, provider: string): Extra {
  const own = isObject(raw) ? raw[provider] : undefined;
  return isObject(own) ? Object.entries(own) : [];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function impossible(message: string, advice: string | null): Prepared {
  return { ok: false, failure: refusal('invalid_request', message, advice) };
}
