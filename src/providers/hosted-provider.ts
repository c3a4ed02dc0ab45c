import type { Clock } from '../base/clock.ts';
import type { JsonObject } from '../base/json.ts';
import type { Failure } from '../model/generation.ts';
import { toId, type BlobSha } from '../model/ids.ts';
import type { ModelFacts } from '../model/model-facts.ts';
import type { Micros } from '../model/money.ts';
import { allowGateway, type Account } from './account.ts';
import type { DownloadOutcome, PollOutcome, Provider, Sending, SubmitOutcome } from './contract.ts';
import { mayBeOf, parseBody, parseOperation, withUrls, type HostedBody, type HostedOperation } from './hosted-job.ts';
import { outcomeOf, retryAfterMs, vendorNowMs, type PostReport } from './post-once.ts';
import type { Prepare } from './prepare-body.ts';
import { refusal } from './refusal.ts';
import { ambiguityOf, toRejection, type VendorNames } from './rejection.ts';
import { saveInline } from './save-inline.ts';
import { saveRemote } from './save-remote.ts';
import { createStrikes } from './strikes.ts';
import { unheardPoll } from './unheard.ts';

/** A vendor that runs jobs: one request makes one, another says how it stands, and what it made lies at an address. */
export type HostedVendor = {
  readonly id: string;
  readonly names: VendorNames;
  readonly account: Account;
  readonly models: readonly ModelFacts[];
  readonly clock: Clock;
  readonly prepare: Prepare;
  readonly maxRunMs: number;
  /** Asked no more often than this; null: as often as the engine likes. */
  readonly pollEveryMs: number | null;
  readonly jobName: RegExp;
  readonly clients: () => Promise<HostedClients>;
  /** The id in the answer to a submission; null where there is none, and then the job may exist all the same. */
  readonly idOf: (report: PostReport) => string | null;
  readonly quotedMicros: (report: PostReport) => Micros | null;
  /** How a job stands; null for an answer that says nothing of it. */
  readonly stateOf: (report: PostReport, operation: HostedOperation) => JobState | null;
  /** What a job was made from, where its state tells that. */
  readonly inputOf?: (report: PostReport) => JsonObject | null;
  /** An answer that there is no such job; HTTP 404 where it is absent. */
  readonly isUnknown?: (report: PostReport) => boolean;
  /** What a submission that created nothing means, where its status does not say it all. */
  readonly rejectionOf?: (names: VendorNames, report: PostReport, nowMs: number) => Failure;
  /** Where a file is asked for, and with what, where that is more than its address. */
  readonly fileAt?: (url: string) => { readonly url: string; readonly headers: Readonly<Record<string, string>> };
};

/** What came of each request is told by its report, never by what a vendor's client throws. */
export type HostedClients = {
  /** Anything that is free: its answer tells the hour there. */
  readonly hour: (signal: AbortSignal) => Promise<PostReport>;
  readonly upload: (file: string, signal: AbortSignal) => Promise<{ readonly url: string | null; report: PostReport }>;
  /** The one that costs money. */
  readonly submit: (body: HostedBody, sending: Sending) => Promise<PostReport>;
  readonly job: (operation: HostedOperation, signal: AbortSignal) => Promise<PostReport>;
  readonly cancel: (operation: HostedOperation, signal: AbortSignal) => Promise<PostReport>;
  /** Whether the file of a job that is done can be fetched; absent where it can be at once. */
  readonly isReady?: (url: string, signal: AbortSignal) => Promise<boolean>;
};

export type JobState =
  | { readonly status: 'pending'; readonly progress: number | null }
  /** `url` may be the file itself: `data:video/mp4;base64,…`. */
  | { readonly status: 'done'; readonly url: string; readonly costMicros: Micros | null }
  | { readonly status: 'failed'; readonly failure: Failure; readonly costMicros: Micros | null };

/** All that such vendors have in common; how a lost answer is settled is each one's own. */
export function createHosted(vendor: HostedVendor): Omit<Provider, 'submitSafety' | 'reconcile'> {
  const { id, names, account, clock, isUnknown = isNotFound, rejectionOf = toRejection, fileAt = bare } = vendor;
  const { key } = account;
  const strikes = createStrikes(clock);
  const clean = (failure: Failure): Failure =>
    key === null ? failure : { ...failure, message: key.redact(failure.message) };
  const pending = (report: PostReport, progress: number | null = null): PollOutcome => ({
    status: 'pending',
    progress,
    retryAfterMs: retryAfterMs(report, clock.nowMs()) ?? vendor.pollEveryMs,
  });

  return {
    id,
    lacks: key === null ? names.key : null,
    maxRunMs: vendor.maxRunMs,
    models: () => vendor.models.filter(({ provider }) => provider === id),
    prepare: vendor.prepare,

    upload: async (json, { signal, blobPath }) => {
      const body = parseBody(json);
      const clients = await vendor.clients();
      const hour = await clients.hour(signal);
      const isKnown = hour.phase === 'answered' && hour.status !== 401 && hour.status !== 403;
      if (!isKnown) return { status: 'failed', failure: clean(toRejection(names, hour, clock.nowMs())) };
      const askedMs = vendorNowMs(hour);
      const trouble: { report: PostReport | null } = { report: null };
      const input = await withUrls(body.input, async (sha) => {
        const { url, report } = await clients.upload(blobPath(toId<BlobSha>(sha)), signal);
        if (url === null) trouble.report ??= report;
        return url ?? '';
      });
      signal.throwIfAborted();
      if (trouble.report === null) return { status: 'ready', body: { ...body, input, askedMs } };
      return { status: 'failed', failure: clean(toUploadFailure(names, trouble.report, clock.nowMs())) };
    },

    submit: async (json, context): Promise<SubmitOutcome> => {
      const body = parseBody(json);
      const report = await (await vendor.clients()).submit(body, context);
      switch (outcomeOf(report)) {
        case 'rejected':
          return { status: 'rejected', failure: clean(rejectionOf(names, report, clock.nowMs())) };
        case 'ambiguous':
          return { status: 'ambiguous', message: ambiguityOf(names, report) };
        case 'accepted': {
          const job = vendor.idOf(report);
          if (job === null)
            return { status: 'ambiguous', message: `${names.name} took it and gave no id that can be read` };
          return {
            status: 'accepted',
            operation: { id: job, endpoint: body.endpoint, gives: body.gives },
            quotedMicros: vendor.quotedMicros(report),
          };
        }
      }
    },

    toOperation: (job, attempt) => {
      const { endpoint, gives } = parseBody(attempt.body);
      return vendor.jobName.test(job) ? { id: job, endpoint, gives } : null;
    },

    hasJob: async (json, { signal, body }) => {
      const operation = parseOperation(json);
      const report = await (await vendor.clients()).job(operation, signal);
      if (isUnknown(report)) return false;
      if (vendor.stateOf(report, operation) === null) return null;
      return mayBeOf(body, vendor.inputOf?.(report) ?? null);
    },

    poll: async (json, { signal }): Promise<PollOutcome> => {
      const operation = parseOperation(json);
      const clients = await vendor.clients();
      const report = await clients.job(operation, signal);
      if (isUnknown(report))
        return strikes.isOut(operation.id)
          ? { status: 'failed', failure: lost(names.name, operation) }
          : { status: 'pending', progress: null, retryAfterMs: null };
      const state = vendor.stateOf(report, operation);
      if (state === null) return unheardPoll(report, retryAfterMs(report, clock.nowMs()));
      strikes.clear(operation.id);
      switch (state.status) {
        case 'pending':
          return pending(report, state.progress);
        case 'done':
          return (await clients.isReady?.(state.url, signal)) === false
            ? pending(report)
            : { status: 'done', costMicros: state.costMicros };
        case 'failed':
          return { status: 'failed', failure: clean(state.failure), costMicros: state.costMicros };
      }
    },

    cancel: async (json, { signal }) => {
      await (await vendor.clients()).cancel(parseOperation(json), signal);
    },

    download: async (json, destination, { signal }): Promise<DownloadOutcome> => {
      const operation = parseOperation(json);
      const options = { kind: KINDS[operation.gives], signal, allowAddress: allowGateway(account.url) };
      // An address that has expired is good for a new one, once.
      for (const isLast of [false, true]) {
        const report = await (await vendor.clients()).job(operation, signal);
        signal.throwIfAborted();
        const state = vendor.stateOf(report, operation);
        if (state?.status !== 'done') break;
        const { url, headers } = fileAt(state.url);
        const saved = url.startsWith('data:')
          ? await saveInline(url, destination, options.kind)
          : await saveRemote(url, destination, { ...options, headers });
        if (saved.status === 'stored') return saved;
        if (saved.status === 'failed') return { status: 'failed', failure: clean(saved.failure) };
        if (isLast) break;
      }
      return { status: 'failed', failure: notFetched(names.name) };
    },
  };
}

function isNotFound(report: PostReport): boolean {
  return report.phase === 'answered' && report.status === 404;
}

function bare(url: string): { readonly url: string; readonly headers: Readonly<Record<string, string>> } {
  return { url, headers: {} };
}

const KINDS = { video: 'video', image: 'picture', sound: 'sound' } as const;

function notFetched(name: string): Failure {
  return {
    ...refusal('unavailable', `${name} has no address any more where the finished take could be fetched`, null),
    billed: 'unknown',
    advice: 'The job is kept: the next render asks again, and `longtake held` says what else you can do.',
  };
}

function lost(name: string, { id }: HostedOperation): Failure {
  return {
    ...refusal('lost', `${name} does not know the job ${id} any more`, null),
    billed: 'unknown',
    advice: 'It may have been paid: the next render asks again, and `longtake held` says what you can do.',
  };
}

/** Files go nowhere that costs: whatever went wrong, it may be tried again. */
function toUploadFailure(names: VendorNames, report: PostReport, nowMs: number): Failure {
  const failure = toRejection(names, report, nowMs);
  const isOurs = report.phase === 'answered' && report.status >= 400 && report.status < 500;
  return isOurs
    ? failure
    : { ...failure, class: 'unavailable', message: `A file could not be uploaded: ${failure.message}` };
}
