import { copyFile, stat } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Failure, GenerationRequest } from '../../model/generation.ts';
import { toId, type BlobSha } from '../../model/ids.ts';
import type { ModelFacts } from '../../model/model-facts.ts';
import type { ModelRef } from '../../model/storyboard.ts';
import type { DownloadOutcome, PollOutcome, Prepared, Provider, SubmitOutcome, Wanted } from '../contract.ts';
import { refusal } from '../refusal.ts';
import {
  EVERY_ENVIRONMENT,
  filesOf,
  parseBody,
  parseOperation,
  type CommandBody,
  type CommandSettings,
} from './body.ts';
import { findLeftBehind } from './left-behind.ts';
import { clearPlace } from './place.ts';
import { runProgram } from './run-program.ts';

export type CommandDeps = {
  readonly models: readonly ModelFacts[];
  /** By the name after `command:`. */
  readonly settings: ReadonlyMap<string, CommandSettings>;
  /** Those of these environment variables that are set. */
  readonly variables: (names: readonly string[]) => Readonly<Record<string, string>>;
  readonly clock: Clock;
};

/**
 * Programs of one's own. A program runs once for an attempt, within `submit`: it may spend money that we know nothing of.
 * One that was cut off is run again where it costs nothing, and held where it may have.
 */
export function createCommand({ models, settings, variables, clock }: CommandDeps): Provider {
  const facts = models.filter(({ provider }) => provider === 'command');
  const limitsMs = [...settings.values()].map(({ timeoutSeconds }) => timeoutSeconds * 1000);
  return {
    id: 'command',
    submitSafety: 'lookup',
    hasOwnQueue: true,
    // How long a program that was cut off keeps others waiting; nobody ends one that we left behind.
    maxRunMs: Math.min(HALF_AN_HOUR_MS, Math.max(0, ...limitsMs)),
    models: () => facts,
    prepare: (request, model, wanted) => {
      const own = facts.find(({ id, medium }) => id === `command:${model.model ?? ''}` && medium === request.kind);
      return prepare(own, request, model, wanted);
    },

    submit: async (json, context): Promise<SubmitOutcome> => {
      const body = parseBody(json);
      const own = settings.get(body.model);
      if (own === undefined)
        return {
          status: 'rejected',
          failure: refusal('invalid_request', `command:${body.model} is not described any more`, DESCRIBE),
        };
      try {
        const environment = variables([...EVERY_ENVIRONMENT, ...own.environment]);
        const operation = await runProgram(own, body, context, environment);
        return operation === null
          ? { status: 'rejected', failure: refusal('unavailable', `${own.program} was not started`, null) }
          : { status: 'accepted', operation };
      } catch (error) {
        context.signal.throwIfAborted();
        const code = codeOf(error);
        if (code === null) throw error;
        return {
          status: 'rejected',
          failure: refusal('invalid_request', `${own.program} cannot be started (${code})`, DESCRIBE),
        };
      }
    },

    reconcile: async (attempt) => {
      const body = parseBody(attempt.body);
      if (body.isFree) return { status: 'absent' };
      const timeoutMs = (settings.get(body.model)?.timeoutSeconds ?? 0) * 1000;
      return findLeftBehind(attempt, body, { nowMs: clock.nowMs(), timeoutMs });
    },

    poll: async (json): Promise<PollOutcome> => {
      const operation = parseOperation(json);
      if (operation.kind === 'made') return { status: 'done', costMicros: operation.costMicros };
      if (operation.kind === 'left') return { status: 'done', costMicros: null };
      return {
        status: 'failed',
        costMicros: operation.costMicros,
        failure: {
          ...refusal(operation.class, `the program made nothing: ${operation.message}`, 'Look at the program.'),
          billed: operation.billed,
        },
      };
    },

    cancel: async () => {},

    download: async (json, destination, { blobPath }): Promise<DownloadOutcome> => {
      const operation = parseOperation(json);
      if (operation.kind === 'failed') throw new Error('a program that made nothing has no file');
      const file = operation.kind === 'left' ? operation.output : blobPath(toId<BlobSha>(operation.sha));
      if ((await stat(file).catch(() => null)) === null) return { status: 'failed', failure: GONE };
      await copyFile(file, destination);
      if (operation.kind === 'made' && operation.folder !== undefined) await clearPlace(operation.folder);
      return { status: 'stored', mediaType: operation.mediaType };
    },
  };
}

const GONE: Failure = {
  ...refusal('unavailable', 'the file that the program left is not there any more', null),
  billed: 'unknown',
  advice: 'It may have been paid: `longtake held` says what you can do.',
};
const HALF_AN_HOUR_MS = 30 * 60_000;
const DESCRIBE = 'Correct the file of LONGTAKE_MODELS; nothing was run.';
const GIVES = { video: 'video', image: 'picture', voice: 'sound', music: 'sound' } as const;

function prepare(
  own: ModelFacts | undefined,
  request: GenerationRequest,
  model: ModelRef,
  { lengthMs }: Wanted,
): Prepared {
  if (own === undefined)
    return {
      ok: false,
      failure: refusal('invalid_request', `nothing is known of ${model.text} for ${request.kind}`, DESCRIBE),
    };
  if (request.kind === 'video' && !own.modes.includes(request.mode))
    return {
      ok: false,
      failure: refusal('invalid_request', `${model.text} is not made for \`${request.mode}\``, 'Name another model.'),
    };
  const told: JsonObject = {
    version: 1,
    model: model.model,
    options: model.options,
    lengthMs: lengthMs === 0 ? null : lengthMs,
    request: JSON.parse(JSON.stringify(request)),
  };
  const body: CommandBody = {
    model: model.model ?? '',
    gives: GIVES[request.kind],
    told,
    files: filesOf(request),
    isFree: own.price.kind === 'free',
  };
  return { ok: true, body, dropped: [] };
}

/** Of a program that the system would not start; null for what went wrong later. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return null;
  const { syscall, code } = error;
  return typeof syscall === 'string' && syscall.startsWith('spawn') && typeof code === 'string' ? code : null;
}
