import { randomUUID } from 'node:crypto';
import { microsOf, TOKENS_A_SECOND } from './gemini-prices.ts';
import { openJobBook, refusalBefore, type Job } from './job-book.ts';
import { serveVendor, type Asked, type Desk, type Handler, type Reply } from './vendor-server.ts';

/**
 * Interactions and files of the Gemini API as Google's own client (3.3.0) speaks to them, under `v1` and `v1beta`; the
 * first part of every path is the host. See `vendor-server.ts` for how it is run.
 */
if (import.meta.main) await serveVendor(openGemini);

const HOST = 'generativelanguage.googleapis.com';
const TASKS: ReadonlySet<string> = new Set([
  'text_to_video',
  'image_to_video',
  'reference_to_video',
  'edit',
  'extend',
  'upscale',
]);
const FIELDS: ReadonlySet<string> = new Set([
  'model',
  'input',
  'background',
  'store',
  'stream',
  'response_format',
  'generation_config',
  'labels',
]);
const MOST_SECONDS: Readonly<Record<string, number>> = { 'gemini-omni-1.2-flash': 15, 'gemini-omni-1.1-flash': 10 };

type Kept = { readonly bytes: Buffer; readonly type: string; looks: number };
type Part = { readonly type?: string; readonly text?: string; readonly uri?: string; readonly data?: string };

function openGemini(desk: Desk): Handler {
  const book = openJobBook(desk, () => `v1_${randomUUID().replaceAll('-', '')}`);
  const files = new Map<string, Kept>();
  const announced = new Map<string, string>();
  /** What lies at a finished job's address, and how often it was looked at. */
  const looks = new Map<string, number>();

  return async (asked) => {
    const [, host, ...rest] = asked.path.split('/');
    if (host === 'elsewhere') {
      const known = book.jobs.get(rest[0] ?? '');
      return known === undefined
        ? say(404, 'Not Found')
        : book.serve({ ...asked, path: `/out/${known.id}.mp4` }, shapeOf(known));
    }
    if (host !== HOST) return say(404, 'Not Found');
    if (rest[0] === 'upload') return asked.query.has('upload_id') ? takeUpload(asked) : startUpload(asked);
    const [version = '', resource = '', name = '', action = ''] = rest;
    if (!/^v1(?:beta)?$/u.test(version)) return say(404, 'Not Found');
    const key = asked.headers['x-goog-api-key'] ?? '';
    if (key === '') return say(403, 'Method does not allow unregistered callers.');
    if (resource === 'models') return listModels(name);
    if (resource === 'files') return name.includes(':download') ? deliver(name, asked) : look(name);
    if (resource !== 'interactions') return say(404, 'Not Found');
    if (name === '') return asked.method === 'POST' ? create(asked, key) : say(404, 'Not Found');
    const job = book.jobs.get(name);
    if (job === undefined || job.fault === 'lost') return say(400, 'Invalid interaction name.');
    if (action === 'cancel') {
      if (!book.isDone(job)) job.isCancelled = true;
      return { status: 200, json: toInteraction(job, job.isCancelled ? 'cancelled' : 'completed') };
    }
    return get(job, asked);
  };

  function listModels(name: string): Reply {
    if (name === '')
      return { status: 200, json: { models: Object.keys(MOST_SECONDS).map((one) => ({ name: `models/${one}` })) } };
    return name in MOST_SECONDS
      ? { status: 200, json: { name: `models/${name}` } }
      : say(404, `models/${name} is not found`);
  }

  function create({ json }: Asked, key: string): Reply {
    const input = json as Readonly<Record<string, unknown>> | null;
    const fault = desk.strike(`interactions ${String(input?.['model'])}`);
    switch (fault ?? '') {
      case 'leaky':
        return say(400, `API key not valid: ${key}`, 'INVALID_ARGUMENT', [{ reason: 'API_KEY_INVALID' }]);
      case 'bad_key':
        return say(400, 'API key not valid. Please pass a valid API key.', 'INVALID_ARGUMENT', [
          { reason: 'API_KEY_INVALID' },
        ]);
      case 'quota_by_the_minute':
        return say(
          429,
          'You exceeded your current quota, please check your plan and billing details.',
          'RESOURCE_EXHAUSTED',
          [{ retryDelay: '34s' }],
        );
      case 'empty_purse':
        return say(429, 'Your prepayment credits are depleted.', 'RESOURCE_EXHAUSTED');
      case 'refused':
        return {
          status: 400,
          json: [{ error: { code: 400, message: 'The prompt was blocked.', status: 'PROHIBITED_CONTENT' } }],
        };
      default:
    }
    const refused = refusalBefore(fault, (status, words) => say(status, words));
    if (refused !== null) return refused;
    const wrong = input === null ? 'body' : problemOf(input);
    if (input === null || wrong !== null) return say(400, `Invalid value at '${wrong}'`);
    return book.accept({
      endpoint: 'interactions',
      gives: 'video',
      input,
      // A refusal is answered with words, and words are not what is charged for.
      priceMicros:
        fault === 'moderated'
          ? 0
          : (microsOf(String(input['model']), formatOf(input).resolution, secondsOf(input)) ?? 0),
      fault,
      answer: (job) => ({ status: 200, json: toInteraction(job, 'in_progress') }),
    });
  }

  /** The field that is not right; null where all are. */
  function problemOf(input: Readonly<Record<string, unknown>>): string | null {
    const unknown = Object.keys(input).find((field) => !FIELDS.has(field));
    if (unknown !== undefined) return unknown;
    const most = MOST_SECONDS[String(input['model'])];
    if (most === undefined) return 'model';
    const { delivery, aspect, resolution } = formatOf(input);
    if (input['store'] === false && delivery === 'uri') return 'response_format.delivery';
    if (!['16:9', '9:16'].includes(aspect)) return 'response_format.aspect_ratio';
    if (microsOf(String(input['model']), resolution, 1) === null) return 'response_format.resolution';
    const seconds = secondsOf(input);
    if (!(seconds >= 3 && seconds <= most)) return 'response_format.duration';
    const config = input['generation_config'] as { readonly video_config?: { readonly task?: string } } | undefined;
    const task = config?.video_config?.task;
    if (task !== undefined && !TASKS.has(task)) return 'generation_config.video_config.task';
    const parts = partsOf(input);
    if (!parts.some(({ type, text }) => type === 'text' && text !== undefined)) return 'input';
    const lost = parts.find(({ uri }) => uri !== undefined && !files.has(`files/${uri.split('/').at(-1) ?? ''}`));
    return lost === undefined ? null : `input: ${lost.uri}`;
  }

  function startUpload({ self }: Asked): Reply {
    if (desk.strikeNamed('upload') !== null) return say(503, 'storage is away');
    const id = randomUUID().replaceAll('-', '').slice(0, 12);
    announced.set(id, id);
    const place = `${self}/${HOST}/upload/v1/files?upload_id=${id}`;
    return { status: 200, json: {}, headers: { 'x-goog-upload-url': place, 'x-goog-upload-status': 'active' } };
  }

  function takeUpload({ query, bytes, headers }: Asked): Reply {
    const id = announced.get(query.get('upload_id') ?? '');
    if (id === undefined || headers['x-goog-upload-command'] !== 'upload, finalize') return say(400, 'No such upload.');
    const type = bytes.subarray(4, 8).toString('latin1') === 'ftyp' ? 'video/mp4' : 'image/png';
    files.set(`files/${id}`, { bytes, type, looks: 0 });
    book.keep(bytes, type, id);
    return { status: 200, json: { file: toFile(`files/${id}`) }, headers: { 'x-goog-upload-status': 'final' } };
  }

  /** Footage is processed before it is active; pictures are at once. */
  function toFile(name: string): Readonly<Record<string, unknown>> {
    const kept = files.get(name);
    const isActive = kept?.type !== 'video/mp4' || kept.looks > 1;
    return {
      name,
      uri: `https://${HOST}/v1beta/${name}`,
      mimeType: kept?.type,
      state: isActive ? 'ACTIVE' : 'PROCESSING',
      source: 'UPLOADED',
    };
  }

  function look(id: string): Reply {
    const kept = files.get(`files/${id}`);
    if (kept !== undefined) {
      kept.looks += 1;
      return { status: 200, json: toFile(`files/${id}`) };
    }
    const job = book.jobs.get(`v1_${id}`);
    if (job === undefined) return say(403, 'You do not have permission to access the File, or it may not exist.');
    const seen = (looks.get(id) ?? 0) + 1;
    looks.set(id, seen);
    const state = job.fault === 'processing' && seen <= 2 ? 'PROCESSING' : 'ACTIVE';
    return { status: 200, json: { name: `files/${id}`, mimeType: 'video/mp4', state, source: 'GENERATED' } };
  }

  async function deliver(name: string, asked: Asked): Promise<Reply> {
    const job = book.jobs.get(`v1_${name.split(':')[0] ?? ''}`);
    if (job === undefined || asked.query.get('alt') !== 'media') return say(404, 'Not Found');
    return book.serve({ ...asked, path: `/out/${job.id}.mp4` }, shapeOf(job));
  }

  async function get(job: Job, { self }: Asked): Promise<Reply> {
    job.polls += 1;
    if (job.fault === 'poll_errors' && job.polls <= 4)
      return [
        { status: 503, bytes: Buffer.from('<html>bad gateway</html>'), type: 'text/html' },
        say(429, 'Resource has been exhausted (e.g. check quota).'),
        say(400, 'Request had invalid authentication credentials.'),
        { happens: 'reset' } as const,
      ][job.polls - 1] as Reply;
    if (job.fault === 'backwards' && job.polls <= 3)
      return { status: 200, json: toInteraction(job, ['in_progress', 'queued', 'napping'][job.polls - 1] ?? '') };
    if (job.isCancelled) return { status: 200, json: toInteraction(job, 'cancelled') };
    if (!book.isDone(job)) return { status: 200, json: toInteraction(job, job.polls === 1 ? 'queued' : 'in_progress') };
    if (job.fault === 'wordless' && job.polls <= 5)
      return { status: 200, json: { ...toInteraction(job, 'completed'), steps: [], usage: undefined } };
    switch (job.fault ?? '') {
      case 'failed_charged':
      case 'failed_free':
        return { status: 200, json: { ...toInteraction(job, 'failed'), errors: [{ message: 'Internal error' }] } };
      case 'wants_more':
        return { status: 200, json: { ...toInteraction(job, 'requires_continuation'), continuation_token: 'more' } };
      case 'inline': {
        const bytes = await desk.media.video({ key: job.what, fps: 24, ...shapeOf(job) });
        const content = [{ type: 'video', mime_type: 'video/mp4', data: bytes.toString('base64') }];
        return { status: 200, json: toInteraction(job, 'completed', content) };
      }
      case 'moderated':
        return { status: 200, json: toInteraction(job, 'completed', [{ type: 'text', text: 'I cannot make that.' }]) };
      case 'empty':
        return { status: 200, json: toInteraction(job, 'completed', []) };
      default: {
        if (job.fault === 'expired') job.addresses += 1;
        const query = job.fault === 'expired' ? `&n=${job.addresses}` : '';
        const uri =
          job.fault === 'elsewhere'
            ? `${self}/elsewhere/${job.id}`
            : (NAMED[job.fault ?? ''] ?? ((id) => `https://${HOST}/v1beta/files/${id}:download?alt=media${query}`))(
                job.id.slice(3),
              );
        return { status: 200, json: toInteraction(job, 'completed', [{ type: 'video', mime_type: 'video/mp4', uri }]) };
      }
    }
  }
}

/** The other ways in which Google's papers name a file. */
const NAMED: Readonly<Record<string, (id: string) => string>> = {
  named: (id) => `files/${id}`,
  'told of': (id) => `https://${HOST}/v1beta/files/${id}`,
};
const UNCHARGED: ReadonlySet<string> = new Set(['failed_free', 'moderated']);

function toInteraction(job: Job, status: string, content: readonly unknown[] = []): Readonly<Record<string, unknown>> {
  const isOver = status !== 'queued' && status !== 'in_progress';
  const tokens = UNCHARGED.has(job.fault ?? '') ? 0 : Math.round(secondsOf(job.input) * TOKENS_A_SECOND);
  const at = new Date(job.sentMs).toISOString();
  return {
    id: job.id,
    object: 'interaction',
    model: job.input['model'],
    status,
    created: at,
    updated: at,
    ...(isOver
      ? {
          steps: [
            { type: 'user_input', content: partsOf(job.input) },
            { type: 'thought', content: [{ type: 'text', text: 'A thought.' }] },
            { type: 'model_output', content },
          ],
          usage: { total_tokens: tokens + 40, output_tokens_by_modality: [{ modality: 'video', tokens }] },
        }
      : {}),
  };
}

function partsOf(input: Readonly<Record<string, unknown>>): readonly Part[] {
  const given = input['input'];
  return typeof given === 'string' ? [{ type: 'text', text: given }] : Array.isArray(given) ? (given as Part[]) : [];
}

function formatOf(input: Readonly<Record<string, unknown>>) {
  const given = (input['response_format'] ?? {}) as Readonly<Record<string, string>>;
  return {
    delivery: given['delivery'] ?? 'inline',
    aspect: given['aspect_ratio'] ?? '16:9',
    resolution: given['resolution'] ?? '720p',
    duration: given['duration'] ?? '8s',
  };
}

/** A duration is written as `8s`. */
function secondsOf(input: Readonly<Record<string, unknown>>): number {
  const [, seconds] = /^(\d+(?:\.\d+)?)s$/u.exec(formatOf(input).duration) ?? [];
  return Number(seconds);
}

function shapeOf({ input }: Job) {
  return {
    seconds: secondsOf(input),
    ratio: formatOf(input).aspect === '16:9' ? 16 / 9 : 9 / 16,
    hasSound: true,
    start: null,
  };
}

const WORDS: Readonly<Record<number, string>> = { 400: 'INVALID_ARGUMENT', 429: 'RESOURCE_EXHAUSTED' };

function say(
  code: number,
  message: string,
  status = WORDS[code] ?? 'UNKNOWN',
  details: readonly object[] = [],
): Extract<Reply, { readonly json: unknown }> {
  return { status: code, json: { error: { code, message, status, details } } };
}
