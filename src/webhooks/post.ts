import { Agent, request } from 'undici';
import type { PostBody } from './post-body.ts';

/** What became of one POST. `reason` holds nothing that came from the other side but its status. */
export type PostOutcome =
  | { readonly status: 'heard' }
  /** It is to be told again, if anybody is to hear it; `isFinal`: nobody ever will. */
  | {
      readonly status: 'refused';
      readonly reason: string;
      readonly retryAfterMs: number | null;
      readonly isFinal: boolean;
    };

const CONNECT_MS = 10_000;
const SILENCE_MS = 15_000;
const TOTAL_MS = 30_000;
/** Of an answer that nobody reads. */
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_RETRY_AFTER_MS = 24 * 3_600_000;

/**
 * One POST to an address of the operator's choosing, wherever it is; redirects are not followed, and what is answered is
 * not read. @throws the signal's reason when it is aborted.
 */
export async function post(url: URL, { body, headers }: PostBody, signal: AbortSignal): Promise<PostOutcome> {
  const agent = new Agent({ allowH2: false, connections: 1, connect: { timeout: CONNECT_MS } });
  try {
    const answer = await request(url, {
      method: 'POST',
      dispatcher: agent,
      body,
      headers: { ...headers, 'user-agent': 'longtake' },
      headersTimeout: SILENCE_MS,
      bodyTimeout: SILENCE_MS,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TOTAL_MS)]),
    });
    // What is not read would keep the connection.
    answer.body.on('error', () => {});
    await answer.body.dump({ limit: MAX_ANSWER_BYTES }).catch(() => {});
    const { statusCode } = answer;
    if (statusCode >= 200 && statusCode < 300) return { status: 'heard' };
    return {
      status: 'refused',
      reason: statusCode >= 300 && statusCode < 400 ? `HTTP ${statusCode}, a redirect` : `HTTP ${statusCode}`,
      retryAfterMs: toMs(answer.headers['retry-after']),
      // https://github.com/standard-webhooks/standard-webhooks: 410 says that nobody is there any more.
      isFinal: statusCode === 410,
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return { status: 'refused', reason: reasonOf(error), retryAfterMs: null, isFinal: false };
  } finally {
    await agent.destroy();
  }
}

/** Seconds, as the header says; a date is not worth the trouble. */
function toMs(header: string | readonly string[] | undefined): number | null {
  if (typeof header !== 'string' || !/^\d{1,9}(?:\.\d+)?$/u.test(header)) return null;
  return Math.min(MAX_RETRY_AFTER_MS, Math.ceil(Number(header) * 1000));
}

/** An error's message may name the address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it cannot be reached';
  if (error.name === 'TimeoutError' || /Timeout/u.test(error.name)) return 'no answer in time';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /^[A-Z][A-Z0-9_]{2,40}$/u.test(code) ? `it cannot be reached (${code})` : 'it cannot be reached';
}
