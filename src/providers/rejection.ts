import { z } from 'zod';
import type { Failure } from '../model/generation.ts';
import { jsonOf, retryAfterMs, type PostReport } from './post-once.ts';
import { refusal, TRIED_AGAIN } from './refusal.ts';

/** How a vendor is called in messages, and the settings that a person may have to mend. */
export type VendorNames = { readonly name: string; readonly key: string; readonly url: string };

/** What a submission that created nothing means, by its status; what only one vendor says is for its own adapter. */
export function toRejection({ name, key, url }: VendorNames, report: PostReport, nowMs: number): Failure {
  if (report.phase !== 'answered')
    return refusal(
      'unavailable',
      `${name} cannot be reached (${report.phase === 'nothing' ? 'nothing was sent' : report.code})`,
      'Nothing was sent. It is tried again; check the network if it stays like this.',
    );
  const { status } = report;
  const said = `: ${saidIn(report)}`;
  const isUnpaid = OUT_OF_CREDIT.test(said) && !(status === 429 && TOO_OFTEN.test(said));
  if (status === 402 || (isUnpaid && UNPAID.has(status)))
    return refusal('quota', `the account at ${name} is out of credit${said}`, 'Add credit there, and render again.');
  switch (status) {
    case 401:
      return refusal('unauthorized', `${name} does not know the key${said}`, `Check ${key}.`);
    case 403:
      return refusal('unauthorized', `${name} does not allow this with the key${said}`, `Check ${key} and its scope.`);
    case 429:
      return {
        ...refusal('rate_limited', `${name} takes no more for now${said}`, TRIED_AGAIN),
        retryAfterMs: retryAfterMs(report, nowMs) ?? saidAfterMs(report),
      };
    case 404:
      return refusal('model_retired', `${name} does not serve this model any more${said}`, 'Name another model.');
    default:
  }
  if (status < 400) return refusal('unavailable', `${name} answered with a redirect (HTTP ${status})`, `Check ${url}.`);
  return status < 500
    ? refusal(
        'invalid_request',
        `${name} does not accept the request${said}`,
        'Change the shot, or name another model.',
      )
    : refusal('unavailable', `${name} is down${said}`, TRIED_AGAIN);
}

/** Why nobody knows what became of a submission. */
export function ambiguityOf({ name }: VendorNames, report: PostReport): string {
  if (report.phase === 'answered') return `${name} answered with HTTP ${report.status}`;
  return `the connection to ${name} ended without an answer (${report.phase === 'nothing' ? 'nothing' : report.code})`;
}

const OUT_OF_CREDIT = /credit|quota|payment|balance/iu;
/** Some say with it how money would have helped: `… 6 requests per minute … while you have less than $5.0 in credit`. */
const TOO_OFTEN = /rate.?limit|throttle|too many requests/iu;
/** Statuses that mean so many things that their words must be heard. */
const UNPAID: ReadonlySet<number> = new Set([400, 401, 403, 429]);

const textSchema = z.union([
  z.string(),
  z.object({ message: z.string() }).transform(({ message }) => message),
  // What a server in Python finds wrong with the fields of a request.
  z
    .array(z.object({ msg: z.string() }))
    .min(1)
    .transform((list) => list.map(({ msg }) => msg).join('; ')),
]);
const saidSchema = z.object({
  detail: textSchema.optional().catch(undefined),
  error: textSchema.optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  title: z.string().optional().catch(undefined),
});

/** What a vendor says itself, for a person to read. */
export function saidIn(report: PostReport): string {
  const parsed = saidSchema.safeParse(jsonOf(report));
  const said = parsed.success ? parsed.data : {};
  const text = said.detail ?? said.error ?? said.message ?? said.title ?? '';
  if (text === '') return report.phase === 'answered' ? `HTTP ${report.status}` : '';
  return shorten(text);
}

/** Replicate says in its words when to come again. */
function saidAfterMs(report: PostReport): number | null {
  const parsed = z.object({ retry_after: z.number().nonnegative() }).safeParse(jsonOf(report));
  return parsed.success ? Math.ceil(parsed.data.retry_after * 1000) : null;
}

const SHOWN = 200;

/** On one line, without the full stop that our own sentence ends with. */
export function shorten(words: string): string {
  const text = words.replaceAll(/\s+/gu, ' ').trim();
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text.replace(/\.$/u, '');
}
