import { z } from 'zod';
import type { GenerationRequest } from '../../model/generation.ts';
import { parseRequest } from './request-schema.ts';

/** One piece of work for a drawing thread: plain data, complete. */
export type Work = {
  readonly request: GenerationRequest;
  readonly destination: string;
  /** Local files of the frames a take starts from and ends on. */
  readonly startFile: string | null;
  readonly endFile: string | null;
  /** Reads raw RGBA frames on its standard input; null for pictures and sound. */
  readonly encoder: { readonly command: string; readonly argv: readonly string[] } | null;
  readonly spoil: 'black' | 'frozen' | null;
};

/** What the main thread says to a drawing thread. */
export type ToWorker =
  | { readonly kind: 'do'; readonly id: number; readonly work: Work }
  | { readonly kind: 'abort'; readonly id: number };
/** What a drawing thread says back. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly id: number; readonly done: number }
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

const fromWorker = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), id: z.number(), done: z.number() }),
  z.object({ kind: z.literal('done'), id: z.number() }),
  z.object({ kind: z.literal('failed'), id: z.number(), message: z.string() }),
]) satisfies z.ZodType<FromWorker>;
const work = z.object({
  request: z.unknown(),
  destination: z.string(),
  startFile: z.string().nullable(),
  endFile: z.string().nullable(),
  encoder: z.object({ command: z.string(), argv: z.array(z.string()) }).nullable(),
  spoil: z.enum(['black', 'frozen']).nullable(),
});
const toWorker = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('do'), id: z.number(), work }),
  z.object({ kind: z.literal('abort'), id: z.number() }),
]);

export function readFromWorker(message: unknown): FromWorker {
  return fromWorker.parse(message);
}

export function readToWorker(message: unknown): ToWorker {
  const parsed = toWorker.parse(message);
  if (parsed.kind === 'abort') return parsed;
  const request = parseRequest(parsed.work.request);
  if (!request.ok) throw new TypeError(request.message);
  return { ...parsed, work: { ...parsed.work, request: request.request } };
}
