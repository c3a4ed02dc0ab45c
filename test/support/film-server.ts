import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createLog } from '../../src/base/log.ts';
import { readConfig } from '../../src/config.ts';
import { createBoards } from '../../src/engine/boards.ts';
import type { EngineDependencies } from '../../src/engine/dependencies.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { createFloor } from '../../src/engine/floor.ts';
import { createFilms, type Films } from '../../src/films/films.ts';
import { createClient, type Client } from '../../src/http/client.ts';
import type { RenderJson, SummaryJson } from '../../src/http/schemas/render.ts';
import { startServer, type ServerOptions } from '../../src/http/server.ts';
import type { Plan } from '../../src/model/plan.ts';
import { createMetrics } from '../../src/monitor/metrics.ts';
import { readRegistry } from '../../src/providers/registry.ts';
import { createLockFile, toLockFile } from '../../src/storyboard/lock-file.ts';
import { createLongtake, type Longtake } from '../../src/wire.ts';
import { hearUntil } from './event-stream.ts';
import { createFakeMedia } from './fake-media.ts';
import { createFakeProvider, type Fate, type FakeProvider, type Job } from './fake-provider.ts';
import { createManualClock } from './manual-clock.ts';
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

function createFakeLongtake(provider: FakeProvider, { slots, priceMicros = 0 }: FilmServerOptions): Longtake {
  const real = createLongtake(readConfig({ PATH: process.env['PATH'] }));
  const floor = createFloor(slots === undefined ? new Map() : new Map([['animatic', slots]]));
  const media = createFakeMedia();
  const clock = createManualClock({ hasty: true });
  clock.advance(Date.now() - clock.nowMs());
  const toDependencies = ({
    file,
    name,
    assets,
    workspace,
  }: Parameters<Longtake['engine']>[0]): EngineDependencies => ({
    workspace: workspace ?? join(dirname(resolve(file)), '.longtake'),
    clock,
    media: () => Promise.resolve(media),
    providers: () => Promise.resolve(new Map([[provider.id, provider]])),
    floor,
    assets,
    hasPrice: () => true,
    accepts: async () => (await createLockFile(toLockFile(file)).read()).accepts,
    overruled: {
      read: async () => (await createLockFile(toLockFile(file)).read()).overruled,
      add: createLockFile(toLockFile(file)).overrule,
    },
    tidy: createLockFile(toLockFile(file)).tidy,
    defaultOut: (preview) => join(dirname(resolve(file)), `${name}${preview ? '.preview' : ''}.mp4`),
  });
  return {
    open: async (file, openOptions) => {
      const opened = await real.open(file, openOptions);
      return opened.plan === null ? opened : { ...opened, plan: priced(opened.plan, priceMicros) };
    },
    engine: (film) => {
      const engine = createEngine(toDependencies(film));
      return {
        ...engine,
        render: (plan, renderOptions) => {
          // Two renders never begin in the same millisecond.
          clock.advance(1);
          return engine.render(plan, renderOptions);
        },
      };
    },
    boards: (film) => createBoards(toDependencies(film)),
  };
}

/** As if the local model cost something. */
function priced(plan: Plan, priceMicros: number): Plan {
  const tasks = plan.tasks.map((task) => ({
    ...task,
    ladder: task.ladder.map((choice) => ({ ...choice, costMicros: task.kind === 'take' ? priceMicros : 0 })),
  }));
  const costMicros = tasks.filter(({ kind }) => kind === 'take').length * priceMicros;
  return { ...plan, tasks, costMicros };
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
