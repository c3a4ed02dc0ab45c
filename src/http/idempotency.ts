import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { Clock } from '../base/clock.ts';
import type { Films } from '../films/films.ts';
import { claimReply, forgetReply, saveReply } from '../store/replies.ts';
import { HttpError } from './problems.ts';

const KEY = /^[\u0021-\u007E]{1,200}$/u;

type Kept = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };

/**
 * The same POST with the same `Idempotency-Key` is carried out once and answered alike for a day, across the end of the
 * server too. What failed did nothing, and may be tried again with its key.
 */
export function idempotent(films: Pick<Films, 'home'>, clock: Clock): MiddlewareHandler {
  return async (c, next) => {
    const key = c.req.header('idempotency-key');
    if (key === undefined || c.req.method !== 'POST') return next();
    if (!KEY.test(key))
      throw new HttpError(400, 'idempotency_key_bad', 'The Idempotency-Key must be 1 to 200 visible ASCII characters.');
    const body = Buffer.from(await c.req.arrayBuffer());
    const request = fingerprint(new URL(c.req.url), body, c.req.header('content-type') ?? '');
    const { db } = await films.home.open();
    const known = await claimReply(db, key, request, clock.nowMs());
    if (known !== null) return answerAgain(known, request);
    let isKept = false;
    try {
      await next();
      // A question was answered, and nothing done.
      if (c.res.ok && !c.res.headers.has('preference-applied')) {
        const headers = Object.fromEntries([...c.res.headers].filter(([name]) => REPEATED.has(name)));
        const kept: Kept = { status: c.res.status, headers, body: await c.res.clone().text() };
        await saveReply(db, key, kept.status, JSON.stringify(kept));
        isKept = true;
      }
    } finally {
      if (!isKept) await forgetReply(db, key);
    }
    return undefined;
  };
}

/** What is asked for, whatever boundary a client drew for its form this time. */
function fingerprint({ pathname, search }: URL, body: Buffer, contentType: string): string {
  const hash = createHash('sha256').update(`${pathname}${search}\n`);
  const [, quoted, plain = quoted] = BOUNDARY.exec(contentType) ?? [];
  let from = 0;
  while (plain !== undefined) {
    const at = body.indexOf(plain, from);
    if (at < 0) break;
    hash.update(body.subarray(from, at)).update('\n');
    from = at + plain.length;
  }
  return hash.update(body.subarray(from)).digest('hex');
}

const BOUNDARY = /^multipart\/form-data\b.*;\s*boundary=(?:"([^"]+)"|([^;\s]+))/iu;

const REPEATED: ReadonlySet<string> = new Set(['content-type', 'location', 'etag']);

function answerAgain(known: { readonly request: string; readonly answer: string | null }, request: string): Response {
  if (known.request !== request)
    throw new HttpError(422, 'idempotency_key_reused', 'This Idempotency-Key was used for another request.');
  if (known.answer === null) {
    throw new HttpError(
      409,
      'idempotency_unknown',
      'A request with this key is being carried out, or was cut off. Look whether it did what you wanted, and use a new key if not.',
    );
  }
  const { status, headers, body }: Kept = JSON.parse(known.answer);
  return new Response(body, { status, headers: { ...headers, 'idempotency-replayed': 'true' } });
}
