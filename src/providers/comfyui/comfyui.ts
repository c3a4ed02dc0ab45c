import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import type { Json } from '../../base/json.ts';
import type { Failure } from '../../model/generation.ts';
import { toId, type BlobSha } from '../../model/ids.ts';
import type { ModelFacts } from '../../model/model-facts.ts';
import { trustServer, type Account } from '../account.ts';
import { API_LIMITS, type ApiLimits } from '../ask-api.ts';
import type { CallContext, DownloadOutcome, PollOutcome, Provider, SubmitOutcome, UploadOutcome } from '../contract.ts';
import { jsonOf, outcomeOf, type PostReport } from '../post-once.ts';
import { refusal } from '../refusal.ts';
import { saveRemote } from '../save-remote.ts';
import { createStrikes } from '../strikes.ts';
import {
  filesOf,
  FOLDER,
  parseBody,
  parseOperation,
  toPromptId,
  withValues,
  type ComfyuiBody,
  type ComfyuiOperation,
} from './body.ts';
import { createClient, isOk, type ComfyuiClient } from './client.ts';
import { shown, toRejection } from './failure.ts';
import { chooseOutput, toQuery, type Job } from './job.ts';
import { prepare, type Known } from './prepare.ts';
import { shippedWorkflows, type Workflow } from './workflow.ts';

export type ComfyuiDeps = {
  readonly account: Account;
  readonly models: readonly ModelFacts[];
  /** Workflows of one's own, by the name after `comfyui:`. */
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly clock: Clock;
  readonly limits?: ApiLimits;
};

/** A graphics card of one's own may think for long. */
const MAX_RUN_MS = 6 * 60 * 60_000;
const ASK_AGAIN_MS = 2_000;

/**
 * A ComfyUI server of one's own, with workflows as templates. The id of a job is ours and follows from the attempt, and
 * so does the name of its file: what was submitted is always found again, and nothing there costs money.
 */
export function createComfyui({ account, models, workflows, clock, limits = API_LIMITS }: ComfyuiDeps): Provider {
  const { url } = account;
  const facts = models.filter(({ provider }) => provider === 'comfyui');
  const known = new Map<string, Known>();
  const addKnown = (all: ReadonlyMap<string, Workflow>): void => {
    for (const [name, workflow] of all) {
      const own = facts.find(({ id }) => id === `comfyui:${name}`);
      if (own !== undefined) known.set(name, { workflow, facts: own });
    }
  };
  addKnown(shippedWorkflows());
  addKnown(workflows);
  const strikes = createStrikes(clock);
  const clientOf = (): { readonly client: ComfyuiClient; readonly server: URL } => {
    if (url === null) throw new Error('LONGTAKE_COMFYUI_URL is not set');
    return { client: createClient(url, limits), server: url };
  };
  const find = ({ id, gives }: ComfyuiOperation, signal: AbortSignal): Promise<Job | 'unknown' | 'unheard'> =>
    clientOf().client.find(id, gives, signal);

  return {
    id: 'comfyui',
    lacks: url === null ? 'LONGTAKE_COMFYUI_URL' : null,
    submitSafety: 'lookup',
    hasOwnQueue: true,
    maxRunMs: MAX_RUN_MS,
    models: () => facts,
    prepare: (request, model, wanted) => prepare(known.get(model.model ?? ''), request, model, wanted),

    upload: async (json, context): Promise<UploadOutcome> => {
      const body = parseBody(json);
      const { client } = clientOf();
      const lacking = await findLacking(client, body, context.signal, clock.nowMs());
      if (lacking !== null) return { status: 'failed', failure: lacking };
      return uploadFiles(client, body, context, clock.nowMs());
    },

    submit: async (json, context): Promise<SubmitOutcome> => {
      const { graph, gives, prefix } = parseBody(json);
      const id = toPromptId(context.attempt);
      const named = withValues(graph, new Map(prefix.map((place) => [place, `${FOLDER}/${id}`])));
      const report = await clientOf().client.submit(named, id, context);
      switch (outcomeOf(report)) {
        case 'rejected':
          return { status: 'rejected', failure: toRejection(report, clock.nowMs()) };
        case 'ambiguous':
          return { status: 'ambiguous', message: ambiguityOf(report) };
        case 'accepted': {
          const answer = z.object({ prompt_id: z.string().min(1) }).safeParse(jsonOf(report));
          if (!answer.success)
            return { status: 'ambiguous', message: 'ComfyUI took it and gave no id that can be read' };
          // A server that is too old to take an id gives one of its own.
          return { status: 'accepted', operation: { id: answer.data.prompt_id, gives } };
        }
      }
    },

    reconcile: async (attempt, { signal }) => {
      const { gives } = parseBody(attempt.body);
      const operation = { id: toPromptId(attempt.id), gives };
      const job = await find(operation, signal);
      if (job === 'unheard') return { status: 'pending', retryAfterMs: ASK_AGAIN_MS };
      // Were it still to arrive, it would cost a while of our own machine, and no money.
      return job === 'unknown' ? { status: 'absent' } : { status: 'found', operation };
    },

    toOperation: (job, attempt) => {
      const { gives } = parseBody(attempt.body);
      return z.uuid().safeParse(job).success ? { id: job, gives } : null;
    },

    hasJob: async (json, { signal }) => {
      const job = await find(parseOperation(json), signal);
      return job === 'unheard' ? null : job !== 'unknown';
    },

    poll: async (json, { signal }): Promise<PollOutcome> => {
      const operation = parseOperation(json);
      const job = await find(operation, signal);
      if (job === 'unheard') return { ...PENDING, unheard: 'no answer that can be read' };
      if (job !== 'unknown') strikes.clear(operation.id);
      return job === 'unknown' ? strike(operation) : toPollOutcome(job, operation);
    },

    cancel: async (json, { signal }) => {
      await clientOf().client.cancel(parseOperation(json).id, signal);
    },

    download: async (json, destination, { signal }): Promise<DownloadOutcome> => {
      const operation = parseOperation(json);
      const { client, server } = clientOf();
      const job = await find(operation, signal);
      const file = typeof job !== 'string' && job.state === 'done' ? outputOf(job, operation) : null;
      if (file === null) return { status: 'failed', failure: NOT_FETCHED };
      const saved = await saveRemote(client.viewUrl(toQuery(file)), destination, {
        kind: operation.gives,
        signal,
        ...trustServer(server),
      });
      return saved.status === 'expired' ? { status: 'failed', failure: NOT_FETCHED } : saved;
    },
  };

  /** ComfyUI forgets everything when it starts again, except the files that it wrote. */
  function strike({ id }: ComfyuiOperation): PollOutcome {
    if (!strikes.isOut(id)) return PENDING;
    strikes.clear(id);
    return {
      status: 'failed',
      failure: refusal(
        'lost',
        `ComfyUI does not know the job ${id} any more: it was started again, or its queue was cleared`,
        'Render again: it costs nothing.',
      ),
    };
  }
}

const PENDING = { status: 'pending', progress: null, retryAfterMs: null } as const;
const NOT_FETCHED: Failure = {
  ...refusal('unavailable', 'ComfyUI has no file any more of the finished take', null),
  advice: 'The next render asks again; `longtake held` says what else you can do.',
};

function toPollOutcome(job: Job, operation: ComfyuiOperation): PollOutcome {
  switch (job.state) {
    case 'waiting':
    case 'running':
      return PENDING;
    case 'done':
      if (outputOf(job, operation) !== null) return { status: 'done', costMicros: 0 };
      return failed('provider_failed', `the workflow ended and saved no ${operation.gives}`, 'Correct the workflow.');
    case 'failed':
      return failed(
        'provider_failed',
        `ComfyUI could not carry out the workflow${shown(job.words)}`,
        /memory/iu.test(job.words)
          ? 'Make the film smaller or the shot shorter, or free memory there.'
          : 'Look at what ComfyUI says in its own window.',
      );
    case 'cancelled':
      return failed('cancelled', 'the job was stopped in ComfyUI', 'Render again to make it.');
  }
}

function failed(failureClass: Failure['class'], message: string, advice: string): PollOutcome {
  return { status: 'failed', failure: refusal(failureClass, message, advice), costMicros: 0 };
}

function outputOf(job: Extract<Job, { state: 'done' }>, { id, gives }: ComfyuiOperation) {
  return chooseOutput(job.outputs, gives, id);
}

/** Every kind of node that the workflow has, against those that are installed. */
async function findLacking(
  client: ComfyuiClient,
  { graph }: ComfyuiBody,
  signal: AbortSignal,
  nowMs: number,
): Promise<Failure | null> {
  const missing: string[] = [];
  for (const type of new Set(Object.values(graph).map((node) => node.class_type))) {
    const report = await client.nodeInfo(type, signal);
    signal.throwIfAborted();
    if (!isOk(report)) return toRejection(report, nowMs);
    const answer = z.record(z.string(), z.unknown()).safeParse(jsonOf(report));
    if (!answer.success || !Object.hasOwn(answer.data, type)) missing.push(type);
  }
  if (missing.length === 0) return null;
  return refusal(
    'invalid_request',
    `This ComfyUI lacks ${missing.length === 1 ? 'a node' : 'nodes'} of the workflow: ${missing.join(', ')}`,
    'Install the custom nodes that have them, or update ComfyUI; nothing was sent.',
  );
}

async function uploadFiles(
  client: ComfyuiClient,
  body: ComfyuiBody,
  { signal, blobPath }: CallContext,
  nowMs: number,
): Promise<UploadOutcome> {
  const names = new Map<string, string>();
  const values = new Map<string, Json>();
  for (const [place, sha] of filesOf(body.graph)) {
    let name = names.get(sha);
    if (name === undefined) {
      const report = await client.upload(blobPath(toId<BlobSha>(sha)), sha.slice(0, 32), signal);
      signal.throwIfAborted();
      const answer = z
        .object({ name: z.string().min(1), subfolder: z.string().nullish() })
        .safeParse(isOk(report) ? jsonOf(report) : null);
      if (!answer.success) return { status: 'failed', failure: toUploadFailure(report, nowMs) };
      name = `${(answer.data.subfolder ?? '') === '' ? '' : `${answer.data.subfolder}/`}${answer.data.name}`;
      names.set(sha, name);
    }
    values.set(place, name);
  }
  const { graph, gives, prefix } = { ...body, graph: withValues(body.graph, values) };
  return { status: 'ready', body: { graph, gives, prefix } };
}

function toUploadFailure(report: PostReport, nowMs: number): Failure {
  const failure = toRejection(report, nowMs);
  return { ...failure, message: `A file could not be uploaded: ${failure.message}` };
}

function ambiguityOf(report: PostReport): string {
  if (report.phase === 'answered') return `ComfyUI answered with HTTP ${report.status}`;
  return `the connection to ComfyUI ended without an answer (${report.phase === 'nothing' ? 'nothing' : report.code})`;
}
