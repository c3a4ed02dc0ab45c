import { timingSafeEqual, createHmac, createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Clock } from '../base/clock.ts';
import { HttpError } from './problems.ts';

/** Who may talk to the server, and what browsers may do with its answers. */
export type Safety = {
  /** Null where only this machine's own programs can reach the server: then nobody needs one. */
  readonly token: string | null;
  /** Names under which the server may be called, beside `localhost` and addresses. */
  readonly hosts: ReadonlySet<string>;
  readonly clock: Clock;
};

/**
 * A page of somebody else's can make a browser call this server under a name of its own (DNS rebinding): only names that
 * are known, and plain addresses, which cannot be given another meaning, are answered.
 */
export function checkHost({ hosts }: Safety): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host');
    // In tests without a socket there is no such header, and nobody to be fooled.
    const name = host === undefined ? new URL(c.req.url).hostname : nameOf(host);
    if (name === null || !(isIP(name) !== 0 || hosts.has(name.toLowerCase())))
      throw new HttpError(421, 'wrong_host', 'The server does not answer under this name. Name it with --allow-host.');
    await next();
  };
}

/** Pages of other origins may not make a browser change anything here. Programs send no Origin. */
export function checkOrigin(): MiddlewareHandler {
  return async (c, next) => {
    if (!SAFE_METHODS.has(c.req.method)) {
      const origin = c.req.header('origin');
      const host = c.req.header('host') ?? new URL(c.req.url).host;
      const site = c.req.header('sec-fetch-site');
      const isForeign =
        (origin !== undefined && !isSameOrigin(origin, host)) ||
        (origin === undefined && site !== undefined && site !== 'same-origin' && site !== 'none');
      if (isForeign) throw new HttpError(403, 'foreign_origin', 'Another site may not do this.');
    }
    await next();
  };
}

/** Lets in who has the token: as a bearer, or signed in with a cookie, because an event stream cannot send a header. */
export function checkToken(safety: Safety, isOpen: (c: Context) => boolean): MiddlewareHandler {
  const { token } = safety;
  return async (c, next) => {
    if (token !== null && !isOpen(c) && !hasBearer(c, token) && !hasSession(c, safety)) {
      c.header('www-authenticate', 'Bearer');
      throw new HttpError(401, 'token_needed', 'Send the token as `Authorization: Bearer …`, or sign in.');
    }
    await next();
  };
}

/** Signs a browser in. @throws HttpError when the token is another one. */
export function signIn(c: Context, safety: Safety, given: string): void {
  const { token, clock } = safety;
  if (token === null) return;
  if (!isEqual(given, token)) throw new HttpError(401, 'token_wrong', 'This is not the token.');
  const untilMs = clock.nowMs() + SESSION_MS;
  setCookie(c, COOKIE, `${untilMs}.${sign(token, untilMs)}`, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    maxAge: SESSION_MS / 1000,
  });
}

export function signOut(c: Context): void {
  deleteCookie(c, COOKIE, { path: '/' });
}

/** What is true of every answer; a page that needs more says so itself. */
export function secureHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const headers = c.res.headers;
    for (const [name, value] of Object.entries(HEADERS)) if (!headers.has(name)) c.header(name, value);
  };
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const COOKIE = 'longtake-session';
const SESSION_MS = 30 * 24 * 60 * 60 * 1000;
const HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

function nameOf(host: string): string | null {
  const match = /^(?:\[([0-9a-f:.]{2,45})\]|([^:@/?#\s]{1,255}))(?::\d{1,5})?$/iu.exec(host);
  return match === null ? null : (match[1] ?? match[2] ?? null);
}

function isSameOrigin(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  const scheme = url.protocol === 'http:' || url.protocol === 'https:';
  return scheme && url.host.toLowerCase() === host.toLowerCase();
}

function hasBearer(c: Context, token: string): boolean {
  const match = /^Bearer +(\S{1,500})$/iu.exec(c.req.header('authorization') ?? '');
  return match !== null && isEqual(match[1] ?? '', token);
}

function hasSession(c: Context, { token, clock }: Safety): boolean {
  const match = /^(\d{1,15})\.([0-9a-f]{64})$/u.exec(getCookie(c, COOKIE) ?? '');
  if (match === null || token === null) return false;
  const untilMs = Number(match[1]);
  return isEqual(match[2] ?? '', sign(token, untilMs)) && untilMs > clock.nowMs();
}

/** A cookie outlives the server, and dies with the token. */
function sign(token: string, untilMs: number): string {
  return createHmac('sha256', token).update(`longtake session until ${untilMs}`).digest('hex');
}

/** Takes as long for a token that is nearly right as for one that is not: both are hashed to the same length first. */
function isEqual(given: string, wanted: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}
