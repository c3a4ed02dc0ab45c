import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createLog } from '../../src/base/log.ts';
import { systemClock } from '../../src/base/clock.ts';
import { readConfig } from '../../src/config.ts';
import { createFilms, type Films } from '../../src/films/films.ts';
import { createApi, type Api } from '../../src/http/api.ts';
import { createConcealPaths } from '../../src/http/conceal-paths.ts';
import { createMetrics } from '../../src/monitor/metrics.ts';
import type { Health } from '../../src/monitor/health.ts';
import { readRegistry } from '../../src/providers/registry.ts';
import { createLongtake } from '../../src/wire.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

export type TestServer = {
  readonly api: Api;
  readonly films: Films;
  /** The folder of posted films. */
  readonly data: string;
  /** What the log says. */
  readonly lines: readonly string[];
  readonly ask: (method: string, path: string, json?: unknown) => Promise<Answer>;
};
export type Answer = { readonly status: number; readonly json: Record<string, unknown>; readonly text: string };

/** The API without a socket, in a folder of its own. */
export async function openServer({
  files = [],
  token = null,
  environment = {},
  health = () => Promise.resolve({ isHealthy: true, checks: [] }),
}: {
  readonly files?: readonly string[];
  readonly token?: string | null;
  /** Keys and gateways. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly health?: () => Promise<Health>;
} = {}): Promise<TestServer> {
  const data = join(await temporaryFolder(), 'films');
  const films = await createFilms({
    longtake: createLongtake(readConfig({ PATH: process.env['PATH'], ...environment })),
    clock: systemClock,
    files,
    data,
    allowRemote: false,
  });
  onTestFinished(async () => {
    await films.runs.drain(AbortSignal.abort());
    await films[Symbol.asyncDispose]();
  });
  const lines: string[] = [];
  const api = createApi({
    films,
    clock: systemClock,
    models: readRegistry,
    metrics: createMetrics({
      folders: () => films.sources.map(({ folder }) => folder),
      eventClients: films.feed.followers,
      clock: systemClock,
    }),
    health,
    log: createLog({ form: 'json', level: 'debug', clock: systemClock, write: (line) => lines.push(line) }),
    version: '0.0.0',
    safety: { token, clock: systemClock, hosts: new Set(['localhost']) },
    stopping: new AbortController().signal,
    conceal: createConcealPaths([data]),
    onError: (error) => {
      throw error;
    },
  });
  return {
    api,
    films,
    data,
    lines,
    ask: async (method, path, json) => {
      const response = await api.request(path, {
        method,
        ...(json === undefined ? {} : { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') === true;
      return { status: response.status, text, json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} };
    },
  };
}
