import type { Json, JsonObject } from '../../base/json.ts';
import type { VideoRequest } from '../../model/generation.ts';
import { fileAt, type HostedBody } from '../hosted-job.ts';
import { choice } from '../endpoint.ts';
import { nearestShape } from '../picture-shape.ts';
import type { Prepare } from '../prepare-body.ts';
import { refusal } from '../refusal.ts';
import { OMNI_MODELS, type OmniModel } from './models.ts';

const SHAPES = choice('aspect_ratio', '16:9', '9:16');
/** Frames and references together (announced with 1.2 on 2026-11-05). */
const MOST_PICTURES = 6;

/** The native body of a request. Pure. */
export const prepare: Prepare = (request, ref, { lengthMs }) => {
  const { text: name } = ref;
  const known = OMNI_MODELS[ref.model ?? ''];
  if (known === undefined) return impossible(`this version does not know ${name}`, 'Name another model.');
  if (Object.keys(ref.options).length > 0)
    return impossible(`${name}: a model of gemini takes no options`, 'Write them under `raw: {gemini: {…}}`.');
  if (request.kind !== 'video') return impossible(`${name} makes video only`, 'Name another model.');
  const why = whyNot(request, known, lengthMs);
  if (why !== null) return impossible(`${name} ${why}`, 'Name another model.');
  const dropped: string[] = [`the seed: ${name} takes none`];
  const pictures = picturesOf(request, name, dropped);
  const shape = nearestShape(SHAPES, request.size);
  if (request.mode !== 'restyle' && !shape.isExact)
    dropped.push(`the shape ${request.size.width}x${request.size.height}: ${name} makes ${shape.text}`);
  const raw = rawOf(request.raw);
  const clash = Object.keys(raw).find((field) => OURS.has(field));
  if (clash !== undefined)
    return impossible(
      `\`raw: {gemini: {${clash}: …}}\` would change what ${name} makes or costs, or how it is asked for`,
      'Leave it out: `duration:`, `size:` and the model say it.',
    );
  const input: JsonObject = {
    model: known.model,
    // Without it the answer comes when the video is done: minutes in which it can be lost.
    background: true,
    // What is not kept there cannot be asked for.
    store: true,
    input: [
      ...pictures.files,
      ...(request.mode === 'restyle' && request.video !== null
        ? [{ type: 'video', uri: fileAt(request.video.sha) }]
        : []),
      { type: 'text', text: wordsOf(request, pictures.references) },
    ],
    response_format: {
      type: 'video',
      delivery: 'uri',
      resolution: known.resolution,
      // Footage has its own shape and length.
      ...(request.mode === 'restyle' ? {} : { aspect_ratio: shape.text, duration: `${lengthMs / 1000}s` }),
    },
    ...taskOf(request, pictures.references),
    ...raw,
  };
  const body: HostedBody = { endpoint: 'interactions', gives: 'video', input, askedMs: null };
  return { ok: true, body, dropped };
};

function whyNot(
  { mode, start, end, video }: VideoRequest,
  { mostMsBetweenFrames }: OmniModel,
  lengthMs: number,
): string | null {
  switch (mode) {
    case 'text':
    case 'references':
      return null;
    case 'image':
    case 'first_last':
      if (start === null) return 'needs a first frame, and the shot has none';
      return end !== null && mostMsBetweenFrames !== null && lengthMs > mostMsBetweenFrames
        ? `ends on a given frame within ${mostMsBetweenFrames / 1000} s only`
        : null;
    case 'restyle':
      return video === null ? 'needs footage, and the shot has none' : null;
    case 'extend':
    case 'perform':
    case 'lipsync':
    case 'avatar':
    case 'motion':
    case 'upscale':
    case 'smooth':
      return `is not made for \`${mode}\``;
  }
}

type Pictures = { readonly files: readonly Json[]; readonly references: number };

/** Frames first: the words say by their place which picture is which. */
function picturesOf({ start, end, references, mode }: VideoRequest, name: string, dropped: string[]): Pictures {
  const frames = mode === 'image' || mode === 'first_last' ? [start, end].flatMap((one) => one ?? []) : [];
  const room = MOST_PICTURES - frames.length;
  if (references.length > room)
    dropped.push(`${references.length - room} reference images: ${name} takes ${room} here`);
  const shown = references.slice(0, room);
  return {
    files: [...frames, ...shown].map(({ sha }) => ({ type: 'image', uri: fileAt(sha) })),
    references: shown.length,
  };
}

/**
 * Roles are told in the words, by tags. Left to itself the model cuts between several shots, and there is no field for
 * what to avoid. https://ai.google.dev/gemini-api/docs/omni (read as of 2026-09-18)
 */
function wordsOf(request: VideoRequest, references: number): string {
  const { mode, start, end, prompt, avoid } = request;
  const sources =
    mode === 'restyle'
      ? ['<VIDEO_0>@Video1']
      : mode === 'image' || mode === 'first_last'
        ? [start, end].flatMap((one, index) => (one === null ? [] : `${FRAME_TAGS[index]}@Image${index + 1}`))
        : [];
  const before = mode === 'restyle' ? 0 : sources.length;
  const named = Array.from({ length: references }, (_, index) => `<IMAGE_REF_${index}>@Image${before + index + 1}`);
  return [
    ...(sources.length > 0 ? [`[# Sources ${sources.join(' ')}]`] : []),
    ...(named.length > 0 ? [`[# References ${named.join(' ')}]`] : []),
    prompt,
    ...(mode === 'restyle' ? [] : ['One single continuous shot, without any cut.']),
    ...(avoid === null ? [] : [`Avoid: ${avoid}.`]),
    ...(named.length > 0 ? ['The reference images show who and what is seen; none of them is a frame.'] : []),
  ].join(' ');
}

const FRAME_TAGS = ['<FIRST_FRAME>', '<LAST_FRAME>'];

/** Named only where the vendor documents it for exactly these inputs; the tags say the rest. */
function taskOf({ mode, end }: VideoRequest, references: number): JsonObject {
  const task =
    mode === 'restyle'
      ? 'edit'
      : mode === 'image' && end === null && references === 0
        ? 'image_to_video'
        : mode === 'text' || mode === 'references'
          ? references > 0
            ? 'reference_to_video'
            : 'text_to_video'
          : null;
  return task === null ? {} : { generation_config: { video_config: { task } } };
}

/** What the price, the length or our way of asking hangs on stays ours to say. */
const OURS: ReadonlySet<string> = new Set([
  'model',
  'agent',
  'input',
  'background',
  'store',
  'stream',
  'response_format',
  'previous_interaction_id',
  'continuation_token',
  'webhook_config',
  'service_tier',
]);

function rawOf(raw: Json): JsonObject {
  const own = isObject(raw) ? raw['gemini'] : undefined;
  return isObject(own) ? own : {};
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function impossible(message: string, advice: string): ReturnType<Prepare> {
  return { ok: false, failure: refusal('invalid_request', message, advice) };
}
