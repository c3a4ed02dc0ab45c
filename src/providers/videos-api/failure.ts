import { z } from 'zod';
import type { Billed, Failure } from '../../model/generation.ts';
import { jsonOf, retryAfterMs, type PostReport } from '../post-once.ts';
import { refusal, TRIED_AGAIN } from '../refusal.ts';
import type { VideoServer } from './server.ts';

const problemSchema = z.object({
  code: z.string().nullish().catch(null),
  message: z.string().nullish().catch(null),
  metadata: z
    .object({ reasons: z.array(z.unknown()) })
    .nullish()
    .catch(null),
});
type Problem = { readonly code: string; readonly words: string };

const MODERATED = /content_policy|moderation|safety/iu;
/** Of servers that have words alone. */
const MODERATED_WORDS = /content[ _]policy|moderat|flagged|safety (?:filter|system|check)/iu;
const OUT_OF_CREDIT = /insufficient_(?:quota|funds|credits)|billing/iu;

/** What a submission that created nothing means. */
export function toRejection(
  report: PostReport,
  nowMs: number,
  { urlName, keyName }: Pick<VideoServer, 'urlName' | 'keyName'>,
): Failure {
  if (report.phase !== 'answered')
    return refusal(
      'unavailable',
      `the video server cannot be reached (${report.phase === 'nothing' ? 'nothing was sent' : report.code})`,
      `Nothing was sent. It is tried again; start the server, or correct ${urlName}.`,
    );
  const { status } = report;
  const { code, words } = problemOf(jsonOf(report));
  const said = words === '' ? ` (HTTP ${status})` : `: ${words}`;
  if (MODERATED.test(code)) return moderated(said, 'no');
  if (status === 402 || OUT_OF_CREDIT.test(code))
    return refusal('quota', `the account at the video server is out of credit${said}`, 'Add credit there.');
  switch (status) {
    case 401:
    case 403:
      return refusal('unauthorized', `the video server does not let us in${said}`, `Check ${keyName}.`);
    case 404:
    case 405:
      return refusal(
        'model_retired',
        `there is no such model or no \`/videos\` at this address${said}`,
        `Correct ${urlName}, which ends in /v1, or the model in the file of LONGTAKE_MODELS.`,
      );
    case 429:
      return {
        ...refusal('rate_limited', `the video server takes no more for now${said}`, TRIED_AGAIN),
        retryAfterMs: retryAfterMs(report, nowMs),
      };
    default:
      if (status < 400)
        return refusal('unavailable', `the video server answered with HTTP ${status}`, 'Correct its address.');
      return refusal('invalid_request', `the video server does not accept the request${said}`, 'Change the shot.');
  }
}

/** What a job that ended badly means. */
export function toJobFailure(error: unknown, billed: Billed): Failure {
  const { code, words } = problemOf({ error });
  const said = words === '' ? '' : `: ${words}`;
  if (MODERATED.test(code) || (code === '' && MODERATED_WORDS.test(words))) return moderated(said, billed);
  return {
    ...refusal('provider_failed', `the video server could not make the take${said}`, 'Shoot it again.'),
    billed,
  };
}

function moderated(said: string, billed: Billed): Failure {
  return {
    ...refusal(
      'moderation',
      `the video server refuses the shot for its content${said}`,
      'Change what the shot says or shows.',
    ),
    suspect: 'the prompt',
    billed,
  };
}

const SHOWN = 200;

/** `{error: {code, message}}` as OpenAI has it, or `{detail: …}` as the servers in Python have it. */
function problemOf(json: unknown): Problem {
  const parsed = z.object({ error: z.unknown().optional(), detail: z.unknown().optional() }).safeParse(json);
  if (!parsed.success) return { code: '', words: '' };
  const { error, detail } = parsed.data;
  if (typeof error === 'string' || typeof detail === 'string')
    return { code: '', words: shown(typeof error === 'string' ? error : String(detail)) };
  const problem = problemSchema.safeParse(error);
  if (problem.success) {
    const { code, message, metadata } = problem.data;
    // OpenRouter gives the HTTP status as the code, and reasons where somebody moderated.
    return { code: metadata == null ? (code ?? '') : 'moderation', words: shown(message ?? '') };
  }
  const list = z.array(z.object({ msg: z.string() })).safeParse(detail);
  return { code: '', words: list.success ? shown(list.data.map(({ msg }) => msg).join('; ')) : '' };
}

function shown(words: string): string {
  const text = words.replaceAll(/\s+/gu, ' ').replace(/\.? *$/u, '');
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}
