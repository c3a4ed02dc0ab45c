import { z } from 'zod';
import type { Failure, FailureClass } from '../../model/generation.ts';
import type { JsonObject } from '../../base/json.ts';
import { listedInputSchema, type HostedOperation } from '../hosted-job.ts';
import type { JobState } from '../hosted-provider.ts';
import { jsonOf, type PostReport } from '../post-once.ts';
import { refusal, TRIED_AGAIN } from '../refusal.ts';
import { shorten } from '../rejection.ts';

const predictionSchema = z.object({
  id: z.string().min(1),
  status: z.string(),
  output: z
    .union([z.string(), z.array(z.string())])
    .nullish()
    .catch(null),
  error: z.string().nullish().catch(null),
  started_at: z.string().nullish().catch(null),
  data_removed: z.boolean().nullish().catch(null),
});

/** The id in the answer to a submission. */
export function idOf(report: PostReport): string | null {
  const parsed = z.object({ id: z.string().min(1) }).safeParse(jsonOf(report));
  return parsed.success ? parsed.data.id : null;
}

/** What a prediction was made from; null once that is deleted. */
export function inputOf(report: PostReport): JsonObject | null {
  const parsed = z.object({ input: listedInputSchema }).safeParse(jsonOf(report));
  return parsed.success ? parsed.data.input : null;
}

export function fileAddressOf(json: unknown): string | null {
  const parsed = z.object({ urls: z.object({ get: z.string().min(1) }) }).safeParse(json);
  return parsed.success ? parsed.data.urls.get : null;
}

/** How a prediction stands. It tells no price: what was reserved by the price list is what it cost. */
export function stateOf(report: PostReport, { id }: HostedOperation): JobState | null {
  if (report.phase !== 'answered' || report.status !== 200) return null;
  const parsed = predictionSchema.safeParse(jsonOf(report));
  if (!parsed.success || parsed.data.id !== id) return null;
  const { status, output, error, started_at: startedAt, data_removed: isRemoved } = parsed.data;
  const hasStarted = startedAt != null;
  switch (status) {
    case 'starting':
    case 'processing':
      return { status: 'pending', progress: null };
    case 'succeeded': {
      const url = typeof output === 'string' ? output : output?.[0];
      if (url !== undefined) return { status: 'done', url, costMicros: null };
      return isRemoved === true ? failed(REMOVED) : failed(NOTHING_IN_IT);
    }
    case 'failed':
      return failed(toFailure(error ?? ''));
    case 'canceled':
      return failed({
        ...refusal('cancelled', 'the prediction was cancelled at Replicate', null),
        billed: hasStarted ? 'unknown' : 'no',
      });
    case 'aborted':
      if (hasStarted)
        return failed({
          ...refusal('provider_failed', 'Replicate broke the prediction off', LATER),
          billed: 'unknown',
        });
      return failed(refusal('unavailable', 'Replicate gave the prediction up before it ran', TRIED_AGAIN));
    default:
      return null;
  }
}

/** A prediction fails in words: the codes in them, such as E005, are all that is fixed. */
function toFailure(error: string): Failure {
  const said = error === '' ? '' : `: ${shorten(error)}`;
  const failure = (failureClass: FailureClass, message: string, advice: string): Failure => ({
    ...refusal(failureClass, message, advice),
    billed: 'unknown',
  });
  if (REFUSED.test(error))
    return failure(
      'moderation',
      `Replicate refuses the shot for its content${said}`,
      'Change what the shot says or shows.',
    );
  if (BUSY.test(error)) return failure('unavailable', `the model is too busy${said}`, LATER);
  return failure('provider_failed', `the model failed${said}`, 'Shoot it again, or name another model.');
}

/** It may have been billed, so it is not sent again by itself. */
const LATER = 'Render again later, or name another model.';
const REFUSED = /\bE005\b|flagged as sensitive|content policy|safety (?:filter|system)|NSFW/iu;
const BUSY = /\bE003\b|high demand|unavailable/iu;

const REMOVED: Failure = {
  ...refusal(
    'lost',
    'the prediction succeeded, and Replicate deleted its file an hour later, before it was fetched',
    'Shoot it again; a render that goes on within the hour fetches what is finished.',
  ),
  billed: 'yes',
};
const NOTHING_IN_IT: Failure = {
  ...refusal(
    'provider_failed',
    'Replicate finished the prediction and delivered nothing',
    'Shoot it again, or name another model.',
  ),
  billed: 'unknown',
};

function failed(failure: Failure): JobState {
  return { status: 'failed', failure, costMicros: null };
}
