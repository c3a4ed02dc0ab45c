import { lookup } from 'node:dns/promises';
import { callbackify } from 'node:util';
import { LongtakeError } from '../model/error.ts';
import { createConnection, isTimeout, type Answer as RawAnswer, type Connection } from './connection.ts';
import { HEAD_BYTES, sniffMediaType, type MediaType } from './media-type.ts';
import { checkRemoteUrl, shownUrl, whyRefused, type AllowAddress } from './remote-url.ts';

export type FetchOptions = {
  /** Addresses that may be asked although they are not public; there are none unless a caller says so. */
  readonly allowAddress?: AllowAddress;
  /** The addresses of a name; the system's resolver where it is absent. */
  readonly resolve?: (name: string) => Promise<readonly string[]>;
  readonly timeLimits?: TimeLimits;
  readonly sizeLimits?: SizeLimits;
  readonly signal?: AbortSignal;
  /** Sent to the host that was named and to no other that it leads to, such as a key. */
  readonly headers?: Readonly<Record<string, string>>;
};

export type TimeLimits = {
  readonly connectMs: number;
  /** For the head of an answer, and between two pieces of its body. */
  readonly silenceMs: number;
  readonly totalMs: number;
};
export type SizeLimits = Readonly<Record<MediaType['kind'], number>>;

/** A remote file on its way: what it is, and its bytes. Leaving the scope of an `await using` ends the connection. */
export type RemoteStream = AsyncDisposable & {
  readonly type: MediaType;
  /** To be read once. Throws when the rest is too large, too slow or cut short. */
  readonly chunks: AsyncIterable<Uint8Array>;
};

const TIME_LIMITS: TimeLimits = { connectMs: 10_000, silenceMs: 30_000, totalMs: 15 * 60_000 };
const MIB = 1024 * 1024;
const SIZE_LIMITS: SizeLimits = { picture: 32 * MIB, sound: 256 * MIB, video: 512 * MIB };
const MAX_REDIRECTS = 5;

/**
 * Asks a public server for a picture, a video or a sound. Every address, named or resolved, of every redirect is checked
 * before anything is sent to it; what the file is, is told by its bytes.
 * @throws LongtakeError whose code begins with `remote_`; its message names the host and path, never the query.
 */
export async function guardedFetch(text: string, options: FetchOptions = {}): Promise<RemoteStream> {
  const times = options.timeLimits ?? TIME_LIMITS;
  const connection = createGuardedConnection(options, times);
  const limit = AbortSignal.timeout(times.totalMs);
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
  try {
    const { url, body, sizeBytes } = await followRedirects(text, options, { connection, signal });
    const sizes = options.sizeLimits ?? SIZE_LIMITS;
    const pieces = readPieces(body, url, options.signal);
    const { head, type } = await readHead(pieces, url);
    const maxBytes = sizes[type.kind];
    if (sizeBytes !== null && sizeBytes > maxBytes) throw tooLarge(url, maxBytes);
    return {
      type,
      chunks: limitSize(head, pieces, () => tooLarge(url, maxBytes), maxBytes),
      [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
    };
  } catch (error) {
    await connection[Symbol.asyncDispose]();
    throw error;
  }
}

type Way = { readonly connection: Connection; readonly signal: AbortSignal };
type Answer = { readonly url: URL; readonly body: RawAnswer['body']; readonly sizeBytes: number | null };

async function followRedirects(text: string, options: FetchOptions, way: Way): Promise<Answer> {
  let url = checkRemoteUrl(text, null, options.allowAddress);
  const { origin } = url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const answer = await ask(url, url.origin === origin ? options : { ...options, headers: {} }, way);
    const { statusCode, headers, body } = answer;
    // A body that is given up must not end the process with an error that nobody hears.
    body.on('error', () => {});
    const location = headers['location'];
    if (REDIRECTS.has(statusCode) && typeof location === 'string') {
      body.destroy();
      url = checkRemoteUrl(location, url, options.allowAddress);
      continue;
    }
    if (statusCode !== 200)
      throw failed('remote_status', url, `was answered with HTTP ${statusCode}`, { status: statusCode });
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity')
      throw failed('remote_wrong_type', url, 'came compressed, which was not asked for');
    return { url, body, sizeBytes: toSize(headers['content-length']) };
  }
  throw failed('remote_refused', url, `is behind more than ${MAX_REDIRECTS} redirects`);
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

async function ask(url: URL, options: FetchOptions, { connection, signal }: Way): Promise<RawAnswer> {
  try {
    return await connection.ask(url, {
      signal,
      headers: {
        accept: 'image/*, video/*, audio/*',
        'accept-encoding': 'identity',
        'user-agent': 'longtake',
        ...options.headers,
      },
    });
  } catch (error) {
    throw toRemoteError(error, url, options.signal, 'remote_unreachable');
  }
}

/** Connects to the very addresses that were checked: a name that means something else a moment later gains nothing. */
function createGuardedConnection(options: FetchOptions, times: TimeLimits): Connection {
  const resolve = options.resolve ?? resolveName;
  const lookupChecked = callbackify(async (name: string) => {
    const addresses = await resolve(name);
    for (const address of addresses) {
      const why = whyRefused(address, options.allowAddress);
      if (why === null) continue;
      throw new LongtakeError({ code: 'remote_refused', message: `${name} leads to ${address}, ${why}` });
    }
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  });
  return createConnection({
    ...times,
    lookup: (name, { all }, callback) => {
      lookupChecked(name, (error, found) => {
        const [first] = found ?? [];
        if (error !== null) callback(error, '', 0);
        else if (first === undefined) callback(new Error(`${name} has no address`), '', 0);
        else if (all === true) callback(null, [...found]);
        else callback(null, first.address, first.family);
      });
    },
  });
}

/** The system's own answer. */
export async function resolveName(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

async function* readPieces(
  body: AsyncIterable<unknown>,
  url: URL,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    for await (const piece of body) if (piece instanceof Uint8Array) yield piece;
  } catch (error) {
    throw toRemoteError(error, url, signal, 'remote_truncated');
  }
}

/** Enough of the start to tell what it is, without ending the stream. */
async function readHead(
  pieces: AsyncGenerator<Uint8Array, void, void>,
  url: URL,
): Promise<{ readonly head: Uint8Array; readonly type: MediaType }> {
  let head: Uint8Array = new Uint8Array();
  while (head.byteLength < HEAD_BYTES) {
    const next = await pieces.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const type = sniffMediaType(head);
  if (type === null)
    throw failed('remote_wrong_type', url, head.byteLength === 0 ? 'is empty' : 'is not a picture, video or sound');
  return { head, type };
}

async function* limitSize(
  head: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
  error: () => LongtakeError,
  maxBytes: number,
): AsyncGenerator<Uint8Array, void, void> {
  let sizeBytes = head.byteLength;
  if (sizeBytes > maxBytes) throw error();
  yield head;
  for await (const piece of rest) {
    sizeBytes += piece.byteLength;
    if (sizeBytes > maxBytes) throw error();
    yield piece;
  }
}

function toSize(header: string | readonly string[] | undefined): number | null {
  return typeof header === 'string' && /^\d{1,15}$/u.test(header) ? Number(header) : null;
}

function tooLarge(url: URL, maxBytes: number): LongtakeError {
  return failed('remote_too_large', url, `is larger than ${Math.floor(maxBytes / MIB)} MiB`, { maxBytes });
}

/** An abort of the caller's own is passed on as it is. */
function toRemoteError(
  error: unknown,
  url: URL,
  signal: AbortSignal | undefined,
  otherwise: 'remote_unreachable' | 'remote_truncated',
): unknown {
  if (error instanceof LongtakeError) return error;
  if (signal?.aborted === true) return signal.reason;
  if (isTimeout(error)) return failed('remote_slow', url, 'did not arrive in time', null, error);
  if (otherwise === 'remote_truncated') return failed(otherwise, url, 'broke off before its end', null, error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  return failed(otherwise, url, `cannot be reached: ${REASONS[code] ?? code}`, null, error);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'names cannot be looked up now',
  ECONNREFUSED: 'nothing answers there',
};

function failed(
  code: string,
  url: URL,
  what: string,
  details: LongtakeError['details'] = null,
  cause?: unknown,
): LongtakeError {
  return new LongtakeError({ code, message: `${shownUrl(url)} ${what}`, details, cause });
}
