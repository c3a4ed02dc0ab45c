import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ApiKey } from '../../base/api-key.ts';
import type { WebhookMessage } from '../contract.ts';

/** Older messages may be somebody's who listened. */
const MOST_AGE_MS = 5 * 60_000;

/**
 * The job that a message of OpenRouter is about. With the workspace's secret it counts only when it is signed:
 * `t=SECONDS,v1=HEX`, HMAC-SHA256 over the seconds, a comma and the body. Without one, the address alone tells that it was
 * meant for us.
 */
export function readWebhook({ headers, body }: WebhookMessage, secret: ApiKey | null, nowMs: number): string | null {
  const text = Buffer.from(body).toString('utf8');
  if (secret !== null && !isSigned(headers['x-openrouter-signature'] ?? '', text, secret, nowMs)) return null;
  const said = messageSchema.safeParse(parse(text));
  return said.success ? said.data.data.id : null;
}

function isSigned(header: string, text: string, secret: ApiKey, nowMs: number): boolean {
  const [, seconds = '', given = ''] = /^t=(\d+),\s*v1=([0-9a-f]{64})$/u.exec(header) ?? [];
  if (!(Math.abs(nowMs - Number(seconds) * 1000) <= MOST_AGE_MS) || given === '') return false;
  const right = createHmac('sha256', secret.reveal()).update(`${seconds},${text}`).digest();
  return timingSafeEqual(right, Buffer.from(given, 'hex'));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const messageSchema = z.object({
  type: z.string().startsWith('video.generation.'),
  data: z.object({ id: z.string().min(1) }),
});
