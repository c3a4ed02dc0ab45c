import { z } from 'zod';
import type { Failure, FailureClass } from '../../model/generation.ts';
import type { Micros } from '../../model/money.ts';
import type { HostedOperation } from '../hosted-job.ts';
import type { JobState } from '../hosted-provider.ts';
import { jsonOf, type PostReport } from '../post-once.ts';
import { refusal } from '../refusal.ts';
import { shorten } from '../rejection.ts';

/** A credit of the API is a cent. */
const MICROS_PER_CREDIT = 10_000;

const costSchema = z
  .object({ credits: z.number().nonnegative() })
  .transform(({ credits }) => Math.ceil(credits * MICROS_PER_CREDIT))
  .nullish()
  .catch(null);
const taskSchema = z.object({
  id: z.string().min(1),
  status: z.string(),
  progress: z.number().nullish().catch(null),
  output: z.array(z.string()).nullish().catch(null),
  failure: z.string().nullish().catch(null),
  failureCode: z.string().nullish().catch(null),
  cost: costSchema,
});

/** The id in the answer to a submission. */
export function idOf(report: PostReport): string | null {
  const parsed = z.object({ id: z.string().min(1) }).safeParse(jsonOf(report));
  return parsed.success ? parsed.data.id : null;
}

export function quotedMicros(report: PostReport): Micros | null {
  const parsed = z.object({ estimatedCost: costSchema }).safeParse(jsonOf(report));
  return parsed.success ? (parsed.data.estimatedCost ?? null) : null;
}

/** How a task stands, and what it cost, which Runway tells itself. */
export function stateOf(report: PostReport, { id }: HostedOperation): JobState | null {
  if (report.phase !== 'answered' || report.status !== 200) return null;
  const parsed = taskSchema.safeParse(jsonOf(report));
  if (!parsed.success || parsed.data.id !== id) return null;
  const { status, progress = null, output, failure, failureCode, cost = null } = parsed.data;
  const failed = (found: Failure): JobState => ({
    status: 'failed',
    failure: { ...found, billed: cost === null ? 'unknown' : cost > 0 ? 'yes' : 'no' },
    costMicros: cost,
  });
  switch (status) {
    // Throttled: as many as the account may run at once are running; it costs nothing and begins by itself.
    case 'PENDING':
    case 'THROTTLED':
      return { status: 'pending', progress: null };
    case 'RUNNING':
      return { status: 'pending', progress };
    case 'SUCCEEDED': {
      const url = output?.[0];
      if (url !== undefined) return { status: 'done', url, costMicros: cost };
      return failed(refusal('provider_failed', 'Runway finished the task and delivered nothing', 'Shoot it again.'));
    }
    case 'FAILED':
      return failed(toFailure(failureCode ?? '', failure ?? ''));
    case 'CANCELLED':
      return failed(refusal('cancelled', 'the task was cancelled at Runway', null));
    default:
      return null;
  }
}

/** By its code; the words are for people. */
function toFailure(code: string, words: string): Failure {
  const said =
    words === '' && code === '' ? '' : `: ${shorten([words.replace(/\.$/u, ''), code].filter(Boolean).join(', '))}`;
  const failure = (failureClass: FailureClass, message: string, advice: string): Failure =>
    refusal(failureClass, `${message}${said}`, advice);
  if (/\bSAFETY\b/u.test(code)) {
    return {
      ...failure('moderation', 'Runway refuses the shot for its content', 'Change what the shot says or shows.'),
      suspect: suspectOf(code.split('.')),
    };
  }
  if (/^ASSET\b|^INPUT_PREPROCESSING\.(?!INTERNAL)/u.test(code))
    return failure(
      'invalid_request',
      'Runway cannot read what it was given',
      'Give it another picture or other footage.',
    );
  if (/^THIRD_PARTY\b.*UNAVAILABLE/u.test(code))
    return failure('unavailable', 'the model is not to be had right now', 'Render again later, or name another model.');
  return failure('provider_failed', 'the model failed', 'Shoot it again, or name another model.');
}

/** What was made and refused says nothing of what was given. */
function suspectOf(parts: readonly string[]): string | null {
  return parts.includes('OUTPUT') ? null : (SUSPECTS.find(([part]) => parts.includes(part))?.[1] ?? null);
}

const SUSPECTS: readonly (readonly [part: string, words: string])[] = [
  ['TEXT', 'the prompt'],
  ['IMAGE', 'the first frame'],
  ['VIDEO', 'the footage'],
  ['AUDIO', 'the voice'],
];
