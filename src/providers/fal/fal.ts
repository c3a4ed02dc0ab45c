import type { Clock } from '../../base/clock.ts';
import type { Failure } from '../../model/generation.ts';
import { toId, type BlobSha } from '../../model/ids.ts';
import type { ModelFacts } from '../../model/model-facts.ts';
import { allowGateway, type Account } from '../account.ts';
import { API_LIMITS, type ApiLimits } from '../ask-api.ts';
import type { DownloadOutcome, PollOutcome, Provider, SubmitOutcome } from '../contract.ts';
import { jsonOf, outcomeOf, retryAfterMs, vendorNowMs, type PostReport } from '../post-once.ts';
import { createPrepare } from '../prepare-body.ts';
import { refusal } from '../refusal.ts';
import { saveRemote } from '../save-remote.ts';
import { createStrikes } from '../strikes.ts';
import { unheardPoll } from '../unheard.ts';
import { mayBeOf, parseBody, parseOperation, withUrls, type HostedOperation } from '../hosted-job.ts';
import type { FalClients } from './client.ts';
import { FAL_MODELS } from './endpoints.ts';
import { isFromModel, toModelFailure, toRejection } from './failure.ts';
import { listPrices } from './prices.ts';
import { findListed, reconcile } from './reconcile.ts';
import { fileUrlOf, requestIdOf, stateOf } from './result.ts';
import { readWebhook } from './webhook.ts';

export type FalDeps = {
  readonly account: Account;
  readonly models: readonly ModelFacts[];
  readonly clock: Clock;
  readonly limits?: ApiLimits;
};

/** A job that waits to start is given up there after 20 minutes; it runs for half an hour at most. */
const MAX_RUN_MS = 50 * 60_000;

/** Everything that fal hosts, through its queue: a job has an id, is polled, and can be found again after a crash. */
export function createFal({ account, models, clock, limits = API_LIMITS }: FalDeps): Provider {
  const { key } = account;
  const strikes = createStrikes(clock);
  let made: Promise<FalClients> | null = null;
  /** The vendor's client is loaded when something is asked for the first time. */
  const clients = async (): Promise<FalClients> => {
    if (key === null) throw new Error('FAL_KEY is not set');
    made ??= import('./client.ts').then(({ createClients }) => createClients(account, key, limits));
    return made;
  };
  const clean = (failure: Failure): Failure =>
    key === null ? failure : { ...failure, message: key.redact(failure.message) };

  return {
    id: 'fal',
    lacks: key === null ? 'FAL_KEY' : null,
    submitSafety: 'lookup',
    maxRunMs: MAX_RUN_MS,
    models: () => models.filter(({ provider }) => provider === 'fal'),
    listPrices: async ({ signal }) => {
      const outcome = await listPrices(await clients(), models, signal);
      return outcome.status === 'failed' ? { ...outcome, failure: clean(outcome.failure) } : outcome;
    },
    prepare: createPrepare('fal', FAL_MODELS),

    upload: async (json, { signal, blobPath }) => {
      const body = parseBody(json);
      const fal = await clients();
      const asked = await fal.platform(`models/pricing?endpoint_id=${encodeURIComponent(body.endpoint)}`, signal);
      if (asked.phase !== 'answered') return { status: 'failed', failure: clean(toRejection(asked, clock.nowMs())) };
      const askedMs = vendorNowMs(asked);
      const trouble: { report: PostReport | null } = { report: null };
      const toUrl = async (sha: string): Promise<string> => {
        const { url, report } = await fal.upload(blobPath(toId<BlobSha>(sha)), signal);
        if (url === null) trouble.report = report;
        return url ?? '';
      };
      const input = await withUrls(body.input, toUrl);
      signal.throwIfAborted();
      if (trouble.report === null) return { status: 'ready', body: { ...body, input, askedMs } };
      return { status: 'failed', failure: clean(toUploadFailure(trouble.report, clock.nowMs())) };
    },

    submit: async (json, context): Promise<SubmitOutcome> => {
      const body = parseBody(json);
      const report = await (await clients()).submit(body, context);
      switch (outcomeOf(report)) {
        case 'rejected':
          return { status: 'rejected', failure: clean(toRejection(report, clock.nowMs())) };
        case 'ambiguous':
          return { status: 'ambiguous', message: ambiguityOf(report) };
        case 'accepted': {
          const id = requestIdOf(report);
          if (id === null) return { status: 'ambiguous', message: 'fal took it and gave no id that can be read' };
          return { status: 'accepted', operation: { id, endpoint: body.endpoint, gives: body.gives } };
        }
      }
    },

    reconcile: async (attempt, context) => reconcile(await clients(), attempt, context),

    toOperation: (job, attempt) => {
      const { endpoint, gives } = parseBody(attempt.body);
      return /^[\w-]{8,80}$/u.test(job) ? { id: job, endpoint, gives } : null;
    },

    hasJob: async (json, { signal, body }) => {
      const operation = parseOperation(json);
      const fal = await clients();
      const status = await fal.status(operation, signal);
      const isUnknown = status.phase === 'answered' && status.status === 404;
      if (!isUnknown && stateOf(status) === null) return null;
      const listed = isUnknown || body !== undefined ? await findListed(fal, operation, signal) : null;
      if (isUnknown && listed === null) return false;
      return mayBeOf(body, listed?.json_input ?? null);
    },

    poll: async (json, { signal }): Promise<PollOutcome> => {
      const operation = parseOperation(json);
      const fal = await clients();
      const status = await fal.status(operation, signal);
      if (status.phase === 'answered' && status.status === 404) return lookForLost(operation, signal);
      const state = stateOf(status);
      if (state === null) return unheardPoll(status, retryAfterMs(status, clock.nowMs()));
      if (state !== 'over') {
        strikes.clear(operation.id);
        return { status: 'pending', progress: null, retryAfterMs: retryAfterMs(status, clock.nowMs()) };
      }
      const result = await fal.result(operation, signal);
      if (result.phase !== 'answered') return unheardPoll(result);
      if (result.status === 404 || result.status === 410) return lookForLost(operation, signal);
      if (result.status === 200 && jsonOf(result) !== null) {
        strikes.clear(operation.id);
        return fileUrlOf(jsonOf(result), operation.gives) === null ? NOTHING_IN_IT : DONE;
      }
      // What stands before the model may be down: that says nothing of the job, unless it goes on.
      const isTheirs = result.status < 500 || isFromModel(result);
      if (MAY_PASS.has(result.status) || result.status < 300 || (!isTheirs && !strikes.isOut(operation.id)))
        return unheardPoll(result, retryAfterMs(result, clock.nowMs()));
      return { status: 'failed', failure: clean(toModelFailure(result)) };
    },

    cancel: async (json, { signal }) => {
      await (await clients()).cancel(parseOperation(json), signal);
    },

    parseWebhook: async (message, { signal }) => {
      const keys = await (await clients()).signingKeys(signal);
      const job = readWebhook(message, keys, clock.nowMs());
      return job === null ? null : { job };
    },

    download: async (json, destination, { signal }): Promise<DownloadOutcome> => {
      const operation = parseOperation(json);
      const options = { kind: KINDS[operation.gives], signal, allowAddress: allowGateway(account.url) };
      // An address that has expired is good for a new one, once.
      for (const isLast of [false, true]) {
        const url = await outputUrl(operation, signal);
        if (url === null) break;
        const saved = await saveRemote(url, destination, options);
        if (saved.status === 'stored') return saved;
        if (saved.status === 'failed') return { status: 'failed', failure: clean(saved.failure) };
        if (isLast) break;
      }
      return { status: 'failed', failure: NOT_FETCHED };
    },
  };

  /** The result is kept for an hour, the list of requests for three months. */
  async function outputUrl(operation: HostedOperation, signal: AbortSignal): Promise<string | null> {
    const fal = await clients();
    const result = await fal.result(operation, signal);
    signal.throwIfAborted();
    const url = fileUrlOf(jsonOf(result), operation.gives);
    return url ?? fileUrlOf((await findListed(fal, operation, signal))?.json_output, operation.gives);
  }

  async function lookForLost(operation: HostedOperation, signal: AbortSignal): Promise<PollOutcome> {
    const listed = await findListed(await clients(), operation, signal);
    if (fileUrlOf(listed?.json_output, operation.gives) !== null) return DONE;
    return strikes.isOut(operation.id) ? { status: 'failed', failure: lost(operation) } : PENDING;
  }
}

const PENDING: PollOutcome = { status: 'pending', progress: null, retryAfterMs: null };
/** fal tells no job's price: what was reserved by the price list is what it cost. */
const DONE: PollOutcome = { status: 'done', costMicros: null };
const NOTHING_IN_IT: PollOutcome = {
  status: 'failed',
  failure: {
    ...refusal(
      'provider_failed',
      'fal finished the job and delivered nothing',
      'Shoot it again, or name another model.',
    ),
    billed: 'unknown',
  },
};
const NOT_FETCHED: Failure = {
  ...refusal('unavailable', 'fal has no address any more where the finished take could be fetched', null),
  billed: 'unknown',
  advice: 'The job is kept: the next render asks again, and `longtake held` says what else you can do.',
};
const KINDS = { video: 'video', image: 'picture', sound: 'sound' } as const;
/** Of the queue, and not of the model: the key was changed, or we asked too often. */
const MAY_PASS: ReadonlySet<number> = new Set([401, 403, 408, 429]);

function lost({ id }: HostedOperation): Failure {
  return {
    ...refusal('lost', `fal does not know the job ${id} any more`, null),
    billed: 'unknown',
    advice: 'It may have been paid: the next render asks again, and `longtake held` says what you can do.',
  };
}

function ambiguityOf(report: PostReport): string {
  if (report.phase === 'answered') return `fal answered with HTTP ${report.status}`;
  return `the connection to fal ended without an answer (${report.phase === 'nothing' ? 'nothing' : report.code})`;
}

/** Files go nowhere that costs: whatever went wrong, it may be tried again. */
function toUploadFailure(report: PostReport, nowMs: number): Failure {
  const failure = toRejection(report, nowMs);
  const isOurs = report.phase === 'answered' && report.status >= 400 && report.status < 500;
  return isOurs
    ? failure
    : { ...failure, class: 'unavailable', message: `A file could not be uploaded: ${failure.message}` };
}
