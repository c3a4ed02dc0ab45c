import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toCanonicalJson } from '../../../src/base/json.ts';
import { priceList } from './fal-price-list.ts';
import { priceOf } from './fal-prices.ts';
import { corrupted, cutOff } from './job-book.ts';
import { readSchemas, type Schema } from './fal-schemas.ts';
import { tellOfJob } from './messages.ts';
import { serveVendor, type Asked, type Desk, type Handler, type Message, type Reply } from './vendor-server.ts';

/**
 * The queue, storage and platform API of fal as its own client (1.10.1) speaks to them; the first part of every path is
 * the host. Jobs are done after a moment, also when nobody asks. See `vendor-server.ts` for how it is run.
 */
type Job = {
  readonly id: string;
  readonly endpoint: string;
  readonly app: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The input with what is in the files instead of where they are. */
  readonly what: string;
  readonly sentMs: number;
  readonly fault: string | null;
  polls: number;
  results: number;
  listings: number;
  isCancelled: boolean;
};

/** Long enough for a status in between, short enough for a test. */
const RUN_MS = 300;
const LAG = 2;

if (import.meta.main) await serveVendor(openFal);

function openFal(desk: Desk): Handler {
  const schemaOf = readSchemas();
  const jobs = new Map<string, Job>();
  const uploads = new Map<string, { readonly file: string; readonly type: string }>();
  const keys = generateKeyPairSync('ed25519');

  return async (asked) => {
    const [, host = '', ...rest] = asked.path.split('/');
    if (host === 'files' || host === 'out') return serveFile(host, rest.join('/'), asked);
    if (host === 'put') return takeFile(rest[0] ?? '', asked);
    if (host === 'rest.fal.ai' && rest.join('/') === '.well-known/jwks.json')
      return { status: 200, json: { keys: [keys.publicKey.export({ format: 'jwk' })] } };
    if (!/^Key .+/u.test(asked.headers['authorization'] ?? ''))
      return { status: 401, json: { detail: 'Cannot access application without a key' } };
    switch (host) {
      case 'queue.fal.run':
        return queue(rest, asked);
      case 'rest.fal.ai':
        return initiate(asked);
      case 'api.fal.ai':
        return platform(rest.join('/'), asked);
      default:
        return { status: 404, json: { detail: 'Not Found' } };
    }
  };

  async function queue(path: readonly string[], asked: Asked): Promise<Reply> {
    if (asked.method === 'POST') return submit(path.join('/'), asked);
    const [owner = '', alias = '', requests, id = '', action] = path;
    const job = jobs.get(id);
    if (requests !== 'requests' || job === undefined || job.app !== `${owner}/${alias}` || desk.ails(job) === 'lost')
      return { status: 404, json: { detail: 'Request not found' } };
    if (action === 'status') return status(job, asked);
    if (action === 'cancel') return cancel(job);
    return result(job, asked);
  }

  async function submit(endpoint: string, asked: Asked): Promise<Reply> {
    const struck = desk.strike(endpoint);
    // A picture has no length.
    const fault = struck === 'short' && kindOf(endpoint) === 'image' ? null : struck;
    switch (fault ?? '') {
      case 'rate_limited':
        return { status: 429, json: { detail: 'Too many requests' } };
      case 'rate_limited_wait':
        return { status: 429, json: { detail: 'Too many requests' }, headers: { 'retry-after': '1' } };
      case 'no_credit':
        return { status: 402, json: { detail: 'Payment required' } };
      case 'balance':
        return { status: 403, json: { detail: 'User is locked. Reason: Exhausted balance.' } };
      case 'unauthorized':
        return { status: 401, json: { detail: 'Invalid key' } };
      case 'leaky':
        return { status: 401, json: { detail: `Invalid key ${asked.headers['authorization'] ?? ''}` } };
      case 'gone':
        return { status: 404, json: { detail: 'Application not found' } };
      case 'refused_at_once':
        return { status: 422, json: { detail: [policy('prompt')] } };
      case 'error_before':
        return { status: 500, json: { detail: 'Internal Server Error' } };
      case 'reset_before':
        return { happens: 'reset' };
      default:
    }
    const input = asked.json as Readonly<Record<string, unknown>> | null;
    const problems = input === null ? ['body'] : validate(schemaOf(endpoint), input);
    if (input === null || problems.length > 0) {
      const detail = problems.map((field) => ({
        loc: ['body', field],
        msg: `${field} is not right`,
        type: 'value_error',
      }));
      return { status: 422, json: { detail } };
    }
    const job: Job = {
      id: randomUUID(),
      endpoint,
      app: endpoint.split('/').slice(0, 2).join('/'),
      input,
      what: contentOf(input),
      sentMs: desk.nowMs(),
      fault,
      polls: 0,
      results: 0,
      listings: 0,
      isCancelled: false,
    };
    jobs.set(job.id, job);
    const isFree = fault === 'failed_free' || fault === 'busy_free';
    if (!isFree) {
      const chargedMicros = priceOf(endpoint, withLength(input));
      desk.charge({ job: job.id, what: `${endpoint} ${job.what}`, endpoint, chargedMicros, input, fault });
    }
    tellOfJob(desk, {
      address: asked.query.get('fal_webhook'),
      job: job.id,
      fault,
      runMs: RUN_MS,
      sign: (id, isForged) => signMessage(id, isForged),
    });
    switch (fault ?? '') {
      case 'only_told':
        return { happens: 'reset' };
      case 'error_after':
        return { status: 500, json: { detail: 'Internal Server Error' } };
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
    const base = `https://queue.fal.run/${job.app}/requests/${job.id}`;
    const answer = {
      status: 'IN_QUEUE',
      request_id: job.id,
      response_url: base,
      status_url: `${base}/status`,
      cancel_url: `${base}/cancel`,
      queue_position: 0,
    };
    if (fault !== 'truncated') return { status: 200, json: answer };
    const bytes = Buffer.from(JSON.stringify(answer));
    return { status: 200, bytes, type: 'application/json', cutAt: bytes.length - 20 };
  }

  /** Whoever signs goes by the true time. */
  function signMessage(id: string, isForged: boolean): Message {
    const body = JSON.stringify({ request_id: id, gateway_request_id: id, status: 'OK', payload: {}, error: null });
    const time = String(Math.floor(Date.now() / 1000));
    const signed = [id, 'user-1', time, createHash('sha256').update(body).digest('hex')].join('\n');
    const key = (isForged ? generateKeyPairSync('ed25519') : keys).privateKey;
    return {
      body,
      headers: {
        'content-type': 'application/json',
        'x-fal-webhook-request-id': id,
        'x-fal-webhook-user-id': 'user-1',
        'x-fal-webhook-timestamp': time,
        'x-fal-webhook-signature': sign(null, Buffer.from(signed), key).toString('hex'),
      },
    };
  }

  function isDone(job: Job): boolean {
    if (desk.ails(job) === 'stuck') return false;
    return job.polls >= 2 || desk.nowMs() - job.sentMs >= RUN_MS;
  }

  function status(job: Job, { query }: Asked): Reply {
    job.polls += 1;
    if (desk.ails(job) === 'poll_errors' && job.polls <= 3)
      return [
        { status: 503, bytes: Buffer.from('<html>bad gateway</html>'), type: 'text/html' },
        { status: 429, json: { detail: 'Slow down' }, headers: { 'retry-after': '0' } },
        { happens: 'reset' } as const,
      ][job.polls - 1] as Reply;
    if (desk.ails(job) === 'backwards' && job.polls <= 3) {
      const word = ['IN_PROGRESS', 'IN_QUEUE', 'NAPPING'][job.polls - 1];
      return { status: 200, json: { status: word, request_id: job.id } };
    }
    if (job.isCancelled || isDone(job)) {
      const logs = query.get('logs') === '1' ? { logs: [] } : {};
      return {
        status: 200,
        json: { status: 'COMPLETED', request_id: job.id, metrics: { inference_time: 0.3 }, ...logs },
      };
    }
    if (job.polls === 1) return { status: 202, json: { status: 'IN_QUEUE', request_id: job.id, queue_position: 0 } };
    return { status: 202, json: { status: 'IN_PROGRESS', request_id: job.id } };
  }

  function cancel(job: Job): Reply {
    if (isDone(job)) return { status: 400, json: { status: 'ALREADY_COMPLETED' } };
    job.isCancelled = true;
    return { status: 202, json: { status: 'CANCELLATION_REQUESTED' } };
  }

  async function result(job: Job, asked: Asked): Promise<Reply> {
    job.results += 1;
    if (!isDone(job) && !job.isCancelled)
      return { status: 400, json: { detail: 'Request is still in progress', status: 'IN_PROGRESS' } };
    if (job.isCancelled)
      return {
        status: 499,
        json: { detail: 'Request was cancelled', error_type: 'client_cancelled' },
        headers: { 'x-fal-error-type': 'client_cancelled' },
      };
    switch (desk.ails(job) ?? '') {
      case 'moderated':
        return { status: 422, json: { detail: [policy(pictureField(job.input))] } };
      case 'failed_charged':
        return {
          status: 422,
          json: { detail: [{ loc: ['body'], msg: 'Generation timed out', type: 'generation_timeout' }] },
        };
      case 'failed_free':
        return {
          status: 500,
          json: { detail: [{ loc: ['body'], msg: 'Internal error', type: 'internal_server_error' }] },
        };
      case 'busy_free':
        return {
          status: 503,
          json: { detail: 'Runner connection timed out', error_type: 'runner_connection_timeout' },
          headers: { 'x-fal-error-type': 'runner_connection_timeout' },
        };
      case 'empty':
        return { status: 200, json: { seed: 7 } };
      case 'result_gone':
        return { status: 404, json: { detail: 'Request not found' } };
      default:
        return { status: 200, json: outputOf(job, asked.self), headers: { 'x-fal-request-id': job.id } };
    }
  }

  /** Each result has an address of its own. */
  function outputOf(job: Job, self: string): unknown {
    const kind = kindOf(job.endpoint);
    const url = `${self}/out/${job.id}.${EXTENSIONS[kind]}?n=${job.results}`;
    const file = { url, content_type: TYPES[kind], file_name: `out.${EXTENSIONS[kind]}`, file_size: 0 };
    if (kind === 'video') return { video: file, seed: 7 };
    return kind === 'image' ? { images: [file], description: '' } : { audio: file };
  }

  async function serveFile(host: string, name: string, { query }: Asked): Promise<Reply> {
    if (host === 'files') {
      const upload = uploads.get(name);
      if (upload === undefined) return { status: 404, json: {} };
      return { status: 200, bytes: readFileSync(upload.file), type: upload.type };
    }
    const job = jobs.get(name.split('.')[0] ?? '');
    if (job === undefined) return { status: 404, json: {} };
    const isFirst = query.get('n') === '1' || query.get('n') === '2';
    if (desk.ails(job) === 'expired' && isFirst) return { status: 403, json: { detail: 'Request has expired' } };
    if (desk.ails(job) === 'never_there') return { status: 403, json: { detail: 'Request has expired' } };
    if (desk.ails(job) === 'file_html' && isFirst)
      return { status: 200, bytes: Buffer.from('<html></html>'), type: 'text/html' };
    const bytes = await fileOf(job);
    const type = TYPES[kindOf(job.endpoint)];
    if (desk.ails(job) === 'corrupt') return { status: 200, bytes: corrupted(bytes), type };
    const fault = desk.ails(job) === 'file_truncated' && !isFirst ? null : desk.ails(job);
    return { status: 200, bytes, type, ...cutOff(job, fault, bytes) };
  }

  async function fileOf(job: Job): Promise<Buffer> {
    const { input } = job;
    const ratio = ratioOf(input);
    switch (kindOf(job.endpoint)) {
      case 'image':
        return desk.media.image(job.what, ratio);
      case 'sound':
        return desk.media.sound(job.what, Number(input['music_length_ms'] ?? 3000) / 1000);
      case 'video': {
        return desk.media.video({
          key: job.what,
          seconds: desk.ails(job) === 'short' ? 0.5 : secondsOf(input),
          fps: Number(input['fps'] ?? 24),
          ratio,
          hasSound: input['generate_audio'] === true || input['audio'] === true,
          start: uploaded(input[pictureField(input)]),
          after: MERGING.test(job.endpoint) ? uploaded(input['video_url']) : null,
        });
      }
    }
  }

  function uploaded(address: unknown): string | null {
    return typeof address === 'string' ? (uploads.get(address.split('/files/')[1] ?? '')?.file ?? null) : null;
  }

  /** Work over footage is billed by how long that is. */
  function withLength(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const { video_url: address, duration } = input;
    if (duration !== undefined || typeof address !== 'string') return input;
    const upload = uploads.get(address.split('/files/')[1] ?? '');
    return upload === undefined ? input : { ...input, duration: wholeSecondsOf(readFileSync(upload.file)) };
  }

  function initiate({ json, self }: Asked): Reply {
    const { content_type: type = 'application/octet-stream' } = json as { readonly content_type?: string };
    const id = `${randomUUID()}.${type.split('/')[1] ?? 'bin'}`;
    uploads.set(id, { file: join(desk.media.folder, id), type });
    return { status: 200, json: { upload_url: `${self}/put/${id}`, file_url: `${self}/files/${id}` } };
  }

  function takeFile(id: string, { bytes }: Asked): Reply {
    const upload = uploads.get(id);
    if (upload === undefined) return { status: 403, json: { detail: 'no such upload' } };
    if (desk.strikeNamed('upload') !== null) return { status: 503, json: { detail: 'storage is away' } };
    writeFileSync(upload.file, bytes);
    return { status: 200, json: {} };
  }

  /** Files count by what is in them: every upload has another address. */
  function contentOf(input: unknown): string {
    const place = (value: unknown): unknown => {
      if (typeof value === 'string' && value.includes('/files/')) {
        const upload = uploads.get(value.split('/files/')[1] ?? '');
        return upload === undefined ? value : hashOfFile(upload.file);
      }
      if (Array.isArray(value)) return value.map(place);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, place(one)]));
    };
    return createHash('sha256')
      .update(toCanonicalJson(place(input)))
      .digest('hex')
      .slice(0, 16);
  }

  function platform(path: string, asked: Asked): Reply {
    const { query, self } = asked;
    if (path === 'v1/models/pricing') return priceList(desk, asked, (endpoint) => schemaOf(endpoint) !== null);
    if (path !== 'v1/models/requests/by-endpoint') return { status: 404, json: { detail: 'Not Found' } };
    const endpoint = query.get('endpoint_id');
    const startMs = Date.parse(query.get('start') ?? '') || desk.nowMs() - 24 * 3_600_000;
    const id = query.get('request_id');
    const found = [...jobs.values()].filter((job) => {
      if (job.endpoint !== endpoint || !isDone(job) || desk.ails(job) === 'lost' || job.fault === 'only_told')
        return false;
      if (id !== null) return job.id === id;
      job.listings += 1;
      if (desk.ails(job) === 'late_listed' && job.listings <= LAG) return false;
      return job.sentMs >= startMs;
    });
    const limit = Math.min(100, Number(query.get('limit') ?? 50));
    const page = Number(Buffer.from(query.get('cursor') ?? '', 'base64').toString('utf8') || '1');
    const items = found.toReversed().slice((page - 1) * limit, page * limit);
    const hasMore = found.length > page * limit;
    return {
      status: 200,
      json: {
        items: items.map((job) => ({
          request_id: job.id,
          endpoint_id: job.endpoint,
          sent_at: new Date(job.sentMs).toISOString(),
          started_at: new Date(job.sentMs).toISOString(),
          ended_at: new Date(job.sentMs + RUN_MS).toISOString(),
          status_code: 200,
          duration: RUN_MS / 1000,
          ...(query.get('expand')?.includes('payloads') === true
            ? {
                json_input: desk.ails(job) === 'not_kept' ? {} : { ...job.input, sync_mode: false },
                json_output: outputOf({ ...job, results: 9 }, self),
              }
            : {}),
        })),
        next_cursor: hasMore ? Buffer.from(String(page + 1)).toString('base64') : null,
        has_more: hasMore,
      },
    };
  }

  function hashOfFile(file: string): string {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  }
}

/** Deliver the footage that they were given, and what follows it, as one film. */
const MERGING = /^fal-ai\/(?:veo3\.1|ltx-2-19b)\/extend-video$/u;
const EXTENSIONS = { video: 'mp4', image: 'png', sound: 'mp3' } as const;
const TYPES = { video: 'video/mp4', image: 'image/png', sound: 'audio/mpeg' } as const;

function kindOf(endpoint: string): keyof typeof TYPES {
  if (/banana|flux-2|seedream/u.test(endpoint)) return 'image';
  return /music|lyria|tts|speech/u.test(endpoint) ? 'sound' : 'video';
}

function policy(field: string): unknown {
  return {
    loc: ['body', field],
    msg: 'The content could not be processed because it contained material flagged by a content checker.',
    type: 'content_policy_violation',
    url: 'https://docs.fal.ai/errors#content_policy_violation',
    input: {},
  };
}

function pictureField(input: Readonly<Record<string, unknown>>): string {
  return ['start_image_url', 'first_frame_url', 'image_url'].find((field) => field in input) ?? 'prompt';
}

function ratioOf(input: Readonly<Record<string, unknown>>): number {
  const size = (input['image_size'] ?? input['video_size']) as
    | { readonly width: number; readonly height: number }
    | undefined;
  if (size !== undefined) return size.width / size.height;
  const [width = 16, height = 9] = textOf(input['aspect_ratio'], '16:9').split(':').map(Number);
  return width / height;
}

function secondsOf(input: Readonly<Record<string, unknown>>): number {
  if ('num_frames' in input) return Number(input['num_frames']) / Number(input['fps'] ?? 24);
  const seconds = Number.parseFloat(textOf(input['duration'], '5'));
  return seconds > 0 ? seconds : 5;
}

/** Fields that are missing, or are none of the words that they may be. */
function validate(schema: Schema | null, input: Readonly<Record<string, unknown>>): readonly string[] {
  if (schema === null) return ['endpoint'];
  return [...schema].flatMap(([field, { isRequired, choices }]) => {
    if (!(field in input)) return isRequired ? [field] : [];
    return choices !== null && !choices.includes(textOf(input[field], '')) ? [field] : [];
  });
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise;
}

/** By the movie's header, an ISO 14496-12 `mvhd` box. */
function wholeSecondsOf(movie: Buffer): number {
  const at = movie.indexOf('mvhd') + 4;
  const isLong = movie[at] === 1;
  const timescale = movie.readUInt32BE(at + (isLong ? 20 : 12));
  const duration = isLong ? Number(movie.readBigUInt64BE(at + 24)) : movie.readUInt32BE(at + 16);
  return Math.round(duration / timescale);
}
