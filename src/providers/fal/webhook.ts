import { createPublicKey, hash, verify, type JsonWebKey } from 'node:crypto';
import { z } from 'zod';
import type { WebhookMessage } from '../contract.ts';
import { jsonOf, type PostReport } from '../post-once.ts';

/** Older messages may be somebody's who listened. */
const MOST_AGE_MS = 5 * 60_000;

/**
 * The request that a message is about, when fal signed it (Ed25519 over id, user, time and the body's hash, each on a
 * line); null for anything else.
 */
export function readWebhook({ headers, body }: WebhookMessage, keys: PostReport, nowMs: number): string | null {
  const id = headers['x-fal-webhook-request-id'] ?? '';
  const time = headers['x-fal-webhook-timestamp'] ?? '';
  const signature = headers['x-fal-webhook-signature'] ?? '';
  const ageMs = Math.abs(nowMs - Number(time) * 1000);
  if (id === '' || !/^\d{1,12}$/u.test(time) || !/^[0-9a-f]{128}$/iu.test(signature) || ageMs > MOST_AGE_MS)
    return null;
  const signed = [id, headers['x-fal-webhook-user-id'] ?? '', time, hash('sha256', body, 'hex')].join('\n');
  const isSigned = keysOf(keys).some((key) => {
    try {
      return verify(null, Buffer.from(signed), createPublicKey({ key, format: 'jwk' }), Buffer.from(signature, 'hex'));
    } catch {
      return false;
    }
  });
  return isSigned ? id : null;
}

const keySchema = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() });
const keysSchema = z.object({ keys: z.array(z.unknown()) });

function keysOf(report: PostReport): readonly JsonWebKey[] {
  const parsed = keysSchema.safeParse(jsonOf(report));
  if (!parsed.success) return [];
  return parsed.data.keys.flatMap((key) => {
    const known = keySchema.safeParse(key);
    return known.success ? [known.data] : [];
  });
}
