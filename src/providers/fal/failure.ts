import { z } from 'zod';
import type { Billed, Failure, FailureClass } from '../../model/generation.ts';
import { jsonOf, retryAfterMs, type PostReport } from '../post-once.ts';
import { refusal, TRIED_AGAIN } from '../refusal.ts';

/** What a submission that created nothing means. */
export function toRejection(report: PostReport, nowMs: number): Failure {
  if (report.phase !== 'answered')
    return refusal(
      'unavailable',
      `fal cannot be reached (${report.phase === 'nothing' ? 'nothing was sent' : report.code})`,
      'Nothing was sent. It is tried again; check the network if it stays like this.',
    );
  const { status } = report;
  const said = wordsOf(report);
  switch (status) {
    case 401:
      return refusal('unauthorized', `fal does not know the key${said}`, 'Check FAL_KEY.');
    case 403:
      return /balance|locked|payment/iu.test(said)
        ? refusal('quota', `the account at fal is out of credit${said}`, 'Add credit there, and render again.')
        : refusal('unauthorized', `fal does not allow this with the key${said}`, 'Check FAL_KEY and its scope.');
    case 402:
      return refusal('quota', `the account at fal is out of credit${said}`, 'Add credit there, and render again.');
    case 429:
      return {
        ...refusal('rate_limited', `fal takes no more for now${said}`, TRIED_AGAIN),
        retryAfterMs: retryAfterMs(report, nowMs),
      };
    case 404:
      return refusal('model_retired', `fal does not serve this model any more${said}`, 'Name another model.');
    default:
      if (status >= 500) return refusal('unavailable', `fal is down${said}`, TRIED_AGAIN);
      return status < 400
        ? refusal('unavailable', `fal answered with a redirect (HTTP ${status})`, 'Check LONGTAKE_FAL_URL.')
        : { ...toModelFailure(report), billed: 'no' };
  }
}

/** What a finished job that failed means. */
export function toModelFailure(report: Extract<PostReport, { phase: 'answered' }>): Failure {
  const { status, headers } = report;
  const { details, type } = problemOf(report);
  const said = wordsOf(report);
  const billed: Billed = status >= 500 ? 'no' : 'unknown';
  const failure = (failureClass: FailureClass, message: string, advice: string | null): Failure => ({
    ...refusal(failureClass, message, advice),
    billed,
  });
  const policy = details.find((detail) => detail.type === 'content_policy_violation');
  if (policy !== undefined) {
    return {
      ...failure('moderation', `fal refuses the shot for its content${said}`, 'Change what the shot says or shows.'),
      suspect: suspectOf(policy.loc),
    };
  }
  const isBusy = headers.get('x-fal-retryable') === 'true' || BUSY.test(headers.get('x-fal-error-type') ?? type ?? '');
  if (isBusy && status >= 500) return failure('unavailable', `fal could not start the job${said}`, TRIED_AGAIN);
  if (status >= 500 || details.some((detail) => MODEL_FAILED.has(detail.type)))
    return failure('provider_failed', `the model failed${said}`, 'Shoot it again, or name another model.');
  return failure(
    'invalid_request',
    `fal does not accept the request${said}`,
    'Change the shot, or name another model.',
  );
}

/** Whether an answer with an error comes from the model and not from what stands before it. */
export function isFromModel(report: Extract<PostReport, { phase: 'answered' }>): boolean {
  const { details, type } = problemOf(report);
  return report.headers.has('x-fal-error-type') || type !== null || details.length > 0;
}

const BUSY = /^(?:request_timeout|startup_timeout|runner_\w+)$/u;
const MODEL_FAILED: ReadonlySet<string> = new Set(['generation_timeout', 'downstream_service_error', 'internal_error']);

const detailSchema = z.object({
  loc: z.array(z.union([z.string(), z.number()])).default([]),
  msg: z.string().default(''),
  type: z.string().default(''),
});
const problemSchema = z.object({
  detail: z.union([z.string(), z.array(detailSchema)]).optional(),
  error_type: z.string().optional(),
});

type Problem = {
  readonly text: string;
  readonly details: readonly z.infer<typeof detailSchema>[];
  readonly type: string | null;
};

function problemOf(report: PostReport): Problem {
  const parsed = problemSchema.safeParse(jsonOf(report));
  if (!parsed.success) return { text: '', details: [], type: null };
  const { detail, error_type: type = null } = parsed.data;
  if (detail === undefined || typeof detail === 'string') return { text: detail ?? '', details: [], type };
  return { text: detail.map(({ msg }) => msg).join('; '), details: detail, type };
}

const SHOWN = 200;

/** What they say themselves, for a person to read; nobody decides by it but where there is nothing else. */
function wordsOf(report: PostReport): string {
  const { text } = problemOf(report);
  if (text === '') return report.phase === 'answered' ? ` (HTTP ${report.status})` : '';
  return `: ${text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text.replace(/\.$/u, '')}`;
}

function suspectOf(loc: readonly (string | number)[]): string | null {
  const field = loc.findLast((part) => typeof part === 'string' && part !== 'body');
  if (field === undefined) return null;
  return SUSPECTS.find(([pattern]) => pattern.test(String(field)))?.[1] ?? String(field);
}

const SUSPECTS: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^(?:prompt|text|lyrics_prompt)$/u, 'the prompt'],
  [/^(?:image_urls|reference_image_urls|elements)$/u, 'the reference images'],
  [/^(?:end_image_url|tail_image_url|last_frame_url)$/u, 'the last frame'],
  [/image_url$|frame_url$/u, 'the first frame'],
  [/video_url/u, 'the footage'],
  [/audio_url/u, 'the voice'],
];
