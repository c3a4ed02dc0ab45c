import { API_LIMITS, askApi, type ApiLimits, type Exchange } from './ask-api.ts';
import type { MayLeave } from './contract.ts';

/**
 * A `fetch` to hand to a vendor's own client, and what became of the one POST that it let through. The clients repeat a
 * paid POST three to six times when a connection breaks; below them, it cannot be.
 */
export type PostOnce = {
  readonly fetch: typeof fetch;
  readonly report: () => PostReport;
};
export type PostReport = Exchange | { readonly phase: 'nothing' };

export type OnceOptions = {
  readonly limits?: ApiLimits;
  /** Where a request goes instead of where the client sends it. */
  readonly route?: (url: URL) => URL;
};

/** For one submission: made anew for the next. `mayLeave` is that submission's own. */
export function createPostOnce(mayLeave: MayLeave, { limits = API_LIMITS, route = stay }: OnceOptions = {}): PostOnce {
  let report: PostReport = { phase: 'nothing' };
  return {
    report: () => report,
    fetch: async (input, init = {}) => {
      const method = init.method ?? (input instanceof Request ? input.method : 'GET');
      const isPost = method.toUpperCase() === 'POST';
      if (isPost && report.phase !== 'nothing') return hidden();
      // Whoever asks meanwhile must not send: this one may be on its way.
      if (isPost) report = { phase: 'unanswered', code: 'IN_FLIGHT' };
      const exchange = await askApi(routed(input, route), init, limits, isPost ? mayLeave : undefined);
      if (isPost) report = exchange;
      return toResponse(exchange);
    },
  };
}

/**
 * A `fetch` for everything that is free: any number of requests, none of them repeated behind our back, so that a poll
 * of a provider that is down is over at once and ends with a stop.
 */
export function createCalmFetch({ limits = API_LIMITS, route = stay }: OnceOptions = {}): PostOnce {
  let report: PostReport = { phase: 'nothing' };
  return {
    report: () => report,
    fetch: async (input, init = {}) => {
      report = await askApi(routed(input, route), init, limits);
      return toResponse(report);
    },
  };
}

/** `rejected` promises that nothing was created; an accepted one may still lack what is needed to find it again. */
export function outcomeOf(report: PostReport): 'accepted' | 'rejected' | 'ambiguous' {
  switch (report.phase) {
    case 'nothing':
    case 'never_left':
      return 'rejected';
    case 'unanswered':
      return 'ambiguous';
    case 'answered': {
      const { status } = report;
      if (status >= 200 && status < 300) return 'accepted';
      return status >= 500 || MAY_BE_MADE.has(status) ? 'ambiguous' : 'rejected';
    }
  }
}

/** A gateway may have handed the POST on before it led elsewhere (302, 303), gave up waiting or met another (408, 409). */
const MAY_BE_MADE: ReadonlySet<number> = new Set([302, 303, 408, 409]);

/** `Retry-After` in milliseconds, given in seconds or as a date; null where there is none. */
export function retryAfterMs(report: PostReport, nowMs: number): number | null {
  const text = report.phase === 'answered' ? report.headers.get('retry-after') : null;
  if (text === null) return null;
  if (/^\d{1,6}$/u.test(text)) return Number(text) * 1000;
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? null : Math.max(0, dateMs - nowMs);
}

/** The JSON of an answer; null for anything else. */
export function jsonOf(report: PostReport): unknown {
  if (report.phase !== 'answered') return null;
  try {
    return JSON.parse(Buffer.from(report.body).toString('utf8'));
  } catch {
    return null;
  }
}

/** The hour there, by the answer to anything; null where there was none. */
export function vendorNowMs(report: PostReport): number | null {
  const date = report.phase === 'answered' ? Date.parse(report.headers.get('date') ?? '') : Number.NaN;
  return Number.isNaN(date) ? null : date;
}

export function isOk(report: PostReport): report is Extract<PostReport, { phase: 'answered' }> {
  return report.phase === 'answered' && report.status >= 200 && report.status < 300 && jsonOf(report) !== null;
}

/** What makes a client send again is kept from it; the report has it. */
function toResponse(exchange: Exchange): Response {
  if (exchange.phase !== 'answered') return hidden();
  const { status, headers, body } = exchange;
  if (status >= 500 || status === 429 || status === 408 || status === 409) return hidden();
  const isEmpty = status === 204 || status === 205 || status === 304;
  return new Response(isEmpty ? null : Buffer.from(body), { status, headers });
}

/** A status that no client tries again, and none of them knows. */
function hidden(): Response {
  return Response.json({ detail: 'longtake: see the report' }, { status: 418 });
}

function routed(input: string | URL | Request, route: (url: URL) => URL): string | URL | Request {
  if (input instanceof Request) return new Request(route(new URL(input.url)), input);
  return route(new URL(input));
}

function stay(url: URL): URL {
  return url;
}
