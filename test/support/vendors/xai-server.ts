import { createHash } from 'node:crypto';
import { openJobBook, refusalBefore, type Job } from './job-book.ts';
import { serveVendor, type Asked, type Desk, type Handler, type Reply } from './vendor-server.ts';

/**
 * Video of xAI under `/v1` as `@ai-sdk/xai` (5.0.12) speaks to it. It honours no key against repeats. See
 * `vendor-server.ts` for how it is run.
 */
if (import.meta.main) await serveVendor(openXai);

const MICROS_A_SECOND: Readonly<Record<string, number>> = { '480p': 80_000, '720p': 140_000, '1080p': 250_000 };
/** Ten-billionths of a dollar. */
const TICKS_PER_MICRO = 10_000;
const RATIOS: ReadonlySet<unknown> = new Set(['16:9', '9:16', '1:1', '4:3', '3:4', undefined]);

function openXai(desk: Desk): Handler {
  const book = openJobBook(desk);

  return async (asked) => {
    const [, version, resource, name = ''] = asked.path.split('/');
    if (version === 'out') return book.serve(asked, shapeOf(book.jobs.get(String(resource).split('.')[0] ?? '')));
    if (version !== 'v1' || resource !== 'videos') return say(404, 'Not Found');
    if (!/^Bearer .+/u.test(asked.headers['authorization'] ?? '')) return say(401, 'No API key provided.');
    if (asked.method === 'POST') return name === 'generations' ? create(asked) : say(404, 'Not Found');
    const job = book.jobs.get(name);
    return job === undefined || desk.ails(job) === 'lost' ? say(404, 'Not found') : get(job, asked);
  };

  function create({ json }: Asked): Reply {
    const input = json as Readonly<Record<string, unknown>> | null;
    const fault = desk.strike('videos');
    const refused = refusalBefore(fault, say);
    if (refused !== null) return refused;
    if (fault === 'refused') return say(400, 'Generated video rejected by content moderation.');
    const resolution = wordOf(input?.['resolution']) ?? '480p';
    const seconds = Number(input?.['duration'] ?? 6);
    const micros = MICROS_A_SECOND[resolution];
    if (input === null || typeof input['prompt'] !== 'string') return say(400, 'prompt');
    if (micros === undefined) return say(400, 'resolution');
    if (!(seconds >= 1 && seconds <= 15) || !RATIOS.has(input['aspect_ratio'])) return say(400, 'duration or aspect');
    return book.accept({
      endpoint: 'videos/generations',
      gives: 'video',
      // A picture is sent as text: the book keeps what it shows and not the text.
      input: Object.fromEntries(Object.entries(input).map(([field, value]) => [field, shortened(value)])),
      priceMicros: micros * seconds,
      fault,
      answer: (job) => ({ status: 200, json: { request_id: job.id } }),
    });
  }

  function get(job: Job, { self }: Asked): Reply {
    job.polls += 1;
    if (job.fault === 'poll_errors' && job.polls <= 3)
      return [
        { status: 503, bytes: Buffer.from('<html>bad gateway</html>'), type: 'text/html' },
        { ...say(429, 'Slow down'), headers: { 'retry-after': '0' } },
        { happens: 'reset' } as const,
      ][job.polls - 1] as Reply;
    if (!book.isDone(job)) return { status: 202, json: { status: 'pending', progress: 40 } };
    if (job.fault === 'failed_charged' || job.fault === 'failed_free')
      return { status: 200, json: { status: 'failed', error: { code: 'internal', message: 'An error occurred' } } };
    const isAllowed = job.fault !== 'moderated';
    const video = {
      url: isAllowed ? book.addressOf(job, self) : null,
      duration: Number(job.input['duration'] ?? 6),
      respect_moderation: isAllowed,
    };
    return {
      status: 200,
      json: { status: 'done', video, usage: { cost_in_usd_ticks: job.chargedMicros * TICKS_PER_MICRO } },
    };
  }
}

function shortened(value: unknown): unknown {
  if (typeof value === 'string' && value.startsWith('data:'))
    return `data:${createHash('sha256').update(value).digest('hex')}`;
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, shortened(one)]));
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function shapeOf(job: Job | undefined) {
  const [width = 16, height = 9] = (wordOf(job?.input['aspect_ratio']) ?? '16:9').split(':').map(Number);
  return { seconds: Number(job?.input['duration'] ?? 6), ratio: width / height, hasSound: true, start: null };
}

function say(status: number, message: string): Extract<Reply, { readonly json: unknown }> {
  return { status, json: { code: String(status), error: message } };
}
