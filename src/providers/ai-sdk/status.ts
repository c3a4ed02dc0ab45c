import { z } from 'zod';
import type { Failure } from '../../model/generation.ts';
import type { Micros } from '../../model/money.ts';
import type { PostReport } from '../post-once.ts';
import { refusal } from '../refusal.ts';
import { shorten } from '../rejection.ts';

/** How a job stands; `unknown`: there is no such job. */
export type Status =
  | { readonly status: 'pending' | 'unknown' }
  | { readonly status: 'done'; readonly video: Video; readonly costMicros: Micros | null }
  | { readonly status: 'failed'; readonly failure: Failure };
export type Video =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

const videoSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('url'), url: z.string().min(1) }).transform(({ url }): Video => ({ kind: 'url', url })),
  z
    .object({ type: z.literal('base64'), data: z.string().min(1) })
    .transform(({ data }): Video => ({ kind: 'bytes', bytes: Buffer.from(data, 'base64') })),
  z
    .object({ type: z.literal('binary'), data: z.instanceof(Uint8Array) })
    .transform(({ data }): Video => ({ kind: 'bytes', bytes: data })),
  z.object({ type: z.literal('uploaded') }).transform((): null => null),
]);
const metadataSchema = z.object({ xai: z.object({ costInUsdTicks: z.number().nonnegative() }) });
const answerSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('pending') }),
  z.object({ status: z.literal('completed'), videos: z.array(videoSchema), providerMetadata: z.unknown() }),
  z.object({ status: z.literal('error'), error: z.string().catch('') }),
]);

/** xAI counts in ten-billionths of a dollar. */
const TICKS_PER_MICRO = 10_000;

/** Whether what the SDK says is what its provider said. */
export function wasHeard(report: PostReport): boolean {
  return report.phase === 'nothing' || (report.phase === 'answered' && report.status < 400);
}

/**
 * What the SDK says of a job, and what the wire said to it: some packages make a failed job of a poll that the provider was
 * too busy to answer (measured with @ai-sdk/fal 3.0.41), and that job may be paid and running.
 */
export function statusOf(answer: unknown, report: PostReport): Status {
  if (report.phase === 'answered' && report.status === 404) return { status: 'unknown' };
  const parsed = answerSchema.safeParse(answer);
  if (!wasHeard(report) || !parsed.success) return { status: 'pending' };
  switch (parsed.data.status) {
    case 'pending':
      return { status: 'pending' };
    case 'error': {
      const said = parsed.data.error === '' ? '' : `: ${shorten(parsed.data.error)}`;
      return failed(`the provider could not make the take${said}`);
    }
    case 'completed': {
      const [video = null] = parsed.data.videos;
      if (video === null) return failed('the provider finished the job and delivered nothing');
      const cost = metadataSchema.safeParse(parsed.data.providerMetadata);
      const costMicros = cost.success ? Math.ceil(cost.data.xai.costInUsdTicks / TICKS_PER_MICRO) : null;
      return { status: 'done', video, costMicros };
    }
  }
}

/** The SDK has words for failures and no classes: what was billed is not known. */
function failed(message: string): Status {
  const failure = asRefused(refusal('provider_failed', message, 'Shoot it again, or name another model.'));
  return { status: 'failed', failure: { ...failure, billed: 'unknown' } };
}

/** Only words tell a refusal for its content, and some charge for it: what was refused is for no other model to see. */
const REFUSED = /content[ _-]policy|moderat|safety (?:filter|system|check)|flagged as/iu;

/** The same failure, as a refusal for its content where its words say so. */
export function asRefused(failure: Failure): Failure {
  const isOther = failure.class !== 'provider_failed' && failure.class !== 'invalid_request';
  if (isOther || !REFUSED.test(failure.message)) return failure;
  return { ...failure, class: 'moderation', suspect: 'the prompt', advice: 'Change what the shot says or shows.' };
}

/** Errors that the SDK throws before it sends anything, by the names that it gives them. */
const BEFORE: ReadonlySet<string> = new Set([
  'AI_LoadAPIKeyError',
  'AI_LoadSettingError',
  'AI_InvalidArgumentError',
  'AI_InvalidPromptError',
  'AI_NoSuchModelError',
  'AI_UnsupportedFunctionalityError',
]);

export function wasNeverSent(error: unknown): boolean {
  return error instanceof Error && BEFORE.has(error.name);
}
