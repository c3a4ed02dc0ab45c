import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ApiKey } from '../../base/api-key.ts';
import type { Clock } from '../../base/clock.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Billed, Failure } from '../../model/generation.ts';
import { toId, type BlobSha } from '../../model/ids.ts';
import type { ModelFacts } from '../../model/model-facts.ts';
import { trustServer } from '../account.ts';
import { API_LIMITS, type ApiLimits } from '../ask-api.ts';
import type { DownloadOutcome, PollOutcome, Provider, SubmitOutcome } from '../contract.ts';
import { withUrls } from '../hosted-job.ts';
import { sniffMediaType } from '../media-type.ts';
import { createCalmFetch, createPostOnce, jsonOf, outcomeOf, retryAfterMs, type PostReport } from '../post-once.ts';
import { refusal } from '../refusal.ts';
import { saveRemote } from '../save-remote.ts';
import { createStrikes } from '../strikes.ts';
import { unheardPoll } from '../unheard.ts';
import { toJobFailure, toRejection } from './failure.ts';
import { readWebhook } from './webhook.ts';
import { parseBody, type Known, type VideosApiBody, type VideosApiSettings } from './body.ts';
import { prepare } from './prepare.ts';
import { lacksOf, type VideoServer } from './server.ts';
import { toPrices } from './prices.ts';

export type VideosApiDeps = {
  readonly server: VideoServer;
  /** What OpenRouter signs its messages with; null: not known. */
  readonly webhookSecret?: ApiKey | null;
  readonly models: readonly ModelFacts[];
  /** By the model's id. */
  readonly settings: ReadonlyMap<string, VideosApiSettings>;
  readonly clock: Clock;
  readonly limits?: ApiLimits;
};

const PRICE_LIST = '/videos/models';
/** A machine of one's own may take a night for a shot; the machines behind OpenRouter do not. */
const MAX_RUN_MS = 6 * 60 * 60_000;
const MAX_RUN_AT_OPENROUTER_MS = 60 * 60_000;

/**
 * Servers and gateways that speak `POST /v1/videos`, in their dialects. They know no key against sending twice and no
 * id of ours: a submission without an answer is held, unless nothing is paid there.
 */
export function createVideosApi({
  server,
  webhookSecret = null,
  models,
  settings,
  clock,
  limits = API_LIMITS,
}: VideosApiDeps): Provider {
  const { key, url, urlName } = server;
  const facts = models.filter(({ provider }) => provider === server.id);
  const known = new Map<string, Known>();
  for (const one of facts) {
    const own = settings.get(one.id);
    if (own !== undefined) known.set(one.id, { settings: own, facts: one });
  }
  const isOpenrouter =
    known.size > 0 && [...known.values()].every(({ settings: { dialect } }) => dialect === 'openrouter');
  const strikes = createStrikes(clock);
  const headers: Readonly<Record<string, string>> = key === null ? {} : { authorization: `Bearer ${key.reveal()}` };
  const clean = (failure: Failure): Failure =>
    key === null ? failure : { ...failure, message: key.redact(failure.message) };
  const serverOf = (): URL => {
    if (url === null) throw new Error(`${urlName} is not set`);
    return url;
  };
  const addressOf = (path: string): string => `${serverOf().href.replace(/\/+$/u, '')}/videos${path}`;
  const ask = async (method: 'GET' | 'DELETE', path: string, signal: AbortSignal): Promise<PostReport> => {
    const calm = createCalmFetch({ limits });
    await calm.fetch(addressOf(path), { method, headers, signal });
    return calm.report();
  };

  // Only OpenRouter lists prices. What is priced in the file that describes it is not asked for.
  const unpriced = [...known.values()].filter(
    ({ settings: { dialect }, facts: { price, source } }) =>
      dialect === 'openrouter' && (price.kind === 'unknown' || source.endsWith(PRICE_LIST)),
  );

  return {
    id: server.id,
    lacks: lacksOf(server),
    submitSafety: 'none',
    hasOwnQueue: true,
    maxRunMs: isOpenrouter ? MAX_RUN_AT_OPENROUTER_MS : MAX_RUN_MS,
    models: () => facts,
    ...(unpriced.length === 0
      ? {}
      : {
          listPrices: async ({ signal }) => {
            const outcome = toPrices(unpriced, await ask('GET', '/models', signal), {
              source: addressOf('/models'),
              urlName,
            });
            return outcome.status === 'failed' ? { ...outcome, failure: clean(outcome.failure) } : outcome;
          },
        }),
    prepare: (request, model, wanted) =>
      prepare(known.get(`${model.provider}:${model.model ?? ''}`), request, model, wanted),

    submit: async (json, { signal, blobPath, mayLeave, webhook = null }): Promise<SubmitOutcome> => {
      const body = parseBody(json);
      const sent = await toSent(body, (sha) => blobPath(toId<BlobSha>(sha)), webhook);
      const once = createPostOnce(mayLeave, { limits });
      await once.fetch(addressOf(''), { method: 'POST', ...sent, headers: { ...headers, ...sent.headers }, signal });
      const report = once.report();
      switch (outcomeOf(report)) {
        case 'rejected':
          return { status: 'rejected', failure: clean(toRejection(report, clock.nowMs(), server)) };
        case 'ambiguous':
          return { status: 'ambiguous', message: ambiguityOf(report) };
        case 'accepted': {
          const answer = z.object({ id: z.string().min(1) }).safeParse(jsonOf(report));
          if (!answer.success)
            return { status: 'ambiguous', message: 'the video server took it and gave no id that can be read' };
          return { status: 'accepted', operation: handleOf(answer.data.id, body) };
        }
      }
    },

    reconcile: async (attempt) => {
      // Were it made after all, it would have cost nothing.
      if (parseBody(attempt.body).isFree) return { status: 'absent' };
      return { status: 'unknown', message: 'its jobs have no name that was known before they were made.' };
    },

    toOperation: (job, attempt) => (/^[\w-]{4,120}$/u.test(job) ? handleOf(job, parseBody(attempt.body)) : null),

    parseWebhook: (message) => {
      const job = readWebhook(message, webhookSecret, clock.nowMs());
      return Promise.resolve(job === null ? null : { job });
    },

    hasJob: async (json, { signal }) => {
      const report = await ask('GET', `/${encodeURIComponent(parseOperation(json).id)}`, signal);
      if (report.phase === 'answered' && report.status === 404) return false;
      return isOk(report) && jobSchema.safeParse(jsonOf(report)).success ? true : null;
    },

    poll: async (json, { signal }): Promise<PollOutcome> => {
      const { id, isFree } = parseOperation(json);
      const report = await ask('GET', `/${encodeURIComponent(id)}`, signal);
      if (report.phase === 'answered' && report.status === 404)
        return strikes.isOut(id) ? { status: 'failed', failure: lost(id, isFree) } : PENDING;
      const job = jobSchema.safeParse(isOk(report) ? jsonOf(report) : null);
      if (!job.success) return unheardPoll(report, retryAfterMs(report, clock.nowMs()));
      strikes.clear(id);
      const { status, progress, error, usage } = job.data;
      const costMicros = isFree ? 0 : usage?.cost == null ? null : Math.round(usage.cost * 1_000_000);
      switch (status) {
        case 'completed':
          return { status: 'done', costMicros };
        case 'failed':
        case 'cancelled':
        case 'expired':
          return { status: 'failed', failure: clean(toJobFailure(error, billedOf(costMicros))), costMicros };
        default:
          return { ...PENDING, progress: progress == null ? null : Math.min(1, Math.max(0, progress / 100)) };
      }
    },

    cancel: async (json, { signal }) => {
      await ask('DELETE', `/${encodeURIComponent(parseOperation(json).id)}`, signal);
    },

    download: async (json, destination, { signal }): Promise<DownloadOutcome> => {
      const { id, file } = parseOperation(json);
      const options = { kind: 'video', signal, headers, ...trustServer(serverOf()) } as const;
      const saved = await saveRemote(addressOf(`/${encodeURIComponent(id)}/${file}`), destination, options);
      if (saved.status === 'stored') return saved;
      return { status: 'failed', failure: saved.status === 'failed' ? clean(saved.failure) : NOT_FETCHED };
    },
  };
}

const PENDING = { status: 'pending', progress: null, retryAfterMs: null } as const;
const NOT_FETCHED: Failure = {
  ...refusal('unavailable', 'the video server has no file any more of the finished take', null),
  billed: 'unknown',
  advice: 'The job is kept: the next render asks again, and `longtake held` says what else you can do.',
};

const jobSchema = z.object({
  status: z.string(),
  progress: z.number().nullish().catch(null),
  error: z.unknown().optional(),
  /** In dollars, where a gateway says so. */
  usage: z.object({ cost: z.number().nonnegative().nullish() }).nullish().catch(null),
});
const operationSchema = z.object({ id: z.string().min(1), isFree: z.boolean(), file: z.string().default('content') });

function parseOperation(json: JsonObject): z.infer<typeof operationSchema> {
  return operationSchema.parse(json);
}

/** OpenRouter makes several videos of one job where it is asked to; we ask for one. */
function handleOf(id: string, { isFree, json }: VideosApiBody): JsonObject {
  return { id, isFree, ...(json === null ? {} : { file: 'content?index=0' }) };
}

function billedOf(costMicros: number | null): Billed {
  if (costMicros === null) return 'unknown';
  return costMicros === 0 ? 'no' : 'yes';
}

/** JSON with its pictures in it, or a form; an address for messages is given only where it is safe on its way. */
async function toSent(
  body: VideosApiBody,
  pathOf: (sha: string) => string,
  webhook: string | null,
): Promise<{ readonly body: FormData | string; readonly headers: Readonly<Record<string, string>> }> {
  if (body.json === null) return { body: await toForm(body, pathOf), headers: {} };
  const json = await withUrls(body.json, async (sha) => {
    const bytes = await readFile(pathOf(sha));
    const type = sniffMediaType(bytes)?.mediaType ?? 'application/octet-stream';
    return `data:${type};base64,${bytes.toString('base64')}`;
  });
  const callback = webhook?.startsWith('https:') === true ? { callback_url: webhook } : {};
  return { body: JSON.stringify({ ...json, ...callback }), headers: { 'content-type': 'application/json' } };
}

/** As OpenAI's own client sends it: every field a part, the first frame a file. */
async function toForm({ fields, reference }: VideosApiBody, pathOf: (sha: string) => string): Promise<FormData> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  if (reference !== null) {
    const bytes = await (await openAsBlob(pathOf(reference))).bytes();
    const type = sniffMediaType(bytes)?.mediaType ?? 'application/octet-stream';
    form.set('input_reference', new Blob([bytes], { type }), `frame.${type.split('/')[1] ?? 'bin'}`);
  }
  return form;
}

function isOk(report: PostReport): boolean {
  return report.phase === 'answered' && report.status === 200;
}

function lost(id: string, isFree: boolean): Failure {
  return {
    ...refusal('lost', `the video server does not know the job ${id} any more`, 'Render again.'),
    ...(isFree ? {} : { billed: 'unknown', advice: 'It may have been paid: `longtake held` says what you can do.' }),
  };
}

function ambiguityOf(report: PostReport): string {
  if (report.phase === 'answered') return `the video server answered with HTTP ${report.status}`;
  return `the connection to the video server ended without an answer (${report.phase === 'nothing' ? 'nothing' : report.code})`;
}
