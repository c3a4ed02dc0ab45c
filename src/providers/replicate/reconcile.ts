import { z } from 'zod';
import type { ReconcileContext, ReconcileOutcome, SentAttempt } from '../contract.ts';
import { latestMs } from '../vendor-hour.ts';
import { isInputOf, listedInputSchema, parseBody, type HostedOperation } from '../hosted-job.ts';
import { isOk, jsonOf, vendorNowMs, type PostReport } from '../post-once.ts';
import type { ReplicateClients } from './client.ts';

/** A request that was on its way when we stopped is over after two minutes; the list gets one more. */
const GRACE_MS = 3 * 60_000;
/** Before the moment that was noted: two clocks of theirs may differ. */
const EARLIER_MS = 2 * 60_000;
const MOST_PAGES = 50;
const ASK_AGAIN_MS = 5_000;

/**
 * Looks for a submission among the account's predictions: of its model, with its very input, made since it was sent by
 * their clock. The list has what runs as well, newest first; inputs are deleted after an hour, and then nobody can tell.
 */
export async function reconcile(
  clients: ReplicateClients,
  attempt: SentAttempt,
  context: ReconcileContext,
): Promise<ReconcileOutcome> {
  const body = parseBody(attempt.body);
  const startMs = (body.askedMs ?? attempt.intentMs) - EARLIER_MS;
  let cursor: string | null = null;
  let nowMs: number | null = null;
  let isBlind = false;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const report: PostReport = await clients.list(cursor, context.signal);
    if (report.phase === 'answered' && REFUSED.has(report.status))
      return { status: 'unknown', message: `the key may not list predictions (HTTP ${report.status}).` };
    const parsed = isOk(report) ? listSchema.safeParse(jsonOf(report)) : null;
    if (parsed?.success !== true) return { status: 'pending', retryAfterMs: 4 * ASK_AGAIN_MS };
    nowMs ??= vendorNowMs(report);
    let isOlder = false;
    for (const item of parsed.data.results) {
      const madeMs = Date.parse(item.created_at);
      if (madeMs < startMs) isOlder = true;
      const operation: HostedOperation = { id: item.id, endpoint: body.endpoint, gives: body.gives };
      const nonce = nonceOf(item.webhook);
      // Each submission was given an address of its own.
      if (nonce !== null && nonce === attempt.nonce && !(await context.isTaken(operation)))
        return { status: 'found', operation, isCertain: true };
      if (nonce !== null) continue;
      const isMeant = madeMs >= startMs && item.model === body.endpoint;
      if (!isMeant || (item.input !== null && !isInputOf(body, item.input))) continue;
      if (await context.isTaken(operation)) continue;
      if (item.input !== null) return { status: 'found', operation };
      isBlind = true;
    }
    cursor = cursorOf(parsed.data.next ?? null);
    if (!isOlder && cursor !== null) continue;
    if (isBlind)
      return { status: 'unknown', message: 'there is a prediction of that time whose input was deleted there.' };
    return verdict(latestMs(body.askedMs, attempt), nowMs);
  }
  return { status: 'unknown', message: 'its list of predictions is too long to be read to its end.' };
}

/** What tells one of our addresses from the others; null for one that is not ours, or none. */
function nonceOf(webhook: string | null): string | null {
  return webhook === null ? null : (URL.parse(webhook)?.searchParams.get('n') ?? null);
}

/** Without a time of theirs nobody can say that it is too late. */
function verdict(sentByMs: number | null, nowMs: number | null): ReconcileOutcome {
  if (sentByMs === null || nowMs === null)
    return { status: 'unknown', message: 'it is not in the list of predictions.' };
  const leftMs = sentByMs + GRACE_MS - nowMs;
  return leftMs <= 0
    ? { status: 'absent' }
    : { status: 'pending', retryAfterMs: Math.min(leftMs, ASK_AGAIN_MS), leftMs };
}

/** Only what stands in it: a whole address could lead our key anywhere. */
function cursorOf(next: string | null): string | null {
  return next === null ? null : (URL.parse(next, 'https://api.replicate.com')?.searchParams.get('cursor') ?? null);
}

const REFUSED: ReadonlySet<number> = new Set([400, 401, 403, 404]);

const listSchema = z.object({
  next: z.string().nullish(),
  results: z.array(
    z
      .object({
        id: z.string().min(1),
        model: z.string().catch(''),
        created_at: z.string(),
        input: listedInputSchema,
        webhook: z.string().nullish().catch(null),
        data_removed: z.boolean().nullish().catch(null),
      })
      .transform(({ data_removed: isRemoved, input, webhook = null, ...item }) => ({
        ...item,
        webhook,
        input: isRemoved === true ? null : input,
      })),
  ),
});
