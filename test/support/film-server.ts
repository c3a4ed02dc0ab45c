import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createLog } from '../../src/base/log.ts';
import { createFilms, type Films } from '../../src/films/films.ts';
import { createClient, type Client } from '../../src/http/client.ts';
import type { RenderJson, SummaryJson } from '../../src/http/schemas/render.ts';
import { startServer, type ServerOptions } from '../../src/http/server.ts';
import { createMetrics } from '../../src/monitor/metrics.ts';
import { readRegistry } from '../../src/providers/registry.ts';
import { hearUntil } from './event-stream.ts';
import { createFakeLongtake } from './fake-longtake.ts';
import { createFakeProvider, type Fate, type FakeProvider, type Job } from './fake-provider.ts';
import { temporaryFolder } from './temporary-folder.ts';

export type FilmServerOptions = Partial<Pick<ServerOptions, 'token' | 'hosts' | 'host'>> & {
  readonly folder?: string;
  /** Storyboards that it is given, by file name. */
  readonly given?: Readonly<Record<string, string>>;
  readonly fate?: (job: Job) => Fate;
  readonly slots?: number;
  /** What every take costs; nothing where it is left out. */
  readonly priceMicros?: number;
  readonly allowRemote?: boolean;
};

export type FilmServer = {
  readonly folder: string;
  readonly url: string;
  readonly client: Client;
  readonly films: Films;
  readonly provider: FakeProvider;
  readonly errors: readonly unknown[];
  readonly close: () => Promise<void>;
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  readonly json: <T = RenderJson>(path: string, init?: RequestInit) => Promise<Answer<T>>;
  readonly post: <T = RenderJson>(path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer<T>>;
};

/** What the server answers; with another type where it is known to be something else. */
export type Answer<T = RenderJson> = { readonly status: number; readonly body: T };
export type ListJson = { readonly renders: readonly SummaryJson[]; readonly next: string | null };

/** The real server on a real socket; the films that it makes are small texts, by a provider that keeps its own ledger. */
export async function openFilmServer(options: FilmServerOptions = {}): Promise<FilmServer> {
  const folder = options.folder ?? (await temporaryFolder());
  const files: string[] = [];
  for (const [name, text] of Object.entries(options.given ?? {})) {
    const file = join(folder, 'given', name);
    await mkdir(dirname(file), { recursive: true });
    if (options.folder === undefined) await writeFile(file, text);
    files.push(file);
  }
  const provider = createFakeProvider({
    id: 'animatic',
    ledger: join(folder, 'ledger.jsonl'),
    priceMicros: options.priceMicros ?? 0,
    ...(options.fate === undefined ? {} : { fate: options.fate }),
  });
  const films = await createFilms({
    longtake: createFakeLongtake(provider, options),
    clock: systemClock,
    files,
    data: join(folder, 'data'),
    allowRemote: options.allowRemote ?? false,
  });
  const errors: unknown[] = [];
  const server = await startServer({
    films,
    clock: systemClock,
    models: readRegistry,
    version: '0.0.0',
    host: '127.0.0.1',
    port: 0,
    token: null,
    hosts: [],
    metrics: createMetrics({
      folders: () => films.sources.map(({ folder: one }) => one),
      eventClients: films.feed.followers,
      clock: systemClock,
    }),
    health: () => Promise.resolve({ isHealthy: true, checks: [] }),
    log: createLog({ form: 'json', level: 'error', write: () => {}, clock: systemClock }),
    onError: (error) => errors.push(error),
    ...options,
  });
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    await Promise.all([server.close(), films.runs.drain(new AbortController().signal)]);
    await films[Symbol.asyncDispose]();
  };
  onTestFinished(close);
  const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(`${server.url}${path}`, init);
  const json = async <T = RenderJson>(path: string, init?: RequestInit): Promise<Answer<T>> => {
    const response = await ask(path, init);
    const text = await response.text();
    const body: T = JSON.parse(text === '' ? 'null' : text);
    return { status: response.status, body };
  };
  return {
    folder,
    url: server.url,
    client: createClient(server.url, typeof options.token === 'string' ? { token: options.token } : {}),
    films,
    provider,
    errors,
    close,
    fetch: ask,
    json,
    post: (path, body, headers = {}) =>
      json(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  };
}

/** Follows a film to its end. */
export async function untilSettled(server: FilmServer, id: string): Promise<RenderJson> {
  for (;;) {
    const { body } = await server.json(`/v1/renders/${id}`);
    if (!['running', 'stopping', 'new'].includes(body.state)) return body;
    await hearUntil(`${server.url}/v1/renders/${id}/events?after=${body.lastEvent}`, ({ type }) =>
      ['render.finished', 'render.changed'].includes(type),
    );
  }
}

/** A storyboard of some shots, by their actions. */
export function storyboardOf(actions: Readonly<Record<string, string>>, title = 'Sea'): string {
  const shots = Object.entries(actions).map(
    ([id, action]) => `      - {id: ${id}, duration: 2s, action: ${JSON.stringify(action)}}`,
  );
  return `longtake: 1\ntitle: ${JSON.stringify(title)}\nscenes:\n  - id: s\n    shots:\n${shots.join('\n')}\n`;
}
