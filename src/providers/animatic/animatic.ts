import { availableParallelism } from 'node:os';
import { rm, writeFile } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import { sha256 } from '../../base/hash.ts';
import { toCanonicalJson } from '../../base/json.ts';
import type { GenerationRequest } from '../../model/generation.ts';
import type { Fps } from '../../model/time.ts';
import type { CallContext, DownloadOutcome, PollOutcome, Provider, SubmitOutcome } from '../contract.ts';
import { ANIMATIC_MODELS } from './facts.ts';
import { failure, toFailure } from './faults.ts';
import { type Body, type Operation, parseBody, parseOperation, subjectOf } from './operation.ts';
import { FAULTS, type Fault, parseOptions } from './options.ts';
import { createStudio } from './studio.ts';
import type { Work } from './work.ts';

export type EncoderSpec = {
  readonly width: number;
  readonly height: number;
  readonly fps: Fps;
  readonly frames: number;
  readonly out: string;
};
export type AnimaticDeps = {
  /** An ffmpeg that reads raw RGBA frames of this size on its standard input and writes the video to `out`. */
  readonly encoder: (spec: EncoderSpec) => Promise<{ readonly command: string; readonly argv: readonly string[] }>;
  /** A speech engine that writes a WAV of the line, instead of the murmur. Only when somebody asked for one. */
  readonly speak?: (
    line: { readonly who: string; readonly words: string; readonly lengthMs: number; readonly out: string },
    signal: AbortSignal,
  ) => Promise<void>;
  readonly clock: Clock;
};

const MEDIA_TYPES = { video: 'video/mp4', image: 'image/png', voice: 'audio/wav', music: 'audio/wav' } as const;
const MAX_THREADS = 4;

/**
 * The local, free source of takes, keyframes, scratch voices and beds of sound. It behaves like a paid provider: a job
 * is accepted at once, polled, and drawn when it is downloaded. Equal requests give equal bytes.
 */
export function createAnimatic(deps: AnimaticDeps): Provider {
  const studio = createStudio(Math.min(MAX_THREADS, availableParallelism()));
  const counter = createCounter();

  return {
    id: 'animatic',
    submitSafety: 'key',
    // Only a scripted job takes any time at all.
    maxRunMs: 20_000,
    models: () => ANIMATIC_MODELS,

    prepare: (request, model) => {
      const parsed = parseOptions(model);
      if (!parsed.ok) return { ok: false, failure: failure('invalid_request', parsed.message, parsed.advice) };
      const refused = refuse(request);
      if (refused !== null) return { ok: false, failure: failure('invalid_request', refused, null) };
      return { ok: true, body: { request, options: parsed.options }, dropped: [] };
    },

    submit: async (json, context) => {
      context.signal.throwIfAborted();
      const body = parseBody(json);
      const operation = toOperation(body, scriptedFault(body, context.idempotencyKey, counter), deps.clock.nowMs());
      return answer(body, operation);
    },

    reconcile: async (attempt) => {
      const body = parseBody(attempt.body);
      if (body.options.safety === 'none')
        return { status: 'unknown', message: 'safety=none: nothing can be looked up' };
      if (body.options.fault === 'vanished') return { status: 'absent' };
      return { status: 'found', operation: toOperation(body, null, deps.clock.nowMs()) };
    },

    toOperation: (job, attempt) => {
      const operation = toOperation(parseBody(attempt.body), null, deps.clock.nowMs());
      return operation.job === job ? operation : null;
    },

    poll: async (json) => pollOf(parseOperation(json), deps.clock.nowMs()),
    cancel: async () => {},

    download: async (json, destination, context) => {
      const operation = parseOperation(json);
      const { request, fault } = operation;
      const scripted =
        fault === 'download' && counter.next(`download ${operation.job}`) <= (operation.times ?? Infinity);
      const refusal = scripted ? toFailure('download', request) : null;
      if (refusal !== null) return { status: 'failed', failure: refusal };
      return draw(operation, destination, context);
    },
  };

  async function draw(
    operation: Operation,
    destination: string,
    context: Parameters<Provider['download']>[2],
  ): Promise<DownloadOutcome> {
    const { request, fault } = operation;
    try {
      if (fault === 'corrupt') await writeFile(destination, toGarbage(operation.job));
      else if (request.kind === 'voice' && deps.speak !== undefined) {
        await deps.speak({ ...request, out: destination }, context.signal);
      } else await studio.run(await toWork(operation, destination, context), context.signal, context.onProgress);
      context.onProgress(1);
      return { status: 'stored', mediaType: MEDIA_TYPES[request.kind] };
    } catch (error) {
      await rm(destination, { force: true });
      context.signal.throwIfAborted();
      const message = error instanceof Error ? error.message : String(error);
      return { status: 'failed', failure: failure('internal', `${subjectOf(request)}: ${message}`, null) };
    }
  }

  async function toWork(operation: Operation, destination: string, context: CallContext): Promise<Work> {
    const request = shorten(operation);
    const start = request.kind === 'video' ? request.start : null;
    const end = request.kind === 'video' ? request.end : null;
    return {
      request,
      destination,
      startFile: start === null ? null : context.blobPath(start.sha),
      endFile: end === null ? null : context.blobPath(end.sha),
      encoder:
        request.kind === 'video'
          ? await deps.encoder({ ...request.size, fps: request.fps, frames: request.frames, out: destination })
          : null,
      spoil: operation.fault === 'black' || operation.fault === 'frozen' ? operation.fault : null,
    };
  }
}

/** Why a request cannot be drawn, or null. */
function refuse(request: GenerationRequest): string | null {
  if (request.kind === 'video' && request.video !== null) {
    return 'the animatic draws pictures and cannot work on footage; name a model that takes video';
  }
  if (request.kind !== 'video' && request.kind !== 'image') return null;
  const { width, height } = request.size;
  if (width % 2 === 1 || height % 2 === 1) return `a picture of ${width}x${height} has an odd side; both must be even`;
  return null;
}

/** The fault that this very submission is to show; a submission repeated with the same key is not counted again. */
function scriptedFault(body: Body, key: string, counter: Counter): Fault | null {
  const { fault, on, times } = body.options;
  const subject = subjectOf(body.request);
  if (fault === null || (on !== null && !on.includes(subject))) return null;
  if (times === null || FAULTS[fault] === 'download') return fault;
  return counter.next(`${body.request.kind} ${subject}`, key) <= times ? fault : null;
}

function toOperation(body: Body, fault: Fault | null, nowMs: number): Operation {
  return {
    job: sha256(toCanonicalJson(body.request)).slice(0, 16),
    request: body.request,
    fault,
    times: body.options.times,
    readyAtMs: nowMs + body.options.delayMs,
  };
}

function answer(body: Body, operation: Operation): SubmitOutcome {
  const { fault } = operation;
  if (fault === null || FAULTS[fault] !== 'submit') return { status: 'accepted', operation };
  if (fault === 'throws') throw new Error(`${subjectOf(body.request)}: the connection broke (scripted)`);
  const refusal = toFailure(fault, body.request);
  if (refusal !== null) return { status: 'rejected', failure: refusal };
  return { status: 'ambiguous', message: `${subjectOf(body.request)}: no answer came (scripted)` };
}

function pollOf(operation: Operation, nowMs: number): PollOutcome {
  const { fault, request } = operation;
  const refusal = fault !== null && FAULTS[fault] === 'poll' ? toFailure(fault, request) : null;
  if (refusal !== null) return { status: 'failed', failure: refusal };
  if (fault === 'stuck') return { status: 'pending', progress: null, retryAfterMs: 1_000 };
  const leftMs = operation.readyAtMs - nowMs;
  return leftMs > 0 ? { status: 'pending', progress: null, retryAfterMs: leftMs } : { status: 'done', costMicros: 0 };
}

function shorten(operation: Operation): GenerationRequest {
  const { request, fault } = operation;
  return fault === 'short' && request.kind === 'video'
    ? { ...request, frames: Math.max(1, Math.floor(request.frames / 2)) }
    : request;
}

function toGarbage(job: string): Buffer {
  return Buffer.concat(Array.from({ length: 64 }, (_, index) => Buffer.from(sha256(`${job} ${index}`), 'hex')));
}

type Counter = { next(subject: string, key?: string): number };

/** Counts by subject, remembering which keys were counted. */
function createCounter(): Counter {
  const counts = new Map<string, number>();
  const seen = new Map<string, number>();
  return {
    next: (subject, key) => {
      const known = key === undefined ? undefined : seen.get(key);
      if (known !== undefined) return known;
      const count = (counts.get(subject) ?? 0) + 1;
      counts.set(subject, count);
      if (key !== undefined) seen.set(key, count);
      return count;
    },
  };
}
