import { signal } from '@preact/signals';
import { createClient } from '../../../http/client.ts';

/** An answer that is not what was asked for: `code` is for the page, `message` for the person who reads it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title ?? `the server answered ${problem.status}`);
    this.name = 'ApiError';
    this.status = problem.status;
    this.code = problem.code ?? 'unexpected_answer';
    this.problem = problem;
  }
}
export type Problem = {
  readonly status: number;
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly costMicros?: number;
  readonly shots?: number;
  readonly unpriced?: number;
  readonly question?: string;
  readonly problems?: readonly unknown[];
};

/** True once the server has said that it wants to know who asks. */
export const isSignInNeeded = signal(false);

/** The API as typed functions. An answer that is none of 2xx is thrown as an `ApiError`. */
export const api = createClient(location.origin, { fetch: reach });

/** The body of an answer as JSON. */
export async function read<T>(answer: Promise<{ readonly json: () => Promise<T> }>): Promise<T> {
  return (await answer).json();
}

/** For a request that must not be carried out twice when it is repeated because its answer was lost. */
export function once(): { readonly 'idempotency-key': string } {
  return { 'idempotency-key': createKey() };
}

/** Sends a file as it is; its hash. */
export async function uploadBlob(file: File, aborted: AbortSignal): Promise<string> {
  const response = await reach('/v1/blobs', { method: 'PUT', body: file, signal: aborted });
  const { sha }: { readonly sha: string } = await response.json();
  return sha;
}

/** What to tell a person about anything thrown. */
export function wordsOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

export function wasAborted(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError';
}

async function reach(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await tryFetch(input, init);
  if (response.ok && response.headers.get('content-type') !== 'application/problem+json') return response;
  const problem = await readProblem(response);
  if (problem.status === 401 && !response.url.endsWith('/v1/session')) isSignInNeeded.value = true;
  throw new ApiError(problem);
}

async function tryFetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  try {
    const headers = new Headers(init.headers);
    // What it costs is asked and answered: no error that belongs into a console.
    headers.set('prefer', 'ask');
    return await fetch(input, { ...init, headers, credentials: 'same-origin' });
  } catch (thrown) {
    if (wasAborted(thrown)) throw thrown;
    throw new ApiError({
      status: 0,
      code: 'unreachable',
      detail: 'longtake does not answer. Is `longtake serve` still running?',
    });
  }
}

async function readProblem(response: Response): Promise<Problem> {
  try {
    const problem: Problem = await response.json();
    return response.ok ? problem : { ...problem, status: response.status };
  } catch {
    return { status: response.status, title: response.statusText };
  }
}

/** Also where the page is not a secure context, in which `randomUUID` is missing. */
function createKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
