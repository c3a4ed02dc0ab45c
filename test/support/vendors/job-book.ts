import { createHash, randomUUID } from 'node:crypto';
import { toCanonicalJson } from '../../../src/base/json.ts';
import type { Asked, Desk, Reply } from './vendor-server.ts';

/** A job at a vendor, as its server keeps it. Jobs are done after a moment, also when nobody asks. */
export type Job = {
  readonly id: string;
  readonly endpoint: string;
  readonly gives: 'video' | 'image' | 'sound';
  readonly input: Readonly<Record<string, unknown>>;
  /** The input with what is in the files instead of where they are. */
  readonly what: string;
  readonly sentMs: number;
  readonly fault: string | null;
  readonly chargedMicros: number;
  /** Where its customer wants to hear of it. */
  readonly webhook: string | null;
  polls: number;
  /** Addresses that were given out for its file. */
  addresses: number;
  listings: number;
  isCancelled: boolean;
};

export type Accepting = {
  readonly endpoint: string;
  readonly gives: Job['gives'];
  readonly input: Readonly<Record<string, unknown>>;
  readonly priceMicros: number;
  readonly fault: string | null;
  readonly webhook?: string | null;
  /** Sends the messages of a vendor that has such. */
  readonly tell?: (job: Job) => void;
  /** How this vendor answers that it took a job. */
  readonly answer: (job: Job) => { readonly status: number; readonly json: unknown };
};

export type JobBook = {
  readonly jobs: Map<string, Job>;
  readonly accept: (accepting: Accepting) => Reply;
  readonly isDone: (job: Job) => boolean;
  /** A file that somebody brings; `id` where it was announced. */
  readonly keep: (bytes: Buffer, type: string, id?: string) => string;
  /** The address that a file of a job has now; each time another. */
  readonly addressOf: (job: Job, self: string) => string;
  /** Below `/files/` and `/out/`. */
  readonly serve: (asked: Asked, shape: Shape) => Promise<Reply>;
};
export type Shape = {
  readonly seconds: number;
  readonly ratio: number;
  readonly hasSound: boolean;
  start: string | null;
};

/** Long enough for a status in between, short enough for a test. */
export const RUN_MS = 300;
export const LISTING_LAG = 2;
const FREE: ReadonlySet<string> = new Set(['failed_free']);

/** What every vendor of jobs does, and what goes wrong at each of them. */
export function openJobBook(desk: Desk, newId: () => string = randomUUID): JobBook {
  const jobs = new Map<string, Job>();
  const uploads = new Map<string, { readonly bytes: Buffer; readonly type: string }>();

  const contentOf = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const upload = uploads.get(value.split('/').at(-1) ?? '');
      return upload === undefined ? value : createHash('sha256').update(upload.bytes).digest('hex');
    }
    if (Array.isArray(value)) return value.map(contentOf);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, contentOf(one)]));
  };
  const isDone = (job: Job): boolean =>
    desk.ails(job) !== 'stuck' && (job.polls >= 2 || desk.nowMs() - job.sentMs >= RUN_MS);

  const accept = ({
    endpoint,
    gives,
    input,
    priceMicros,
    fault: struck,
    webhook = null,
    tell,
    answer,
  }: Accepting): Reply => {
    // A picture has no length.
    const fault = struck === 'short' && gives === 'image' ? null : struck;
    const what = createHash('sha256')
      .update(toCanonicalJson([endpoint, contentOf(input)]))
      .digest('hex')
      .slice(0, 16);
    const chargedMicros = FREE.has(fault ?? '') ? 0 : priceMicros;
    const job: Job = {
      id: newId(),
      endpoint,
      gives,
      input,
      what,
      sentMs: desk.nowMs(),
      fault,
      chargedMicros,
      webhook,
      polls: 0,
      addresses: 0,
      listings: 0,
      isCancelled: false,
    };
    jobs.set(job.id, job);
    if (chargedMicros > 0)
      desk.charge({ job: job.id, what: `${endpoint} ${what}`, endpoint, chargedMicros, input, fault });
    tell?.(job);
    const { status, json } = answer(job);
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
      case 'truncated': {
        const bytes = Buffer.from(JSON.stringify(json));
        return { status, bytes, type: 'application/json', cutAt: bytes.length - 20 };
      }
      default:
        return { status, json };
    }
  };

  return {
    jobs,
    accept,
    isDone,
    keep: (bytes, type, id = randomUUID()) => {
      uploads.set(id, { bytes, type });
      return id;
    },
    addressOf: (job, self) => {
      job.addresses += 1;
      return `${self}/out/${job.id}.${EXTENSIONS[job.gives]}?n=${job.addresses}`;
    },
    serve: async ({ path, query }, { seconds, ratio, hasSound, start }) => {
      const job = jobs.get(path.split('/').at(-1)?.split('.')[0] ?? '');
      if (job === undefined) return { status: 404, json: {} };
      if (desk.ails(job) === 'never_there' || (desk.ails(job) === 'expired' && query.get('n') === '1'))
        return { status: 403, bytes: Buffer.from('<Error>Request has expired</Error>'), type: 'application/xml' };
      if (desk.ails(job) === 'file_html')
        return { status: 200, bytes: Buffer.from('<html></html>'), type: 'text/html' };
      const bytes = await (job.gives === 'video'
        ? desk.media.video({
            key: job.what,
            seconds: desk.ails(job) === 'short' ? 0.5 : seconds,
            fps: 24,
            ratio,
            hasSound,
            start,
          })
        : job.gives === 'image'
          ? desk.media.image(job.what, ratio)
          : desk.media.sound(job.what, seconds));
      const type = TYPES[job.gives];
      if (desk.ails(job) === 'corrupt') return { status: 200, bytes: corrupted(bytes), type };
      return { status: 200, bytes, type, ...cutOff(job, desk.ails(job), bytes) };
    },
  };
}

const halved = new WeakSet<object>();

/** Half of a job's file; where its length is not told, only the first time. */
export function cutOff(job: object, fault: string | null, { length }: Buffer): { cutAt?: number; isUntold?: boolean } {
  if (fault === 'file_truncated') return { cutAt: length >> 1 };
  if (fault !== 'file_halved' || halved.has(job)) return {};
  halved.add(job);
  return { cutAt: length >> 1, isUntold: true };
}

/** Its head says what it is; the rest is nothing. */
export function corrupted(bytes: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, 64), Buffer.alloc(4000, 7)]);
}

const EXTENSIONS = { video: 'mp4', image: 'png', sound: 'mp3' } as const;
const TYPES = { video: 'video/mp4', image: 'image/png', sound: 'audio/mpeg' } as const;

/** What goes wrong before a submission counts, as any vendor says it; null: it counts. */
export function refusalBefore(fault: string | null, say: (status: number, words: string) => Reply): Reply | null {
  switch (fault ?? '') {
    case 'rate_limited':
      return say(429, 'Request was throttled.');
    case 'rate_limited_wait': {
      const reply = say(429, 'Request was throttled.');
      return 'status' in reply ? { ...reply, headers: { 'retry-after': '1' } } : reply;
    }
    case 'no_credit':
      return say(402, 'You have insufficient credit to run this model.');
    case 'unauthorized':
      return say(401, 'You did not pass a valid authentication token');
    case 'gone':
      return say(404, 'The requested resource could not be found.');
    case 'error_before':
      return say(500, 'Internal Server Error');
    case 'reset_before':
      return { happens: 'reset' };
    default:
      return null;
  }
}

/** The fields of a form, and its one file. */
export async function readForm(asked: Asked): Promise<{ readonly file: Buffer; readonly type: string } | null> {
  const form = await new Response(new Uint8Array(asked.bytes), {
    headers: { 'content-type': asked.headers['content-type'] ?? '' },
  })
    .formData()
    .catch(() => null);
  const found = [...(form?.values() ?? [])].find((value) => value instanceof File && !/json/u.test(value.type));
  return found instanceof File ? { file: Buffer.from(await found.arrayBuffer()), type: found.type } : null;
}
