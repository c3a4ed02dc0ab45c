import { z } from 'zod';
import { toIsoTime } from '../../base/clock.ts';
import type { ReconcileContext, ReconcileOutcome, SentAttempt } from '../contract.ts';
import { isOk, jsonOf, vendorNowMs } from '../post-once.ts';
import { latestMs } from '../vendor-hour.ts';
import { isInputOf, listedInputSchema, parseBody, type HostedOperation } from '../hosted-job.ts';
import type { FalClients } from './client.ts';

/**
 * How long a job that was accepted may stay out of the listing: it waits at most 20 minutes to start, runs at most 30,
 * and the listing, which shows only what is finished, gets 10 more.
 */
const GRACE_MS = 60 * 60_000;
/** Before the moment that was noted: two clocks of theirs may differ. */
const EARLIER_MS = 2 * 60_000;
const MOST_PAGES = 50;
/** Often at first, for most jobs are over soon, then seldom. */
const ASK_AGAIN_MS = { least: 500, most: 30_000, share: 0.25 };
const UNHEARD_MS = 10_000;

/**
 * Looks for a submission among the finished jobs of its endpoint: by its very input, which names files that nobody else
 * has the addresses of. All times are fal's own, so that a wrong clock here costs nothing: the body says when it was sent
 * by theirs. Not found is not absent until every job that can be running must have been listed, and never while one of
 * that time is listed whose input was deleted there, or not kept (fal.ai/docs, "Data Retention", read on 2026-11-30).
 */
export async function reconcile(
  clients: FalClients,
  attempt: SentAttempt,
  context: ReconcileContext,
): Promise<ReconcileOutcome> {
  const body = parseBody(attempt.body);
  const { endpoint, gives, askedMs } = body;
  const startMs = (askedMs ?? attempt.intentMs) - EARLIER_MS;
  let cursor: string | null = null;
  let nowMs: number | null = null;
  let isBlind = false;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const report = await clients.platform(listing(endpoint, { start: toIsoTime(startMs), cursor }), context.signal);
    if (report.phase === 'answered' && REFUSED.has(report.status))
      return { status: 'unknown', message: `the key may not list requests (HTTP ${report.status}).` };
    const parsed = isOk(report) ? listSchema.safeParse(jsonOf(report)) : null;
    if (parsed?.success !== true) return { status: 'pending', retryAfterMs: UNHEARD_MS };
    nowMs ??= vendorNowMs(report);
    for (const item of parsed.data.items) {
      const operation: HostedOperation = { id: item.request_id, endpoint, gives };
      const { json_input: found, sent_at: sentAt } = item;
      const mayBeMeant = found === null ? !(Date.parse(sentAt ?? '') < startMs) : isInputOf(body, found);
      if (!mayBeMeant || (await context.isTaken(operation))) continue;
      if (found !== null) return { status: 'found', operation };
      isBlind = true;
    }
    cursor = parsed.data.next_cursor ?? null;
    if (parsed.data.has_more === true && cursor !== null) continue;
    const answer = verdict(latestMs(askedMs, attempt), nowMs);
    return answer.status === 'absent' && isBlind ? BLIND : answer;
  }
  return { status: 'unknown', message: 'its list of requests is too long to be read to its end.' };
}

/** The finished job of this id, with what it was given and gave: kept for three months, when its result is kept for an hour. */
export async function findListed(
  clients: FalClients,
  { endpoint, id }: HostedOperation,
  signal: AbortSignal,
): Promise<z.infer<typeof listSchema>['items'][number] | null> {
  const report = await clients.platform(`${listing(endpoint, {})}&request_id=${encodeURIComponent(id)}`, signal);
  const parsed = isOk(report) ? listSchema.safeParse(jsonOf(report)) : null;
  return parsed?.data?.items.find((item) => item.request_id === id) ?? null;
}

const BLIND: ReconcileOutcome = {
  status: 'unknown',
  message: 'a request of that time is listed whose input is not kept there.',
};

/** Without a time of theirs nobody can say that it is too late. */
function verdict(sentByMs: number | null, nowMs: number | null): ReconcileOutcome {
  if (sentByMs === null || nowMs === null)
    return { status: 'unknown', message: 'it is not in the list of finished requests.' };
  const leftMs = sentByMs + GRACE_MS - nowMs;
  if (leftMs <= 0) return { status: 'absent' };
  const { least, most, share } = ASK_AGAIN_MS;
  const soonMs = Math.min(most, Math.max(least, share * (nowMs - sentByMs)));
  return { status: 'pending', retryAfterMs: Math.min(leftMs, soonMs), leftMs };
}

function listing(
  endpoint: string,
  { start, cursor = null }: { readonly start?: string; readonly cursor?: string | null },
): string {
  const query = new URLSearchParams({ endpoint_id: endpoint, limit: '100', expand: 'payloads' });
  if (start !== undefined) query.set('start', start);
  if (cursor !== null) query.set('cursor', cursor);
  return `models/requests/by-endpoint?${query.toString()}`;
}

const REFUSED: ReadonlySet<number> = new Set([400, 401, 403, 404, 422]);

const listSchema = z.object({
  items: z.array(
    z.object({
      request_id: z.string().min(1),
      sent_at: z.string().nullish().catch(null),
      json_input: listedInputSchema,
      json_output: z.unknown(),
    }),
  ),
  next_cursor: z.string().nullish(),
  has_more: z.boolean().nullish(),
});
