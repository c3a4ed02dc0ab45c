import { z } from 'zod';
import type { Failure } from '../../model/generation.ts';
import { jsonOf, retryAfterMs, type PostReport } from '../post-once.ts';
import { refusal, TRIED_AGAIN } from '../refusal.ts';
import { shorten, toRejection, type VendorNames } from '../rejection.ts';

const problemSchema = z.object({
  /** A word or a number, by which part of Google answers. */
  code: z.union([z.string(), z.number()]).nullish().catch(null),
  message: z.string().nullish().catch(null),
  status: z.string().nullish().catch(null),
  details: z
    .array(z.looseObject({ reason: z.string().optional().catch(undefined), retryDelay: z.string().optional() }))
    .nullish()
    .catch(null),
});
type Problem = z.infer<typeof problemSchema>;

/** Whole words of fields that are lists of words. */
const REFUSED = /^(?:IMAGE_)?(?:SAFETY|PROHIBITED_CONTENT|BLOCKLIST|SPII|RECITATION)$/iu;
const EMPTY_PURSE = /credit|prepa(?:y|id)/iu;

/** `{error: …}`, or `[{error: …}]` as the front of Google's house says it; null for neither. */
export function problemOf(json: unknown): Problem | null {
  const parsed = z.object({ error: problemSchema }).safeParse(Array.isArray(json) ? json[0] : json);
  return parsed.success ? parsed.data.error : null;
}

export function isRefusedForContent({ code, status }: Pick<Problem, 'code' | 'status'>): boolean {
  return [code, status].some((word) => typeof word === 'string' && REFUSED.test(word));
}

/** An id that is not known there; Google says so with 400 (seen live by others in 2026). */
export function isUnknownInteraction(report: PostReport): boolean {
  if (report.phase !== 'answered') return false;
  const { status } = report;
  return (
    status === 404 || (status === 400 && /invalid interaction name/iu.test(problemOf(jsonOf(report))?.message ?? ''))
  );
}

/** What a submission that created nothing means. Google says with one status what others say with several. */
export function toGeminiRejection(names: VendorNames, report: PostReport, nowMs: number): Failure {
  const problem = report.phase === 'answered' ? problemOf(jsonOf(report)) : null;
  if (report.phase !== 'answered' || problem === null) return toRejection(names, report, nowMs);
  const { message, details } = problem;
  const said = message ? `: ${shorten(message)}` : ` (HTTP ${report.status})`;
  if (isRefusedForContent(problem)) return moderated(said, 'no');
  if (details?.some(({ reason }) => reason === 'API_KEY_INVALID' || reason === 'API_KEY_EXPIRED') === true)
    return refusal('unauthorized', `${names.name} does not know the key${said}`, `Check ${names.key}.`);
  if (problem.status === 'FAILED_PRECONDITION')
    return refusal('unauthorized', `${names.name} does not allow this with the key${said}`, `Check ${names.key}.`);
  if (report.status !== 429) return toRejection(names, report, nowMs);
  // Limits by the minute speak of a quota as well; only those of money say nothing of when.
  const delay = details?.find(({ retryDelay }) => retryDelay !== undefined)?.retryDelay;
  const waitMs = delay === undefined ? retryAfterMs(report, nowMs) : Math.ceil(Number.parseFloat(delay) * 1000);
  if (waitMs === null && EMPTY_PURSE.test(message ?? ''))
    return refusal(
      'quota',
      `the account at ${names.name} is out of credit${said}`,
      'Add credit there, and render again.',
    );
  return {
    ...refusal('rate_limited', `${names.name} takes no more for now${said}`, TRIED_AGAIN),
    retryAfterMs: waitMs,
  };
}

export function moderated(said: string, billed: Failure['billed']): Failure {
  return {
    ...refusal('moderation', `Gemini refuses the shot for its content${said}`, 'Change what the shot says or shows.'),
    suspect: 'the prompt',
    billed,
  };
}
