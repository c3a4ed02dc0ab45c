import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import type { Failure } from '../../model/generation.ts';
import { toId, type BlobSha } from '../../model/ids.ts';
import type { ModelFacts } from '../../model/model-facts.ts';
import { allowGateway } from '../account.ts';
import { API_LIMITS, type ApiLimits } from '../ask-api.ts';
import type { DownloadOutcome, PollOutcome, Provider, SubmitOutcome } from '../contract.ts';
import { createCalmFetch, createPostOnce, outcomeOf, retryAfterMs, type PostReport } from '../post-once.ts';
import { refusal } from '../refusal.ts';
import { ambiguityOf, shorten, toRejection, type VendorNames } from '../rejection.ts';
import { saveBytes } from '../save-inline.ts';
import { saveRemote } from '../save-remote.ts';
import { createStrikes } from '../strikes.ts';
import { unheardPoll } from '../unheard.ts';
import { createPrepare, parseBody, parseOperation, toStartOptions, type AiSdkOperation, type Known } from './body.ts';
import { asRefused, statusOf, wasHeard, wasNeverSent, type Status } from './status.ts';
import { loadModel, type CreateVideoModel } from './video-model.ts';

export type AiSdkDeps = {
  readonly models: readonly ModelFacts[];
  /** By the name after `ai-sdk:`. */
  readonly settings: ReadonlyMap<string, Known['settings']>;
  readonly clock: Clock;
  readonly limits?: ApiLimits;
};

const MAX_RUN_MS = 60 * 60_000;
const POLL_EVERY_MS = 5_000;
/** A video may come within an answer. */
const VIDEO_ANSWER_BYTES = 256 * 1024 * 1024;

/**
 * Any `VideoModelV4` of the AI SDK that somebody names in the file of LONGTAKE_MODELS. Its module gets the `fetch` of one
 * call: the one that costs lets one POST through, whatever the SDK does above it. The SDK can neither list nor cancel, so a
 * submission without an answer is held.
 */
export function createAiSdk({ models, settings, clock, limits = API_LIMITS }: AiSdkDeps): Provider {
  const facts = models.filter(({ provider }) => provider === 'ai-sdk');
  const known = new Map<string, Known>();
  for (const [name, own] of settings) {
    const of = facts.find(({ id }) => id === `ai-sdk:${name}`);
    if (of !== undefined) known.set(name, { settings: own, facts: of });
  }
  const loaded = new Map<string, Promise<CreateVideoModel>>();
  const modelOf = async (name: string): Promise<CreateVideoModel> => {
    const own = known.get(name);
    if (own === undefined) throw new Error(`ai-sdk:${name} is not described any more`);
    const made = loaded.get(name) ?? loadModel(own.settings.module, own.settings.export);
    loaded.set(name, made);
    return made;
  };
  const strikes = createStrikes(clock);

  const ask = async (
    operation: AiSdkOperation,
    signal: AbortSignal,
  ): Promise<{ report: PostReport; status: Status }> => {
    const calm = createCalmFetch({ limits: { ...limits, maxBytes: Math.max(limits.maxBytes, VIDEO_ANSWER_BYTES) } });
    const model = await (await modelOf(operation.model))({ fetch: calm.fetch });
    const answer = await Promise.resolve(model.doStatus({ operation: operation.operation, abortSignal: signal })).catch(
      () => null,
    );
    signal.throwIfAborted();
    return { report: calm.report(), status: statusOf(answer, calm.report()) };
  };

  return {
    id: 'ai-sdk',
    submitSafety: 'none',
    hasOwnQueue: true,
    maxRunMs: MAX_RUN_MS,
    models: () => facts,
    prepare: createPrepare(known),

    // Whatever is wrong with the module is found before anything can be paid.
    upload: async (json) => {
      try {
        await (
          await modelOf(parseBody(json).model)
        )({ fetch: createCalmFetch({ limits }).fetch });
        return { status: 'ready', body: json };
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return { status: 'failed', failure: refusal('invalid_request', shorten(why), 'Correct the module.') };
      }
    },

    submit: async (json, { signal, mayLeave, idempotencyKey, blobPath }): Promise<SubmitOutcome> => {
      const body = parseBody(json);
      const once = createPostOnce(mayLeave, { limits });
      let isOnOurs = false;
      const model = await (
        await modelOf(body.model)
      )({
        fetch: (input, init) => {
          isOnOurs = true;
          return once.fetch(input, init);
        },
      });
      const call = { abortSignal: signal, headers: { 'idempotency-key': idempotencyKey } };
      const options = await toStartOptions(body, (sha) => blobPath(toId<BlobSha>(sha)), call);
      if (!mayLeave()) return { status: 'rejected', failure: refusal('unavailable', 'it was not sent', null) };
      const { answer, error } = await Promise.resolve(model.doStart(options)).then(
        (value) => ({ answer: value, error: null }),
        (thrown: unknown) => ({ answer: null, error: thrown }),
      );
      const started = z.object({ operation: z.json() }).safeParse(answer);
      if (started.success && started.data.operation !== null) {
        const operation: AiSdkOperation = { model: body.model, operation: started.data.operation };
        return { status: 'accepted', operation };
      }
      const names = namesOf(body.model, model.provider);
      const report = once.report();
      // What was sent past our transport is not known to us; an error of the SDK's own may still tell that nothing was.
      if (report.phase === 'nothing' && !isOnOurs && !wasNeverSent(error))
        return { status: 'ambiguous', message: `${names.name} gave no handle, and sent nothing through our transport` };
      if (outcomeOf(report) !== 'rejected')
        return {
          status: 'ambiguous',
          message:
            outcomeOf(report) === 'accepted' ? `${names.name} took it and gave no handle` : ambiguityOf(names, report),
        };
      if (report.phase !== 'nothing')
        return { status: 'rejected', failure: asRefused(toRejection(names, report, clock.nowMs())) };
      const why = error instanceof Error ? shorten(error.message) : 'it gave no reason';
      return {
        status: 'rejected',
        failure: refusal('invalid_request', `${names.name} sent nothing: ${why}`, 'Correct the module or the shot.'),
      };
    },

    reconcile: async (attempt) =>
      parseBody(attempt.body).isFree
        ? { status: 'absent' }
        : { status: 'unknown', message: 'the AI SDK can look for no job of which it has no handle.' },

    poll: async (json, { signal }): Promise<PollOutcome> => {
      const operation = parseOperation(json);
      const { report, status } = await ask(operation, signal);
      const id = JSON.stringify(json);
      if (status.status !== 'unknown') strikes.clear(id);
      switch (status.status) {
        case 'pending': {
          const waitMs = retryAfterMs(report, clock.nowMs()) ?? POLL_EVERY_MS;
          return wasHeard(report)
            ? { status: 'pending', progress: null, retryAfterMs: waitMs }
            : unheardPoll(report, waitMs);
        }
        case 'unknown':
          return strikes.isOut(id)
            ? { status: 'failed', failure: lost(operation.model) }
            : { status: 'pending', progress: null, retryAfterMs: POLL_EVERY_MS };
        case 'done':
          return { status: 'done', costMicros: status.costMicros };
        case 'failed':
          return { status: 'failed', failure: status.failure };
      }
    },

    // The SDK has no word for it.
    cancel: () => Promise.resolve(),

    download: async (json, destination, { signal }): Promise<DownloadOutcome> => {
      const operation = parseOperation(json);
      const { server } = known.get(operation.model)?.settings ?? {};
      const allowAddress = allowGateway(server === undefined ? null : new URL(server));
      for (const isLast of [false, true]) {
        const { status } = await ask(operation, signal);
        if (status.status !== 'done') break;
        const { video } = status;
        const saved =
          video.kind === 'bytes'
            ? await saveBytes(video.bytes, destination, 'video')
            : await saveRemote(video.url, destination, { kind: 'video', signal, allowAddress });
        if (saved.status !== 'expired') return saved;
        if (isLast) break;
      }
      return { status: 'failed', failure: notThere(operation.model) };
    },
  };
}

function namesOf(name: string, provider: string): VendorNames {
  return { name: `ai-sdk:${name} (${provider})`, key: 'the key that its module uses', url: 'its module' };
}

function lost(name: string): Failure {
  return {
    ...refusal('lost', `the provider of ai-sdk:${name} does not know the job any more`, null),
    billed: 'unknown',
    advice: 'It may have been paid: the next render asks again, and `longtake held` says what you can do.',
  };
}

function notThere(name: string): Failure {
  return {
    ...refusal('unavailable', `ai-sdk:${name} has no address any more where the take could be fetched`, null),
    billed: 'unknown',
    advice: 'The job is kept: the next render asks again, and `longtake held` says what else you can do.',
  };
}
