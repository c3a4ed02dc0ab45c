import { z } from 'zod';
import type { JsonObject } from '../../base/json.ts';
import type { ReconcileContext, ReconcileOutcome, SentAttempt } from '../contract.ts';
import { isOk, jsonOf, vendorNowMs } from '../post-once.ts';
import { latestMs } from '../vendor-hour.ts';
import { parseBody, type SoundBody, type SoundOperation } from './body.ts';
import type { SoundClients } from './client.ts';

/** Speech takes seconds to make; the history gets the rest. */
const GRACE_MS = 3 * 60_000;
const EARLIER_MS = 2 * 60_000;
const ASK_AGAIN_MS = 5_000;

/**
 * Looks for speech in the history of the account: these words, by this voice and model, since it was sent. An account can
 * keep no history, so what is not found there is unknown and never absent. Music and sound
 * effects are in no history.
 */
export async function reconcile(
  clients: SoundClients,
  attempt: SentAttempt,
  context: ReconcileContext,
): Promise<ReconcileOutcome> {
  const { kind, path, input, askedMs } = parseBody(attempt.body);
  if (kind !== 'speech') return { status: 'unknown', message: 'ElevenLabs keeps no list of music and sound effects.' };
  const [, voice = ''] = path.split('/');
  const startMs = (askedMs ?? attempt.intentMs) - EARLIER_MS;
  const query = new URLSearchParams({
    page_size: '1000',
    voice_id: voice,
    date_after_unix: String(Math.floor(startMs / 1000)),
  });
  const report = await clients.get(`history?${query.toString()}`, context.signal);
  if (report.phase === 'answered' && REFUSED.has(report.status))
    return { status: 'unknown', message: `the key may not read the history (HTTP ${report.status}).` };
  const parsed = isOk(report) ? historySchema.safeParse(jsonOf(report)) : null;
  if (parsed?.success !== true) return { status: 'pending', retryAfterMs: 4 * ASK_AGAIN_MS };
  for (const item of parsed.data.history) {
    if (!isSpoken(item, { input, voice }) || item.date_unix * 1000 < startMs) continue;
    const operation: SoundOperation = { kind: 'history', item: item.history_item_id };
    if (!(await context.isTaken(operation))) return { status: 'found', operation };
  }
  const nowMs = vendorNowMs(report);
  const sentByMs = latestMs(askedMs, attempt);
  return sentByMs !== null && nowMs !== null && nowMs < sentByMs + GRACE_MS
    ? { status: 'pending', retryAfterMs: ASK_AGAIN_MS }
    : { status: 'unknown', message: 'it is not in the history of the account.' };
}

const REFUSED: ReadonlySet<number> = new Set([400, 401, 403, 404]);

const itemSchema = z.object({
  history_item_id: z.string().min(1),
  date_unix: z.number(),
  text: z.string().nullish(),
  voice_id: z.string().nullish(),
  model_id: z.string().nullish(),
});
const historySchema = z.object({ history: z.array(itemSchema) });

function isSpoken(
  item: z.infer<typeof itemSchema>,
  { input, voice }: { readonly input: JsonObject; readonly voice: string },
): boolean {
  return item.text === input['text'] && item.model_id === input['model_id'] && item.voice_id === voice;
}

/** Whether an item of the history, as it is told by itself, says these words by this voice and model, as far as it tells. */
export function isItemOf({ path, input }: SoundBody, json: unknown): boolean {
  const item = itemSchema.safeParse(json);
  const [, voice = ''] = path.split('/');
  return !item.success || isSpoken(item.data, { input, voice });
}
