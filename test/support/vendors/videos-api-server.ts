import { createHash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toCanonicalJson } from '../../../src/base/json.ts';
import { corrupted } from './job-book.ts';
import { serveVendor, type Asked, type Desk, type Handler, type Reply } from './vendor-server.ts';

/**
 * `POST /v1/videos` as OpenAI's client (7.57.0) speaks it, with the fields of SGLang and vLLM-Omni besides. A key is
 * asked for only where one is sent with the first request: gateways have keys, a server on the next desk has none.
 */
type Job = {
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly what: string;
  readonly picture: string | null;
  readonly sentMs: number;
  readonly fault: string | null;
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
    const job = jobs.get(id);
    if (job === undefined || desk.ails(job) === 'lost') return problem(404, 'not_found', `Video ${id} not found`);
    if (asked.method === 'DELETE') {
      job.isStopped = !isDone(job);
      return { status: 200, json: { id, object: 'video.deleted', deleted: true } };
    }
    return action === 'content' ? content(job) : status(job);
  };

  async function submit(asked: Asked): Promise<Reply> {
    const fault = desk.strike('videos');
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
    const id = `video_${randomUUID().replaceAll('-', '')}`;
    const key = hashOf(JSON.stringify([toCanonicalJson(fields), picture === null ? null : hashOf(picture)]));
    const file = picture === null ? null : join(desk.media.folder, `${key}.reference`);
    if (file !== null && picture !== null) writeFileSync(file, picture);
    const job: Job = { id, fields, what: key, picture: file, sentMs: desk.nowMs(), fault, polls: 0, isStopped: false };
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
      status: 200,
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
          json: { ...toVideo(job, 'failed'), error: { code: 'internal_error', message: 'CUDA out of memory' } },
        };
      case 'moderated':
        return {
          status: 200,
          json: { ...toVideo(job, 'failed'), error: { code: 'moderation_blocked', message: 'Blocked' } },
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
    const isCut = desk.ails(job) === 'file_truncated';
    return { status: 200, bytes, type: 'video/mp4', ...(isCut ? { cutAt: bytes.length >> 1 } : {}) };
  }
}

function secondsOf({ fields }: Pick<Job, 'fields'>): number {
  if (fields['num_frames'] !== undefined) return Number(fields['num_frames']) / Number(fields['fps'] ?? 16);
  return Number(fields['seconds'] ?? 4);
}

function toVideo(job: Job, status: string): Readonly<Record<string, unknown>> {
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
