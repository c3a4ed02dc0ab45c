import { openJobBook, readForm, refusalBefore, type Job } from './job-book.ts';
import { MICROS_PER_CREDIT, creditsOf } from './runway-prices.ts';
import { readBodySchemas, type BodySchema } from './runway-schemas.ts';
import { serveVendor, type Asked, type Desk, type Handler, type Reply } from './vendor-server.ts';

/**
 * The API of Runway as its own client (4.20.1) speaks to it; the first part of every path is the host. See
 * `vendor-server.ts` for how it is run.
 */
if (import.meta.main) await serveVendor(openRunway);

const VERSION = '2024-11-06';

function openRunway(desk: Desk): Handler {
  const schemaOf = readBodySchemas();
  const book = openJobBook(desk);

  return async (asked) => {
    const [, host = '', ...rest] = asked.path.split('/');
    if (host === 'out') return book.serve(asked, shapeOf(book.jobs.get(rest[0]?.split('.')[0] ?? '')));
    if (host === 'put') return put(rest[0] ?? '', asked);
    if (host !== 'api.dev.runwayml.com' || rest[0] !== 'v1') return say(404, 'Not Found');
    if (asked.headers['x-runway-version'] !== VERSION) return say(400, 'Invalid API version');
    if (!/^Bearer .+/u.test(asked.headers['authorization'] ?? '')) return say(401, 'Unauthorized');
    const [, resource = '', id = ''] = rest;
    const route = `${asked.method} ${resource}`;
    if (route === 'GET organization') return { status: 200, json: { creditBalance: 10_000, tier: {}, usage: {} } };
    if (route === 'POST uploads') return startUpload(asked);
    if (asked.method === 'POST') return create(resource, asked);
    const job = book.jobs.get(id);
    if (resource !== 'tasks' || job === undefined || desk.ails(job) === 'lost') return say(404, 'Not found.');
    if (asked.method === 'GET') return get(job, asked);
    if (!book.isDone(job)) job.isCancelled = true;
    return { status: 204, bytes: Buffer.alloc(0), type: 'application/json' };
  };

  function create(endpoint: string, asked: Asked): Reply {
    const input = asked.json as Readonly<Record<string, unknown>> | null;
    const fault = desk.strike(`${endpoint} ${String(input?.['model'])}`);
    const refusal = refusalBefore(fault, say);
    if (refusal !== null) return refusal;
    if (fault === 'leaky') return say(401, `Invalid key ${asked.headers['authorization'] ?? ''}`);
    if (fault === 'poor') return say(400, 'You do not have enough credits to run this task.');
    const schema = input === null ? null : schemaOf(endpoint, String(input['model']));
    const issues = input === null || schema === null ? ['model'] : problemsOf(schema, input);
    if (input === null || issues.length > 0) {
      const json = {
        error: 'Validation of body failed',
        issues: issues.map((field) => ({ path: [field], message: `${field} is not right` })),
        docUrl: 'https://docs.dev.runwayml.com/api',
      };
      return { status: 400, json };
    }
    const credits = creditsOf(input);
    return book.accept({
      endpoint,
      gives: endpoint === 'text_to_image' ? 'image' : 'video',
      input,
      priceMicros: credits * MICROS_PER_CREDIT,
      fault,
      answer: (job) => ({ status: 200, json: { id: job.id, estimatedCost: { credits } } }),
    });
  }

  function startUpload({ self }: Asked): Reply {
    if (desk.strikeNamed('upload') !== null) return say(503, 'storage is away');
    const id = book.keep(Buffer.alloc(0), '');
    return {
      status: 200,
      json: { uploadUrl: `${self}/put/${id}`, fields: { key: id }, runwayUri: `runway://${id}` },
    };
  }

  async function put(id: string, asked: Asked): Promise<Reply> {
    const form = await readForm(asked);
    if (form === null) return say(400, 'no file');
    book.keep(form.file, form.type, id);
    return { status: 204, bytes: Buffer.alloc(0), type: 'text/plain' };
  }

  function get(job: Job, { self }: Asked): Reply {
    job.polls += 1;
    const estimatedCost = { credits: job.chargedMicros / MICROS_PER_CREDIT };
    const base = { id: job.id, createdAt: new Date(job.sentMs).toISOString() };
    if (desk.ails(job) === 'poll_errors' && job.polls <= 3)
      return [
        { status: 503, bytes: Buffer.from('<html>bad gateway</html>'), type: 'text/html' },
        { status: 429, json: { error: 'Slow down' }, headers: { 'retry-after': '0' } },
        { happens: 'reset' } as const,
      ][job.polls - 1] as Reply;
    if (desk.ails(job) === 'backwards' && job.polls <= 3) {
      const status = ['RUNNING', 'THROTTLED', 'NAPPING'][job.polls - 1];
      return { status: 200, json: { ...base, status, estimatedCost, progress: 0.5 } };
    }
    const cost = estimatedCost;
    if (job.isCancelled) return { status: 200, json: { ...base, status: 'CANCELLED', cost: { credits: 0 } } };
    if (!book.isDone(job)) {
      const status = job.polls === 1 ? { status: 'PENDING' } : { status: 'RUNNING', progress: 0.4 };
      return { status: 200, json: { ...base, ...status, estimatedCost } };
    }
    const failure = FAILURES[desk.ails(job) ?? ''];
    if (failure !== undefined) return { status: 200, json: { ...base, status: 'FAILED', ...failure, cost } };
    const output = desk.ails(job) === 'empty' ? [] : [book.addressOf(job, self)];
    return { status: 200, json: { ...base, status: 'SUCCEEDED', output, cost } };
  }
}

function say(status: number, error: string): Reply {
  return { status, json: { error, docUrl: 'https://docs.dev.runwayml.com/api' } };
}

const FAILURES: Readonly<Record<string, { readonly failure: string; readonly failureCode: string }>> = {
  moderated: { failure: 'Content moderation did not pass.', failureCode: 'SAFETY.INPUT.IMAGE' },
  failed_charged: { failure: 'An unexpected error occurred.', failureCode: 'INTERNAL.BAD_OUTPUT.CODE01' },
  failed_free: { failure: 'An unexpected error occurred.', failureCode: 'INTERNAL' },
};

/** Fields that are missing, unknown, or none of the words that they may be. */
function problemsOf(schema: BodySchema, input: Readonly<Record<string, unknown>>): readonly string[] {
  const unknown = Object.keys(input).filter((field) => !schema.has(field));
  const wrong = [...schema].flatMap(([field, { isRequired, choices }]) => {
    if (!(field in input)) return isRequired ? [field] : [];
    return choices !== null && !choices.includes(String(input[field])) ? [field] : [];
  });
  return [...unknown, ...wrong];
}

function shapeOf(job: Job | undefined) {
  const input = job?.input ?? {};
  const { ratio } = input;
  const [width = 16, height = 9] = (typeof ratio === 'string' ? ratio : '16:9').split(':').map(Number);
  return {
    seconds: Number(input['duration'] ?? 5),
    ratio: width / height,
    hasSound: input['audio'] === true,
    start: null,
  };
}
