import { signal } from '@preact/signals';

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
  readonly problems?: readonly unknown[];
};

type Ask = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

/** True once the server has said that it wants to know who asks. */
export const isSignInNeeded = signal(false);

/** The body of the answer as JSON; an answer that is none of 2xx is an `ApiError`. */
export async function ask<T>(path: string, options: Ask = {}): Promise<T> {
  const response = await send(path, options);
  return response.status === 204 ? JSON.parse('null') : await response.json();
}

/** The answer itself, for bodies that are no JSON. */
export async function send(path: string, options: Ask = {}): Promise<Response> {
  const { method = 'GET', json, text, signal: aborted } = options;
  const headers = new Headers(options.headers);
  if (json !== undefined) headers.set('Content-Type', 'application/json');
  // A POST that is repeated because its answer was lost must not be carried out twice.
  if (method === 'POST') headers.set('Idempotency-Key', createKey());
  const response = await reach(path, {
    method,
    headers,
    ...(json === undefined && text === undefined ? {} : { body: text ?? JSON.stringify(json) }),
    ...(aborted === undefined ? {} : { signal: aborted }),
  });
  if (response.ok) return response;
  const problem = await readProblem(response);
  if (response.status === 401 && path !== '/v1/session') isSignInNeeded.value = true;
  throw new ApiError(problem);
}

/** What to tell a person about anything thrown. */
export function wordsOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

export function wasAborted(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError';
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: 'same-origin', ...init });
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
    return { ...problem, status: response.status };
  } catch {
    return { status: response.status, title: response.statusText };
  }
}

/** Also where the page is not a secure context, in which `randomUUID` is missing. */
function createKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
