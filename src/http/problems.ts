import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Json } from '../base/json.ts';
import { UnsoundStoryboardError, countProblems } from '../films/problems.ts';
import { EnvironmentError, InputError, LongtakeError } from '../model/error.ts';
import type { ConcealPaths } from './conceal-paths.ts';
import { toProblemJson } from './to-json.ts';

/** An error that only HTTP knows. */
export class HttpError extends LongtakeError {
  readonly status: ContentfulStatusCode;

  constructor(status: ContentfulStatusCode, code: string, message: string, details: Json = null) {
    super({ code, message, details });
    this.status = status;
  }
}

export type Problem = { readonly status: ContentfulStatusCode; readonly body: Readonly<Record<string, unknown>> };

/** An error in words for a caller: the one place that says what went wrong. What nobody foresaw is told to nobody outside. */
export function toProblem(thrown: unknown, conceal: ConcealPaths): Problem {
  if (thrown instanceof UnsoundStoryboardError) {
    const detail = `The storyboard has ${countProblems(thrown.problems)}; nothing was done.`;
    return problem(422, thrown.code, detail, { problems: conceal.in(thrown.problems.map(toProblemJson)) });
  }
  if (thrown instanceof HTTPException) return fromFramework(thrown);
  if (!(thrown instanceof LongtakeError) || thrown.code === 'unexpected_error') return internal();
  const status = statusOf(thrown);
  const extra = isObject(thrown.details) ? conceal.in(thrown.details) : {};
  return problem(status, thrown.code, conceal.text(thrown.message), extra);
}

/** What is asked of a person: for a price to be paid, for the token, for what to do with two versions of a text. */
const QUESTIONS: ReadonlySet<unknown> = new Set([
  'confirmation_needed',
  'token_needed',
  'token_wrong',
  'storyboard_changed',
]);

/**
 * A question is no failure to whoever says `Prefer: ask` (RFC 7240): it comes as 200, because a browser writes every 401,
 * 409 and 412 into its console as an error.
 */
export function sendProblem(c: Context, { status, body }: Problem): Response {
  if (QUESTIONS.has(body['code']) && c.req.header('prefer') === 'ask')
    return c.body(JSON.stringify(body), 200, {
      'content-type': 'application/problem+json',
      'preference-applied': 'ask',
    });
  const retry = status === 503 || status === 429 ? { 'retry-after': '5' } : {};
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json', ...retry });
}

/** Codes whose status says more than that something was wrong with the request. */
const STATUSES: Readonly<Record<string, ContentfulStatusCode>> = {
  render_unknown: 404,
  shot_unknown: 404,
  take_unknown: 404,
  blob_unknown: 404,
  film_not_made: 404,
  storyboard_missing: 404,
  attempt_unknown: 404,
  confirmation_needed: 409,
  render_running: 409,
  workspace_busy: 409,
  take_not_stored: 409,
  nothing_to_accept: 409,
  nothing_to_shoot: 409,
  not_a_shot: 409,
  not_held: 409,
  not_settled: 409,
  finished_meanwhile: 409,
  job_taken: 409,
  storyboard_changed: 412,
  storyboard_unsound: 422,
  model_not_ready: 422,
  idempotency_key_reused: 422,
  if_match_needed: 428,
  server_stopping: 503,
};

function statusOf(error: LongtakeError): ContentfulStatusCode {
  if (error instanceof HttpError) return error.status;
  const known = Object.hasOwn(STATUSES, error.code) ? STATUSES[error.code] : undefined;
  if (known !== undefined) return known;
  if (error instanceof InputError) return 400;
  return error instanceof EnvironmentError ? 503 : 500;
}

function problem(
  status: ContentfulStatusCode,
  code: string,
  detail: string,
  extra: Readonly<Record<string, unknown>> = {},
): Problem {
  return {
    status,
    body: { type: `urn:longtake:problem:${code}`, title: toTitle(code), status, detail, code, ...extra },
  };
}

function internal(): Problem {
  return problem(
    500,
    'internal',
    'Something went wrong that should not. What was made so far is kept; the log says more.',
  );
}

function fromFramework({ status }: HTTPException): Problem {
  if (status === 413) return problem(413, 'too_large', 'The request is larger than is taken here.');
  if (status === 415) return problem(415, 'media_type_unknown', 'A body of this Content-Type is not taken here.');
  return problem(400, 'request_malformed', 'The request cannot be read. Is its body what its Content-Type says?');
}

function toTitle(code: string): string {
  const words = code.replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function isObject(json: Json): json is { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
