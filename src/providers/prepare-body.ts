import type { Json, JsonObject } from '../base/json.ts';
import type {
  Failure,
  GenerationRequest,
  ImageRequest,
  MusicRequest,
  VideoRequest,
  VoiceRequest,
} from '../model/generation.ts';
import type { BlobSha } from '../model/ids.ts';
import type { ModelRef, Size } from '../model/storyboard.ts';
import type { Prepared, Wanted } from './contract.ts';
import { fileAt } from './hosted-job.ts';
import type { Endpoint, Length, ModelEndpoints, Use } from './endpoint.ts';
import { alongPath, type Point } from './along-path.ts';
import { largeEnough, nearestShape, toResolution } from './picture-shape.ts';
import { refusal } from './refusal.ts';

export type Prepare = (request: GenerationRequest, model: ModelRef, wanted: Wanted) => Prepared;

/**
 * What makes the native body of a request, or says why a model cannot do it, for a vendor whose models are data. Pure:
 * nothing is asked of anybody.
 */
export function createPrepare(vendor: string, models: Readonly<Record<string, ModelEndpoints>>): Prepare {
  return (request, model, { lengthMs }) => prepare({ vendor, models }, request, model, lengthMs);
}

type Catalogue = { readonly vendor: string; readonly models: Readonly<Record<string, ModelEndpoints>> };

function prepare(
  { vendor, models }: Catalogue,
  request: GenerationRequest,
  model: ModelRef,
  lengthMs: number,
): Prepared {
  const endpoints = models[model.model ?? ''];
  if (endpoints === undefined) return impossible(`this version does not know ${model.text}`, 'Name another model.');
  const [option] = Object.keys(model.options);
  if (option !== undefined)
    return impossible(
      `${model.text}: a model of ${vendor} takes no options`,
      `Write them under \`raw: {${vendor}: {…}}\`.`,
    );
  const use = useOf(request, endpoints, lengthMs);
  const endpoint = endpoints[use];
  if (endpoint === undefined) return impossible(`${model.text} cannot ${USE_WORDS[use]}`, 'Name another model.');
  const draft: Draft = { name: model.text, endpoint, input: {}, dropped: [] };
  const failure = fill(draft, request, lengthMs);
  if (failure !== null) return { ok: false, failure };
  Object.assign(draft.input, endpoint.fixed);
  const clash = addRaw(vendor, draft, request);
  if (clash !== null) return { ok: false, failure: clash };
  return {
    ok: true,
    body: { endpoint: endpoint.path, gives: endpoint.gives, input: draft.input, askedMs: null },
    dropped: draft.dropped,
  };
}

type Draft = {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly input: Record<string, Json>;
  readonly dropped: string[];
};

function useOf(request: GenerationRequest, endpoints: ModelEndpoints, lengthMs: number): Use {
  switch (request.kind) {
    case 'image':
      return request.base === null && request.references.length === 0 ? 'draw' : 'edit';
    case 'voice':
      return 'speak';
    case 'music':
      return 'play';
    case 'video':
      return useOfVideo(request, endpoints, lengthMs);
  }
}

function useOfVideo(request: VideoRequest, endpoints: ModelEndpoints, lengthMs: number): Use {
  switch (request.mode) {
    case 'text':
      // The words describe what the images show: a shot that is too long for them is made all the same.
      return request.references.length > 0 && lengthMs <= (mostMsOf(endpoints.references) ?? -1)
        ? 'references'
        : 'text';
    case 'image':
    case 'first_last':
    case 'motion':
      if (request.picture.motion.length > 0 && endpoints.motion !== undefined) return 'motion';
      return request.end === null ? 'image' : 'first_last';
    case 'lipsync':
    case 'avatar':
    case 'extend':
    case 'references':
    case 'restyle':
    case 'perform':
    case 'upscale':
    case 'smooth':
      return request.mode;
  }
}

function mostMsOf(endpoint: Endpoint | undefined): number | undefined {
  return endpoint === undefined ? undefined : (endpoint.length?.mostMs ?? Number.POSITIVE_INFINITY);
}

const USE_WORDS: Readonly<Record<Use, string>> = {
  text: 'make video from text',
  image: 'start from a given first frame',
  first_last: 'end on a given last frame',
  extend: 'extend footage',
  references: 'take reference images',
  restyle: 'restyle footage',
  perform: 'transfer a performance',
  lipsync: 'sync the lips of footage',
  avatar: 'let a picture speak',
  motion: 'take motion paths',
  upscale: 'make footage larger',
  smooth: 'put frames between frames',
  draw: 'draw a picture',
  edit: 'draw after other pictures',
  speak: 'speak',
  play: 'make music',
};

/** Null when all is well. */
function fill(draft: Draft, request: GenerationRequest, lengthMs: number): Failure | null {
  switch (request.kind) {
    case 'video':
      return fillVideo(draft, request, lengthMs);
    case 'image':
      return fillImage(draft, request);
    case 'voice':
      return fillVoice(draft, request);
    case 'music':
      return fillMusic(draft, request, lengthMs);
  }
}

function fillVideo(draft: Draft, request: VideoRequest, lengthMs: number): Failure | null {
  const { endpoint, input, dropped, name } = draft;
  fillWords(draft, request);
  fillSeed(draft, request.seed);
  const missing =
    giveFile(draft, 'start', request.start?.sha, 'a first frame') ??
    giveFile(draft, 'video', request.video?.sha, 'footage') ??
    giveFile(draft, 'audio', request.audio?.sha, 'a voice');
  if (missing !== null) return missing;
  if (request.end !== null) {
    if (endpoint.end === undefined) dropped.push(`the last frame: ${name} takes none here`);
    else input[endpoint.end] = fileAt(request.end.sha);
  }
  fillReferences(
    draft,
    request.references.map(({ sha }) => sha),
  );
  if (endpoint.length !== undefined) input[endpoint.length.field] = toLength(endpoint.length, lengthMs);
  fillShape(draft, request.size);
  if (endpoint.fps !== undefined) {
    const { field, form, values } = endpoint.fps;
    const rate = values.findLast((value) => value * request.fps.den <= request.fps.num) ?? values[0] ?? 24;
    input[field] = form === 'text' ? String(rate) : rate;
  }
  if (endpoint.sound !== undefined) input[endpoint.sound] = request.hasSound;
  else if (request.hasSound) dropped.push(`the sound: ${name} makes none`);
  const move = endpoint.camera?.values[request.picture.camera.move];
  if (endpoint.camera !== undefined && move !== undefined) input[endpoint.camera.field] = move;
  if (endpoint.motion !== undefined) input[endpoint.motion.field] = toPaths(request, endpoint.motion);
  return fillFinish(draft, request);
}

function fillFinish({ endpoint: { finish }, input, name }: Draft, request: VideoRequest): Failure | null {
  if (finish === undefined) return null;
  if (request.finish?.kind !== finish.kind)
    return refusal('invalid_request', `${name} was not told by how much`, 'Write `finish: [upscale 2]` or the like.');
  input[finish.field] = request.finish.kind === 'upscale' ? request.finish.factor : request.finish.fps;
  return null;
}

function fillImage(draft: Draft, request: ImageRequest): Failure | null {
  fillWords(draft, request);
  fillSeed(draft, request.seed);
  const base = request.base === null ? [] : [request.base.sha];
  fillReferences(draft, [...base, ...request.references.map(({ sha }) => sha)]);
  fillShape(draft, request.size);
  return null;
}

function fillVoice({ endpoint, input }: Draft, { words, voice }: VoiceRequest): Failure | null {
  input[endpoint.prompt ?? 'text'] = words;
  if (endpoint.voice !== undefined) setAt(input, endpoint.voice.field, voice ?? endpoint.voice.fallback);
  return null;
}

function fillMusic(draft: Draft, request: MusicRequest, lengthMs: number): Failure | null {
  const { endpoint, input } = draft;
  fillWords(draft, { prompt: request.prompt, avoid: null });
  fillSeed(draft, request.seed);
  if (endpoint.length !== undefined)
    input[endpoint.length.field] = toLength(endpoint.length, lengthMs === 0 ? request.lengthMs : lengthMs);
  return null;
}

function fillWords({ endpoint, input }: Draft, { prompt, avoid }: Pick<ImageRequest, 'prompt' | 'avoid'>): void {
  const inWords = avoid === null || endpoint.avoid !== undefined ? prompt : `${prompt} Avoid: ${avoid}.`;
  if (endpoint.prompt !== undefined) input[endpoint.prompt] = inWords;
  if (endpoint.avoid !== undefined && avoid !== null) input[endpoint.avoid] = avoid;
}

function fillSeed({ endpoint, input, dropped, name }: Draft, seed: number): void {
  if (endpoint.seed === undefined) dropped.push(`the seed: ${name} takes none`);
  else input[endpoint.seed] = seed;
}

function giveFile(
  { endpoint, input, name }: Draft,
  what: 'start' | 'video' | 'audio',
  sha: BlobSha | undefined,
  words: string,
): Failure | null {
  const field = endpoint[what];
  if (field === undefined) return null;
  if (sha === undefined) return refusal('invalid_request', `${name} needs ${words}, and the shot has none`, null);
  input[field] = fileAt(sha);
  return null;
}

function fillReferences({ endpoint, input, dropped, name }: Draft, shas: readonly BlobSha[]): void {
  if (shas.length === 0) return;
  if (endpoint.references === undefined) {
    dropped.push(`the reference images: ${name} takes none here, the prompt describes them`);
    return;
  }
  const { field, most } = endpoint.references;
  if (shas.length > most) dropped.push(`${shas.length - most} reference images: ${name} takes ${most}`);
  input[field] = shas.slice(0, most).map(fileAt);
}

function fillShape({ endpoint, input, dropped, name }: Draft, size: Size): void {
  if (endpoint.size !== undefined) input[endpoint.size] = largeEnough(size);
  if (endpoint.resolution !== undefined) input[endpoint.resolution.field] = toResolution(endpoint.resolution, size);
  if (endpoint.aspect === undefined) return;
  const { text, isExact } = nearestShape(endpoint.aspect, size);
  input[endpoint.aspect.field] = text;
  if (!isExact) dropped.push(`the shape ${size.width}x${size.height}: ${name} makes ${text}`);
}

/** Models of frames make a first one and then eight at a time. */
const FRAMES_AT_ONCE = 8;
const FRAMES_A_SECOND = 24;

function toLength({ form }: Length, lengthMs: number): string | number {
  const seconds = lengthMs / 1000;
  switch (form) {
    case 'number':
      return seconds;
    case 'text':
      return String(seconds);
    case 'text_with_unit':
      return `${seconds}s`;
    case 'milliseconds':
      return lengthMs;
    case 'frames':
      return Math.ceil((seconds * FRAMES_A_SECOND - 1) / FRAMES_AT_ONCE) * FRAMES_AT_ONCE + 1;
  }
}

/** From the middle of what moves along the points where it is to be. */
function toPaths({ picture, start, size }: VideoRequest, { unit, points }: NonNullable<Endpoint['motion']>): Json {
  const { width: across, height: down } = start?.size ?? size;
  const [acrossX, acrossY] = unit === 'pixels' ? [across, down] : [1, 1];
  return picture.motion.map(({ region: [x, y, width, height], path }) => {
    const corners = [[x + width / 2, y + height / 2] as const, ...path].map(([pointX, pointY]): Point => [
      pointX * acrossX,
      pointY * acrossY,
    ]);
    const whole = points === undefined ? corners : alongPath(corners, points);
    return whole.map(([pointX, pointY]) => ({ x: toThousandths(pointX), y: toThousandths(pointY) }));
  });
}

function toThousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** `raw: {VENDOR: {…}}` is handed on as it is; only what the price hangs on stays the storyboard's own to say. */
function addRaw(vendor: string, { endpoint, input, name }: Draft, request: GenerationRequest): Failure | null {
  const raw = request.kind === 'video' && isObject(request.raw) ? request.raw[vendor] : undefined;
  if (!isObject(raw)) return null;
  const priced = new Set([
    endpoint.length?.field,
    endpoint.resolution?.field,
    endpoint.size,
    endpoint.sound,
    endpoint.finish?.field,
    ...COUNTED,
  ]);
  const clash = Object.keys(raw).find((key) => priced.has(key));
  if (clash !== undefined) {
    return refusal(
      'invalid_request',
      `\`raw: {${vendor}: {${clash}: …}}\` would change what ${name} costs`,
      'Leave it out: `duration:`, `size:`, `native_audio:` and `finish:` say it.',
    );
  }
  Object.assign(input, raw);
  return null;
}

/** How many, and of which model. */
const COUNTED = ['num_images', 'num_outputs', 'outputCount', 'model', 'outputFormat'] as const;

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function setAt(input: Record<string, Json>, path: string, value: string): void {
  const [first = '', ...rest] = path.split('.');
  input[first] = rest.length === 0 ? value : { [rest.join('.')]: value };
}

function impossible(message: string, advice: string): Prepared {
  return { ok: false, failure: refusal('invalid_request', message, advice) };
}
