import { validateWebhook } from 'replicate';
import { z } from 'zod';
import type { WebhookMessage } from '../contract.ts';
import { jsonOf, type PostReport } from '../post-once.ts';

/** Older messages may be somebody's who listened. */
const MOST_AGE_MS = 5 * 60_000;

/** The prediction that a message is about, when Replicate signed it with the account's secret; null for anything else. */
export async function readWebhook(
  { headers, body }: WebhookMessage,
  secret: PostReport,
  nowMs: number,
): Promise<string | null> {
  const parsed = z.object({ key: z.string().min(1) }).safeParse(jsonOf(secret));
  const ageMs = Math.abs(nowMs - Number(headers['webhook-timestamp'] ?? '') * 1000);
  if (!parsed.success || !(ageMs <= MOST_AGE_MS)) return null;
  const text = Buffer.from(body).toString('utf8');
  const isSigned = await validateWebhook({
    id: headers['webhook-id'] ?? '',
    timestamp: headers['webhook-timestamp'] ?? '',
    signature: headers['webhook-signature'] ?? '',
    body: text,
    secret: parsed.data.key,
  }).catch(() => false);
  if (!isSigned) return null;
  const said = z.object({ id: z.string().min(1) }).safeParse(parse(text));
  return said.success ? said.data.id : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
