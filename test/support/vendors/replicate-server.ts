import { createHmac, randomBytes } from 'node:crypto';
import { LISTING_LAG, RUN_MS, openJobBook, readForm, refusalBefore, type Job } from './job-book.ts';
import { priceOf } from './replicate-prices.ts';
import { tellOfJob } from './messages.ts';
import { serveVendor, type Asked, type Desk, type Handler, type Message, type Reply } from './vendor-server.ts';

/**
 * The API of Replicate as its own client (1.4.0) speaks to it; the first part of every path is the host. Signs its
 * messages with `SECRET`. See `vendor-server.ts` for how it is run.
 */
if (import.meta.main) await serveVendor(openReplicate);

const SECRET = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

function messageOf(prediction: Readonly<Record<string, unknown>>, isForged: boolean): Message {
  const body = JSON.stringify(prediction);
  const id = `msg_${newId()}`;
  // Whoever signs goes by the true time.
  const time = String(Math.floor(Date.now() / 1000));
  const signature = signMessage(id, time, isForged ? `${body} ` : body);
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': time,
      'webhook-signature': signature,
    },
  };
}

/** What the account's secret says of a message. */
export function signMessage(id: string, timestamp: string, body: string): string {
  const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

function openReplicate(desk: Desk): Handler {
  const book = openJobBook(desk, newId);

  return async (asked) => {
    const [, host = '', ...rest] = asked.path.split('/');
    if (host === 'out') return book.serve(asked, shapeOf(book.jobs.get(rest[0]?.split('.')[0] ?? '')));
    if (host !== 'api.replicate.com' || rest[0] !== 'v1') return say(404, 'Not Found');
    if (!/^Bearer .+/u.test(asked.headers['authorization'] ?? ''))
      return say(401, 'You did not pass an authentication token');
    const path = rest.slice(1);
    const route = `${asked.method} ${path[0]}`;
    if (route === 'POST models' && path[3] === 'predictions') return create(path.slice(1, 3).join('/'), asked);
    if (route === 'POST files') return upload(asked);
    if (route === 'GET predictions' && path.length === 1) return list(asked);
    if (route === 'GET webhooks') return { status: 200, json: { key: SECRET } };
    const job = book.jobs.get(path[1] ?? '');
    if (path[0] !== 'predictions' || job === undefined || desk.ails(job) === 'lost') return say(404, 'Not found.');
    if (path[2] === 'cancel') {
      if (!book.isDone(job)) job.isCancelled = true;
      return { status: 200, json: viewOf(job, asked.self) };
    }
    return get(job, asked);
  };

  function create(endpoint: string, asked: Asked): Reply {
    const fault = desk.strike(endpoint);
    const refusal = refusalBefore(fault, say);
    if (refusal !== null) return refusal;
    if (fault === 'leaky') return say(401, `Invalid token ${asked.headers['authorization'] ?? ''}`);
    const body = asked.json as { readonly input?: Readonly<Record<string, unknown>> } | null;
    const schema = SCHEMAS[endpoint];
    if (schema === undefined) return say(404, 'The requested resource could not be found.');
    const wrong = Object.keys(body?.input ?? { input: null }).find((field) => !schema.includes(field));
    if (body?.input === undefined || wrong !== undefined)
      return {
        status: 422,
        json: { title: 'Input validation failed', detail: `- ${wrong ?? 'input'}: is not right`, status: 422 },
      };
    const { webhook = null } = asked.json as { readonly webhook?: string };
    return book.accept({
      endpoint,
      webhook,
      tell: (job) =>
        tellOfJob(desk, {
          address: webhook,
          job: job.id,
          fault,
          runMs: RUN_MS,
          sign: (id, isForged) => messageOf({ ...viewOf(job, asked.self), id }, isForged),
        }),
      gives: endpoint.includes('banana') ? 'image' : 'video',
      input: body.input,
      priceMicros: priceOf(endpoint, body.input),
      fault,
      answer: (job) => ({ status: 201, json: { ...viewOf(job, asked.self), status: 'starting', output: null } }),
    });
  }

  async function upload(asked: Asked): Promise<Reply> {
    if (desk.strikeNamed('upload') !== null) return say(503, 'storage is away');
    const form = await readForm(asked);
    if (form === null) return say(400, 'Missing content');
    const id = book.keep(form.file, form.type);
    const get = `https://api.replicate.com/v1/files/${id}`;
    return {
      status: 201,
      json: { id, content_type: form.type, size: form.file.length, metadata: {}, urls: { get }, expires_at: null },
    };
  }

  function get(job: Job, { self }: Asked): Reply {
    job.polls += 1;
    if (desk.ails(job) === 'poll_errors' && job.polls <= 3)
      return [
        { status: 503, bytes: Buffer.from('<html>bad gateway</html>'), type: 'text/html' },
        { status: 429, json: { detail: 'Slow down' }, headers: { 'retry-after': '0' } },
        { happens: 'reset' } as const,
      ][job.polls - 1] as Reply;
    if (desk.ails(job) === 'backwards' && job.polls <= 3) {
      const status = ['processing', 'starting', 'napping'][job.polls - 1];
      return { status: 200, json: { ...viewOf(job, self), status, output: null } };
    }
    return { status: 200, json: viewOf(job, self) };
  }

  function viewOf(job: Job, self: string): Readonly<Record<string, unknown>> {
    const isDone = book.isDone(job);
    const error = ERRORS[desk.ails(job) ?? ''] ?? null;
    const status = job.isCancelled
      ? 'canceled'
      : desk.ails(job) === 'failed_free' && isDone
        ? 'aborted'
        : isDone
          ? error === null
            ? 'succeeded'
            : 'failed'
          : job.polls <= 1
            ? 'starting'
            : 'processing';
    const isGone = desk.ails(job) === 'removed';
    const hasOutput = status === 'succeeded' && desk.ails(job) !== 'empty' && !isGone;
    return {
      id: job.id,
      model: job.endpoint,
      version: 'hidden',
      input: isGone ? {} : job.input,
      logs: '',
      output: hasOutput ? book.addressOf(job, self) : null,
      data_removed: isGone,
      error,
      status,
      source: 'api',
      created_at: new Date(job.sentMs).toISOString(),
      started_at: isDone && !job.isCancelled && status !== 'aborted' ? new Date(job.sentMs + 100).toISOString() : null,
      ...(job.webhook === null ? {} : { webhook: job.webhook, webhook_events_filter: ['completed'] }),
      urls: {
        get: `https://api.replicate.com/v1/predictions/${job.id}`,
        cancel: `https://api.replicate.com/v1/predictions/${job.id}/cancel`,
      },
    };
  }

  function list({ query, self }: Asked): Reply {
    const found = [...book.jobs.values()].toReversed().filter((job) => {
      if (!query.has('cursor')) job.listings += 1;
      return (
        desk.ails(job) !== 'unlisted' &&
        job.fault !== 'only_told' &&
        !(desk.ails(job) === 'late_listed' && job.listings <= LISTING_LAG)
      );
    });
    const from = Number(query.get('cursor') ?? 0);
    const next = found.length > from + PAGE ? `https://api.replicate.com/v1/predictions?cursor=${from + PAGE}` : null;
    const results = found.slice(from, from + PAGE).map((job) => ({ ...viewOf(job, self), output: null }));
    return { status: 200, json: { previous: null, next, results } };
  }
}

const PAGE = 2;

function say(status: number, detail: string): Reply {
  return { status, json: { title: `HTTP ${status}`, detail, status } };
}

function newId(): string {
  return randomBytes(16).toString('hex').slice(0, 26);
}

const ERRORS: Readonly<Record<string, string>> = {
  moderated: 'The input or output was flagged as sensitive. Please try again with different inputs. (E005)',
  failed_charged: 'Prediction failed: CUDA out of memory',
  busy: 'Service is currently unavailable due to high demand. Please try again later. (E003)',
};

const VIDEO = ['prompt', 'image', 'duration', 'aspect_ratio', 'resolution', 'seed'];
const VEO = [...VIDEO, 'last_frame', 'negative_prompt', 'generate_audio', 'reference_images'];
/** Inputs of the models, as the vendor's pages list them. */
export const SCHEMAS: Readonly<Record<string, readonly string[]>> = {
  'google/veo-3.1': VEO,
  'google/veo-3.1-fast': VEO,
  'kwaivgi/kling-v2.6': ['prompt', 'negative_prompt', 'start_image', 'aspect_ratio', 'duration', 'generate_audio'],
  'bytedance/seedance-1-pro': [...VIDEO, 'fps', 'camera_fixed', 'last_frame_image'],
  'runwayml/gen4-turbo': ['prompt', 'image', 'duration', 'aspect_ratio', 'seed'],
  'sync/lipsync-2': ['video', 'audio', 'text', 'sync_mode', 'temperature', 'active_speaker', 'occlusion_detection'],
  'google/nano-banana': ['prompt', 'image_input', 'aspect_ratio', 'output_format'],
};

function shapeOf(job: Job | undefined) {
  const input = job?.input ?? {};
  const [width = 16, height = 9] = textOf(input['aspect_ratio'], '16:9').split(':').map(Number);
  return {
    seconds: Number(input['duration'] ?? 5),
    ratio: width / height,
    hasSound: input['generate_audio'] === true,
    start: null,
  };
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
