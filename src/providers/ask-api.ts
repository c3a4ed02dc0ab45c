import { Readable } from 'node:stream';
import { createConnection } from './connection.ts';

/** How far one request got. Nobody reads the text of an error to decide: the socket and the status say it. */
export type Exchange =
  /** Not one byte: no socket was ever open. */
  | { readonly phase: 'never_left'; readonly code: string }
  /** Bytes may have arrived, and no whole answer came back. */
  | { readonly phase: 'unanswered'; readonly code: string }
  | { readonly phase: 'answered'; readonly status: number; readonly headers: Headers; readonly body: Uint8Array };

export type ApiLimits = {
  readonly connectMs: number;
  /** For the head of an answer, and between two pieces of its body. */
  readonly silenceMs: number;
  readonly totalMs: number;
  readonly maxBytes: number;
};

export const API_LIMITS: ApiLimits = {
  connectMs: 10_000,
  silenceMs: 60_000,
  totalMs: 120_000,
  maxBytes: 32 * 1024 * 1024,
};

/** One request to the API of a provider, on a socket of its own, sent at most once; the whole answer belongs to it. */
export async function askApi(
  input: string | URL | Request,
  init: RequestInit,
  limits: ApiLimits,
  mayLeave: () => boolean = () => true,
): Promise<Exchange> {
  const question = new Request(input, { ...init, signal: null });
  const body = await toBody(question, init);
  const caller = init.signal ?? (input instanceof Request ? input.signal : null);
  const limit = AbortSignal.timeout(limits.totalMs);
  const signal = caller === null ? limit : AbortSignal.any([caller, limit]);
  await using connection = createConnection({ ...limits, mayLeave });
  try {
    signal.throwIfAborted();
    const answer = await connection.ask(new URL(question.url), {
      method: toMethod(question.method),
      headers: { 'accept-encoding': 'identity', ...Object.fromEntries(question.headers), ...body.headers },
      signal,
      ...(body.bytes === null ? {} : { body: body.bytes }),
    });
    const headers = new Headers();
    for (const [name, value] of Object.entries(answer.headers))
      for (const one of [value ?? []].flat()) headers.append(name, one);
    return { phase: 'answered', status: answer.statusCode, headers, body: await readAll(answer.body, limits) };
  } catch (error) {
    return { phase: connection.wasOpen() ? 'unanswered' : 'never_left', code: codeOf(error) };
  }
}

type Body = { readonly bytes: Buffer | Readable | null; readonly headers: Readonly<Record<string, string>> };

/** A file is streamed from the disk; all else is small. */
async function toBody(question: Request, { body }: RequestInit): Promise<Body> {
  if (body instanceof Blob)
    return { bytes: Readable.from(chunksOf(body)), headers: { 'content-length': String(body.size) } };
  return { bytes: question.body === null ? null : Buffer.from(await question.arrayBuffer()), headers: {} };
}

async function* chunksOf(blob: Blob): AsyncGenerator<Uint8Array> {
  for await (const chunk of blob.stream()) yield chunk;
}

async function readAll(body: AsyncIterable<unknown>, { maxBytes }: ApiLimits): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue;
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw new AnswerTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

class AnswerTooLarge extends Error {
  readonly code = 'ANSWER_TOO_LARGE';
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const;

function toMethod(text: string): (typeof METHODS)[number] {
  const found = METHODS.find((method) => method === text.toUpperCase());
  if (found === undefined) throw new TypeError(`${text} is no method of an API`);
  return found;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
