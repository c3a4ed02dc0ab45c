import { z } from 'zod';
import type { JsonObject } from '../../base/json.ts';
import type { GenerationRequest } from '../../model/generation.ts';
import { type AnimaticOptions, type Fault, isFault } from './options.ts';
import { parseRequest } from './request-schema.ts';

/** The native body: the request as it came, and what the options say is to go wrong. */
export type Body = {
  readonly request: GenerationRequest;
  readonly options: AnimaticOptions;
};
/** All that is needed to draw or synthesise a take, and when it was asked for. */
export type Operation = {
  readonly job: string;
  readonly request: GenerationRequest;
  /** What goes wrong with this job when it is polled or downloaded. */
  readonly fault: Fault | null;
  readonly times: number | null;
  readonly readyAtMs: number;
};

const fault = z.string().refine(isFault).nullable();
const options = z.object({
  fault,
  on: z.array(z.string()).nullable(),
  times: z.int().nullable(),
  delayMs: z.number(),
  safety: z.enum(['key', 'lookup', 'none']),
});
const body = z.object({ request: z.unknown(), options });
const operation = z.object({
  job: z.string(),
  request: z.unknown(),
  fault,
  times: z.int().nullable(),
  readyAtMs: z.number(),
});

export function parseBody(json: JsonObject): Body {
  const { request, ...rest } = body.parse(json);
  return { ...rest, request: readRequest(request) };
}

export function parseOperation(json: JsonObject): Operation {
  const { request, ...rest } = operation.parse(json);
  return { ...rest, request: readRequest(request) };
}

/** The shot a request belongs to; beds of sound belong to the film and go by their role. */
export function subjectOf(request: GenerationRequest): string {
  return request.kind === 'music' ? request.role : request.shot;
}

function readRequest(json: unknown): GenerationRequest {
  const parsed = parseRequest(json);
  if (!parsed.ok) throw new TypeError(parsed.message);
  return parsed.request;
}
