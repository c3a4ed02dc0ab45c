import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { JsonObject } from '../../src/base/json.ts';
import type { Failure } from '../../src/model/generation.ts';
import type { PictureMeasures } from '../../src/media/media.ts';
import type { PollOutcome, Provider, ReconcileOutcome, SubmitOutcome } from '../../src/providers/contract.ts';
import type { Hook } from './fake-media.ts';
import { takeText } from './fake-media.ts';

/** What the provider will do with one submission; everything goes well where nothing is said. */
export type Fate = {
  /** `unheard`: it never arrived. `unanswered`: it arrived, was charged, and the answer was lost. */
  readonly submit?: 'unheard' | 'unanswered' | 'throws' | Failure;
  /** The answer is given when this resolves. */
  readonly answer?: Promise<void>;
  readonly reconcile?: 'unknown';
  /** How often it is still at work when asked. */
  readonly pending?: number;
  readonly retryAfterMs?: number;
  readonly poll?: 'throws' | 'stuck' | Failure;
  /** Downloads that break before one succeeds. */
  readonly brokenDownloads?: number;
  /** So many times the file comes damaged, and then whole. */
  readonly garbled?: number;
  /** After so many downloads there are no more. */
  readonly gone?: { readonly after: number; readonly failure: Failure };
  readonly download?: 'throws';
  readonly delivers?: 'short' | 'garbage';
  /** How the delivered take measures. */
  readonly picture?: Partial<PictureMeasures>;
  readonly costMicros?: number;
  /** What a cancelled job comes to; without it, cancelling is not heard. */
  readonly cancelled?: 'finishes' | Failure;
};

/** A submission as the provider tells them apart: `nth` of this shot and model, from 1. */
export type Job = { readonly kind: string; readonly shot: string; readonly model: string; readonly nth: number };
/** What the provider knows of a POST. `job` is null when it refused. */
export type Post = Job & {
  readonly attempt: string;
  readonly job: string | null;
  readonly chargedMicros: number;
  readonly body: Body;
  /** Where it may tell of the job. */
  readonly webhook: string | null;
};

type Body = Omit<Job, 'nth'> & { readonly frames: number };

export type FakeProvider = Provider & {
  /** The provider's own book: the judge of who paid what. */
  readonly posts: () => readonly Post[];
  /** Most jobs that were open at once. */
  readonly mostOpen: () => number;
  readonly counts: Readonly<Record<'polls' | 'downloads' | 'reconciles' | 'cancels', number>>;
};

export type FakeProviderOptions = {
  readonly id?: string;
  /** Survives the process, as a provider does. */
  readonly ledger: string;
  readonly fate?: (job: Job) => Fate;
  readonly hook?: Hook;
  readonly priceMicros?: number;
  readonly safety?: Provider['submitSafety'];
  /** Whether its jobs have names; default: they have. */
  readonly hasNames?: boolean;
  readonly maxRunMs?: number;
};

/** A paid provider that does what a script says and keeps its own ledger on disk. */
export function createFakeProvider({
  id = 'fake',
  ledger,
  fate = () => ({}),
  hook = () => {},
  priceMicros = 1_000_000,
  safety = 'lookup',
  hasNames = true,
  maxRunMs,
}: FakeProviderOptions): FakeProvider {
  const posts = (): readonly Post[] =>
    existsSync(ledger)
      ? readFileSync(ledger, 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Post)
          .filter((post) => post.model === id || post.model.startsWith(`${id}:`))
      : [];
  const postOf = (job: string): Post => {
    const post = posts().find((one) => one.job === job);
    if (post === undefined) throw new Error(`${job} is not known here`);
    return post;
  };
  const open = new Set<string>();
  const asked = new Map<string, number>();
  const counts = { polls: 0, downloads: 0, reconciles: 0, cancels: 0 };
  const cancelled = new Set<string>();
  let most = 0;
  const count = (what: string): number => {
    asked.set(what, (asked.get(what) ?? 0) + 1);
    return asked.get(what) ?? 0;
  };

  return {
    id,
    submitSafety: safety,
    ...(maxRunMs === undefined ? {} : { maxRunMs }),
    posts,
    mostOpen: () => most,
    counts,
    models: () => [],
    prepare: (request, ref) => ({
      ok: true,
      body: {
        model: ref.text,
        shot: 'shot' in request ? request.shot : request.kind,
        kind: request.kind,
        frames: request.kind === 'video' ? request.frames : 12,
        seed: request.seed,
        prompt: 'prompt' in request ? request.prompt : request.words,
        start: request.kind === 'video' ? (request.start?.sha ?? null) : null,
      },
      dropped: [],
    }),

    submit: async (body, { attempt, signal, webhook = null }): Promise<SubmitOutcome> => {
      await hook('submit.before');
      const { kind, shot, model } = body as Body;
      const subject = { kind, shot, model };
      const isSame = (post: Post): boolean =>
        post.kind === subject.kind && post.shot === subject.shot && post.model === subject.model;
      const named = { ...subject, nth: posts().filter(isSame).length + 1 };
      const { submit, answer } = fate(named);
      const isHeard = submit !== 'unheard' && submit !== 'throws';
      const isRefused = typeof submit === 'object';
      const created = isHeard && !isRefused ? `${named.kind} ${named.nth} of ${named.shot} with ${named.model}` : null;
      appendFileSync(
        ledger,
        `${JSON.stringify({ ...named, attempt, job: created, chargedMicros: created === null ? 0 : priceMicros, body, webhook })}\n`,
      );
      if (created !== null) open.add(created);
      most = Math.max(most, open.size);
      await hook('submit.after');
      await waitFor(answer, signal);
      if (submit === 'throws') throw new Error('the connection broke');
      if (isRefused) return { status: 'rejected', failure: submit };
      if (submit !== undefined) return { status: 'ambiguous', message: 'no answer came' };
      return { status: 'accepted', operation: { job: created } };
    },

    reconcile: async (attempt): Promise<ReconcileOutcome> => {
      await hook('reconcile.before');
      counts.reconciles += 1;
      const post = posts().find((one) => one.attempt === attempt.id);
      if (safety === 'none' || (post !== undefined && fate(post).reconcile === 'unknown'))
        return { status: 'unknown', message: 'it has no list of jobs' };
      await hook('reconcile.after');
      return post?.job == null ? { status: 'absent' } : { status: 'found', operation: { job: post.job } };
    },

    hasNamedJob: () => hasNames,

    toOperation: (job) => (job.includes(' of ') ? { job } : null),

    parseWebhook: async ({ headers, body }) =>
      headers['signed-by'] === id ? { job: Buffer.from(body).toString('utf8') } : null,

    hasJob: async (operation) => {
      const made = posts().find((post) => post.job === jobOf(operation));
      return made === undefined ? false : fate(made).poll === 'throws' ? null : true;
    },

    poll: async (operation): Promise<PollOutcome> => {
      await hook('poll.before');
      counts.polls += 1;
      const job = jobOf(operation);
      // A real one is patient with a job that is not known for a moment.
      if (posts().every((post) => post.job !== job))
        return count(`unknown ${job}`) < 3
          ? { status: 'pending', progress: null, retryAfterMs: null }
          : { status: 'failed', failure: LOST };
      const { poll, pending = 0, retryAfterMs = null, costMicros = priceMicros, cancelled: end } = fate(postOf(job));
      if (cancelled.has(job) && end === 'finishes') return { status: 'done', costMicros };
      if (cancelled.has(job) && end !== undefined && end !== 'finishes') return { status: 'failed', failure: end };
      if (poll === 'throws') throw new Error('the connection broke');
      if (poll === 'stuck' || count(`poll ${job}`) <= pending)
        return { status: 'pending', progress: 0.5, retryAfterMs };
      await hook('poll.after');
      if (typeof poll === 'object') {
        open.delete(job);
        return { status: 'failed', failure: poll };
      }
      return { status: 'done', costMicros };
    },

    cancel: async (operation) => {
      await hook('cancel.before');
      counts.cancels += 1;
      cancelled.add(jobOf(operation));
      await hook('cancel.after');
    },

    download: async (operation, destination) => {
      await hook('download.before');
      counts.downloads += 1;
      const job = jobOf(operation);
      const post = postOf(job);
      const { download, brokenDownloads = 0, garbled = 0, gone, delivers, picture } = fate(post);
      if (download === 'throws') throw new Error('the connection broke');
      const times = count(`download ${job}`);
      if (gone !== undefined && times > gone.after) return { status: 'failed', failure: gone.failure };
      if (times <= brokenDownloads) {
        await writeFile(destination, 'half');
        await rm(destination);
        return {
          status: 'failed',
          failure: {
            class: 'unavailable',
            message: 'cut off',
            billed: 'yes',
            suspect: null,
            retryAfterMs: null,
            advice: null,
          },
        };
      }
      const { body } = post;
      const { frames } = body;
      const text = takeText({
        kind: body.kind,
        frames: delivers === 'short' ? Math.floor(frames / 2) : frames,
        of: body,
        ...(picture === undefined ? {} : { picture }),
      });
      const isGarbage = delivers === 'garbage' || count(`delivery ${job}`) <= garbled;
      await writeFile(destination, isGarbage ? 'garbage' : text);
      open.delete(job);
      await hook('download.after');
      return { status: 'stored', mediaType: body.kind === 'voice' ? 'audio/wav' : 'video/mp4' };
    },
  };
}

const LOST: Failure = {
  class: 'lost',
  message: 'there is no such job',
  billed: 'no',
  suspect: null,
  retryAfterMs: null,
  advice: null,
};

function jobOf(operation: JsonObject): string {
  const { job } = operation as { readonly job: string };
  return job;
}

/** Resolves with `answer`, or rejects when the signal is aborted first. */
async function waitFor(answer: Promise<void> | undefined, signal: AbortSignal): Promise<void> {
  await setImmediate();
  if (answer === undefined) return;
  signal.throwIfAborted();
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  await Promise.race([answer, aborted]);
}
