import { pipeline, type Duplex, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Agent, buildConnector, errors, request, type Dispatcher } from 'undici';

/** A connection of its own: nothing is sent on a socket that somebody used before, and nothing is ever sent again. */
export type Connection = AsyncDisposable & {
  /** False proves that no byte has left: no socket was ever open. */
  readonly wasOpen: () => boolean;
  /** One request; redirects are answers. @throws what the socket says, untranslated. */
  readonly ask: (url: URL, question: Question) => Promise<Answer>;
};

export type Question = {
  readonly method?: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Dispatcher.DispatchOptions['body'];
  readonly signal: AbortSignal;
};
export type Answer = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'> & { readonly body: Readable };

export type ConnectionOptions = {
  readonly connectMs: number;
  /** For the head of an answer, and between two pieces of its body. */
  readonly silenceMs: number;
  /** The addresses of a name; the system's resolver where it is absent. */
  readonly lookup?: Lookup;
  /** Asked once the socket is open, TLS included, and before anything is written to it; absent: yes. */
  readonly mayLeave?: () => boolean;
};

/** Like Node's own: one address, or all of them where they are asked for. */
export type Lookup = (
  name: string,
  options: { readonly all?: boolean | undefined },
  callback: (error: Error | null, found: string | { address: string; family: number }[], family?: number) => void,
) => void;

/**
 * Opens nothing yet. Sockets are not kept: on one that lay idle, a reset says nothing about whether the bytes arrived,
 * and that question may be worth money.
 */
export function createConnection({ connectMs, silenceMs, lookup, mayLeave }: ConnectionOptions): Connection {
  let wasOpen = false;
  const connect = buildConnector({ allowH2: false, timeout: connectMs, ...(lookup === undefined ? {} : { lookup }) });
  const agent = new Agent({
    allowH2: false,
    connections: 1,
    pipelining: 0,
    connect: (options, callback) => {
      connect(options, (...outcome) => {
        const [error, socket] = outcome;
        if (error === null && mayLeave?.() === false) {
          socket.destroy();
          callback(new TooLateError(), null);
          return;
        }
        if (error === null) wasOpen = true;
        callback(...outcome);
      });
    },
  });
  return {
    wasOpen: () => wasOpen,
    ask: async (url, { method = 'GET', headers, body, signal }) =>
      unpacked(
        await request(url, {
          dispatcher: agent,
          method,
          headers,
          signal,
          headersTimeout: silenceMs,
          bodyTimeout: silenceMs,
          ...(body === undefined ? {} : { body }),
        }),
      ),
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

/** Some gateways compress although nobody asked them to, and what they say may be paid for. */
function unpacked({ statusCode, headers, body }: Dispatcher.ResponseData): Answer {
  const { 'content-encoding': encoding, 'content-length': _packedBytes, ...others } = headers;
  const unpack = UNPACKERS.get(String(encoding).trim().toLowerCase());
  // What goes wrong on the way is told by what is read.
  return unpack === undefined
    ? { statusCode, headers, body }
    : { statusCode, headers: others, body: pipeline(body, unpack(), () => {}) };
}

const UNPACKERS: ReadonlyMap<string, () => Duplex> = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

class TooLateError extends Error {
  readonly code = 'TOO_LATE';
}

/** Whether it was our own patience that ended. */
export function isTimeout(error: unknown): boolean {
  return (
    error instanceof errors.ConnectTimeoutError ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    (error instanceof Error && error.name === 'TimeoutError')
  );
}
