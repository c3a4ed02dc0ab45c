import { hostname } from 'node:os';
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Films } from '../films/films.ts';
import { EnvironmentError } from '../model/error.ts';
import type { ModelFacts } from '../model/model-facts.ts';
import type { Health } from '../monitor/health.ts';
import type { Metrics } from '../monitor/metrics.ts';
import { createApi } from './api.ts';
import { createConcealPaths } from './conceal-paths.ts';

export type ServerOptions = {
  readonly films: Films;
  readonly clock: Clock;
  readonly models: () => readonly ModelFacts[];
  readonly metrics: Metrics;
  readonly health: () => Promise<Health>;
  readonly log: Log;
  readonly version: string;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly token: string | null;
  /** Further names under which the server may be called. */
  readonly hosts: readonly string[];
  readonly onError: (error: unknown, where: { readonly method: string; readonly path: string }) => void;
};

export type RunningServer = {
  readonly url: string;
  readonly port: number;
  /** Takes no new requests, ends the event streams, and waits for what is being answered. */
  readonly close: () => Promise<void>;
};

/** How long a client may take for its headers: who sends them a letter at a time is gone by then. */
const HEADERS_TIMEOUT_MS = 20_000;

/** A download may take for ever; a server that stops cannot. */
const LONGEST_ANSWER_MS = 10_000;
const LOOK_MS = 25;

/** Listens. @throws EnvironmentError when the port is taken. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { films, clock, models, version, token, host, port } = options;
  const stopping = new AbortController();
  const api = createApi({
    films,
    clock,
    models,
    version,
    metrics: options.metrics,
    health: options.health,
    log: options.log,
    stopping: stopping.signal,
    safety: {
      token,
      clock,
      hosts: new Set(['localhost', hostname().toLowerCase(), ...options.hosts.map((one) => one.toLowerCase())]),
    },
    conceal: createConcealPaths([films.home.folder, ...films.given.map(({ folder }) => folder)]),
    onError: options.onError,
  });
  const server = await listen(api.fetch, host, port);
  let answering = 0;
  server.on('request', (_request, response) => {
    answering += 1;
    response.once('close', () => {
      answering -= 1;
    });
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    port: actual,
    close: async () => {
      stopping.abort(new Error('the server stops'));
      await closeServer(server, () => answering > 0, clock);
    },
  };
}

/** What is being answered is waited for, connections that only might be used again are not. */
async function closeServer(server: Server, isAnswering: () => boolean, clock: Clock): Promise<void> {
  let isClosed = false;
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      isClosed = true;
      resolve();
    });
  });
  const untilMs = clock.nowMs() + LONGEST_ANSWER_MS;
  while (!isClosed) {
    if (isAnswering() && clock.nowMs() < untilMs) server.closeIdleConnections();
    else server.closeAllConnections();
    await Promise.race([closed, clock.sleep(LOOK_MS)]);
  }
}

async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  host: string,
  port: number,
): Promise<Server> {
  return new Promise((resolve, reject) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- without TLS it is this kind of server
    const server = serve(
      { fetch, hostname: host, port, serverOptions: { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: 0 } },
      () => resolve(server),
    ) as Server;
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is taken' : 'cannot be opened';
      reject(
        new EnvironmentError({
          code: 'port_not_free',
          message: `Port ${port} of ${host} ${why}. Name another with --port.`,
          cause: error,
        }),
      );
    });
  });
}
