import { createHash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { toCanonicalJson } from '../../../src/base/json.ts';
import { corrupted, cutOff } from './job-book.ts';
import { serveVendor, type Asked, type Desk, type Handler, type Reply } from './vendor-server.ts';

/**
 * `POST /v1/videos` as OpenAI's client (7.57.0) speaks it, with the fields of SGLang and vLLM-Omni besides. A key is
 * asked for only where one is sent with the first request: gateways have keys, a server on the next desk has none. Who
 * sends JSON is spoken to as OpenRouter does (`@openrouter/sdk` 1.3.19).
 */
type Job = {
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly what: string;
  readonly picture: string | null;
  readonly sentMs: number;
  readonly fault: string | null;
  readonly isJson: boolean;
  polls: number;
  isStopped: boolean;
};

const RUN_MS = 300;
/** What a gateway of this test charges. */
const MICROS_A_SECOND = 50_000;

if (import.meta.main) await serveVendor(openVideosApi);

function openVideosApi(desk: Desk): Handler {
  const jobs = new Map<string, Job>();

  return async (asked) => {
    const [, version, videos, id, action] = asked.path.split('/');
    if (version !== 'v1' || videos !== 'videos') return problem(404, 'not_found', 'Not Found');
    if (id === undefined)
      return asked.method === 'POST' ? submit(asked) : { status: 200, json: { object: 'list', data: [] } };
    if (id === 'models') return listModels();
    const job = jobs.get(id);
    if (job === undefined || desk.ails(job) === 'lost') return problem(404, 'not_found', `Video ${id} not found`);
    if (asked.method === 'DELETE') {
      job.isStopped = !isDone(job);
      return { status: 200, json: { id, object: 'video.deleted', deleted: true } };
    }
    return action === 'content' ? content(job) : status(job);
  };

  /** As OpenRouter lists them, with names of prices that were on its list in 2026. */
  function listModels(): Reply {
    switch (desk.strikeNamed('pricing') ?? '') {
      case 'error':
        return problem(500, 'server_error', 'Something went wrong');
      case 'html':
        return { status: 200, bytes: Buffer.from('<html>All is well.</html>'), type: 'text/html' };
      case 'odd':
        return { status: 200, json: { data: [7, listed('Wan-AI/Wan2.2', { per_dream: '0.1' })] } };
      default:
        return {
          status: 200,
          json: {
            data: [
              listed('Wan-AI/Wan2.2', { 'per-video-second': '0.05', 'per-video-second-1080p': '0.075' }),
              listed('google/veo-3.1', {
                duration_seconds_with_audio_720p: '0.4',
                duration_seconds_without_audio_720p: '0.2',
                duration_seconds_with_audio_4k: '0.6',
              }),
              listed('runway/gen-4.5', { cents_per_second_output: '12' }),
              listed('bytedance/seedance-2.0', { video_tokens: '0.000007' }),
              listed('nobody/nothing', {}),
            ],
          },
        };
    }
  }

  async function submit(asked: Asked): Promise<Reply> {
    const fault = desk.strike('videos');
    const isJson = asked.headers['content-type'] === 'application/json';
    if (isJson && fault === 'no_credit')
      return { status: 402, json: { error: { code: 402, message: 'Insufficient credits' } } };
    if (isJson && fault === 'moderated_at_once') {
      const metadata = { reasons: ['violence'], flagged_input: 'Mara', provider_name: 'Google' };
      return { status: 403, json: { error: { code: 403, message: 'Your input was flagged', metadata } } };
    }
    switch (fault ?? '') {
      case 'rate_limited':
        return problem(429, 'rate_limit_exceeded', 'Slow down');
      case 'rate_limited_wait':
        return { ...problem(429, 'rate_limit_exceeded', 'Slow down'), headers: { 'retry-after': '1' } };
      case 'no_credit':
        return problem(429, 'insufficient_quota', 'You exceeded your current quota');
      case 'unauthorized':
        return problem(401, 'invalid_api_key', `Incorrect API key provided: ${asked.headers['authorization'] ?? ''}`);
      case 'moderated_at_once':
        return problem(400, 'content_policy_violation', 'Your request was blocked');
      case 'no_model':
        return problem(404, 'model_not_found', 'The model does not exist');
      case 'error_before':
        return problem(500, 'server_error', 'Internal Server Error');
      case 'reset_before':
        return { happens: 'reset' };
      default:
    }
    if (isJson) return accept(readJson(asked), fault);
    const form = await new Response(new Uint8Array(asked.bytes), {
      headers: { 'content-type': asked.headers['content-type'] ?? '' },
    })
      .formData()
      .catch(() => null);
    if (form === null) return problem(422, 'invalid_request', 'the body is no form');
    const fields: Record<string, string> = {};
    let picture: Buffer | null = null;
    for (const [name, value] of form) {
      if (typeof value === 'string') fields[name] = value;
      else if (name === 'input_reference') picture = Buffer.from(await value.bytes());
    }
    if ((fields['prompt'] ?? '') === '')
      return { status: 422, json: { detail: [{ loc: ['body', 'prompt'], msg: 'Field required' }] } };
    if (fields['seconds'] !== undefined && !/^\d+$/u.test(fields['seconds']))
      return problem(400, 'invalid_value', 'seconds');
    return accept({ fields, picture, isJson: false }, fault);
  }

  function accept(
    asked: Readonly<Pick<Job, 'fields' | 'isJson'> & { picture: Buffer | null }> | null,
    fault: string | null,
  ): Reply {
    if (asked === null) return { status: 400, json: { error: { code: 400, message: 'Invalid request body' } } };
    const { fields, picture, isJson } = asked;
    const id = isJson
      ? `gen-vid-${Math.floor(desk.nowMs() / 1000)}-${randomUUID().replaceAll('-', '').slice(0, 20)}`
      : `video_${randomUUID().replaceAll('-', '')}`;
    const key = hashOf(JSON.stringify([toCanonicalJson(fields), picture === null ? null : hashOf(picture)]));
    const file = picture === null ? null : join(desk.media.folder, `${key}.reference`);
    if (file !== null && picture !== null) writeFileSync(file, picture);
    const job: Job = {
      id,
      fields,
      isJson,
      what: key,
      picture: file,
      sentMs: desk.nowMs(),
      fault,
      polls: 0,
      isStopped: false,
    };
    jobs.set(id, job);
    if (fault !== 'failed_free')
      desk.charge({
        job: id,
        what: key,
        endpoint: 'videos',
        chargedMicros: Math.round(secondsOf(job) * MICROS_A_SECOND),
        input: fields,
        fault,
      });
    switch (fault ?? '') {
      case 'error_after':
        return problem(500, 'server_error', 'Internal Server Error');
      case 'reset_after':
        return { happens: 'reset' };
      case 'hang':
        return { happens: 'hang' };
      case 'html':
        return { status: 200, bytes: Buffer.from('<html>All is well.</html>'), type: 'text/html' };
      case 'wrong_type':
        return { status: 200, bytes: Buffer.from('ok'), type: 'text/plain' };
      default:
    }
    const bytes = Buffer.from(JSON.stringify(toVideo(job, 'queued')));
    return {
      status: isJson ? 202 : 200,
      bytes,
      type: 'application/json',
      ...(fault === 'truncated' ? { cutAt: bytes.length - 20 } : {}),
    };
  }

  function isDone(job: Job): boolean {
    return desk.ails(job) !== 'stuck' && (job.polls >= 2 || desk.nowMs() - job.sentMs >= RUN_MS);
  }

  function status(job: Job): Reply {
    job.polls += 1;
    if (desk.ails(job) === 'poll_errors' && job.polls <= 2)
      return job.polls === 1
        ? { status: 503, bytes: Buffer.from('<html></html>'), type: 'text/html' }
        : { happens: 'reset' };
    if (job.isStopped) return { status: 200, json: toVideo(job, 'cancelled') };
    if (desk.ails(job) === 'backwards' && job.polls <= 3)
      return { status: 200, json: toVideo(job, ['in_progress', 'queued', 'napping'][job.polls - 1] ?? 'queued') };
    if (!isDone(job)) return { status: 200, json: toVideo(job, job.polls === 1 ? 'queued' : 'in_progress') };
    switch (desk.ails(job) ?? '') {
      case 'failed_free':
      case 'failed_charged':
        return {
          status: 200,
          json: failedAs(job, { code: 'internal_error', message: 'CUDA out of memory' }),
        };
      case 'moderated':
        return {
          status: 200,
          json: failedAs(job, { code: 'moderation_blocked', message: 'Blocked by the content policy' }),
        };
      default:
        return { status: 200, json: toVideo(job, 'completed') };
    }
  }

  async function content(job: Job): Promise<Reply> {
    if (!isDone(job)) return problem(400, 'not_ready', 'Video is not ready');
    if (desk.strikeNamed('file_html') !== null)
      return { status: 200, bytes: Buffer.from('<html></html>'), type: 'text/html' };
    if (desk.ails(job) === 'file_html') return { status: 200, bytes: Buffer.from('<html></html>'), type: 'text/html' };
    if (desk.strikeNamed('gone') !== null || desk.ails(job) === 'never_there')
      return problem(404, 'not_found', 'expired');
    const [width = 16, height = 9] = (job.fields['size'] ?? `${job.fields['width'] ?? 16}x${job.fields['height'] ?? 9}`)
      .split('x')
      .map(Number);
    const bytes = await desk.media.video({
      key: job.what,
      seconds: desk.ails(job) === 'short' ? 0.5 : secondsOf(job),
      fps: Number(job.fields['fps'] ?? 24),
      ratio: width / height,
      hasSound: false,
      start: job.picture,
    });
    if (desk.ails(job) === 'corrupt') return { status: 200, bytes: corrupted(bytes), type: 'video/mp4' };
    return { status: 200, bytes, type: 'video/mp4', ...cutOff(job, desk.ails(job), bytes) };
  }
}

function listed(id: string, skus: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  return {
    id,
    canonical_slug: id,
    name: id,
    created: 1_760_000_000,
    description: 'A model of video.',
    supported_resolutions: ['720p', '1080p'],
    supported_aspect_ratios: ['16:9'],
    supported_durations: null,
    supported_frame_images: ['first_frame'],
    supported_sizes: null,
    generate_audio: true,
    seed: null,
    creativity: null,
    upscale_factor: {},
    pricing_skus: skus,
    allowed_passthrough_parameters: [],
  };
}

function secondsOf({ fields }: Pick<Job, 'fields'>): number {
  if (fields['num_frames'] !== undefined) return Number(fields['num_frames']) / Number(fields['fps'] ?? 16);
  return Number(fields['seconds'] ?? 4);
}

/** OpenRouter has a text where the others have an object. */
function failedAs(job: Job, error: { readonly code: string; readonly message: string }): unknown {
  return { ...toVideo(job, 'failed'), error: job.isJson ? error.message : error };
}

/** What of OpenRouter's body the others have as fields, or null where it is not right. */
function readJson({ bytes }: Asked): (Pick<Job, 'fields' | 'isJson'> & { readonly picture: Buffer | null }) | null {
  const parsed = openrouterSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  if (!parsed.success) return null;
  const {
    frame_images: frames = [],
    input_references: references = [],
    duration = 4,
    aspect_ratio,
    ...rest
  } = parsed.data;
  const [width = 16, height = 9] = (aspect_ratio ?? '16:9').split(':').map(Number);
  const pictures = [...frames, ...references].map(({ image_url: image }) =>
    Buffer.from(image.url.split(',')[1] ?? '', 'base64'),
  );
  const fields: Record<string, string> = {
    size: `${width * 100}x${height * 100}`,
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
    seconds: String(duration),
    pictures: pictures.map(hashOf).join(' '),
  };
  return { fields, isJson: true, picture: frames.length === 0 ? null : (pictures[0] ?? null) };
}

const imageSchema = z.object({
  type: z.literal('image_url'),
  image_url: z.object({ url: z.string().regex(/^data:image\/\w+;base64,/u) }),
});
const openrouterSchema = z.strictObject({
  model: z.string(),
  prompt: z.string().min(1),
  duration: z.int().min(1).max(20).optional(),
  size: z
    .string()
    .regex(/^\d+x\d+$/u)
    .optional(),
  resolution: z.enum(['480p', '720p', '1080p', '1K', '2K', '4K']).optional(),
  aspect_ratio: z
    .string()
    .regex(/^\d+:\d+$/u)
    .optional(),
  generate_audio: z.boolean().optional(),
  seed: z.int().optional(),
  callback_url: z.url({ protocol: /^https$/u }).optional(),
  frame_images: z.array(imageSchema.extend({ frame_type: z.enum(['first_frame', 'last_frame']) })).optional(),
  input_references: z.array(imageSchema).optional(),
});

function toVideo(job: Job, status: string): Readonly<Record<string, unknown>> {
  if (job.isJson) {
    const isOver = status === 'completed' || status === 'failed';
    const cost = job.fault === 'failed_free' ? 0 : Math.round(secondsOf(job) * MICROS_A_SECOND) / 1_000_000;
    return {
      id: job.id,
      polling_url: `/api/v1/videos/${job.id}`,
      status: status === 'queued' ? 'pending' : status,
      ...(status === 'completed' ? { unsigned_urls: [`/api/v1/videos/${job.id}/content?index=0`] } : {}),
      ...(isOver ? { usage: { cost, is_byok: false } } : {}),
    };
  }
  const { model = '', size = '', seconds = '4' } = job.fields;
  const progress = { queued: 0, in_progress: 40 }[status] ?? 100;
  return {
    id: job.id,
    object: 'video',
    created_at: Math.floor(job.sentMs / 1000),
    status,
    progress,
    model,
    size,
    seconds,
    error: null,
  };
}

function problem(status: number, code: string, message: string): { readonly status: number; readonly json: unknown } {
  return { status, json: { error: { code, message, type: 'invalid_request_error', param: null } } };
}

function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
