import { systemClock } from '../../src/base/clock.ts';
import { createLog } from '../../src/base/log.ts';
import { createFilms } from '../../src/films/films.ts';
import { warmUp } from '../../src/films/warm-up.ts';
import { startServer } from '../../src/http/server.ts';
import { createMetrics } from '../../src/monitor/metrics.ts';
import { readRegistry } from '../../src/providers/registry.ts';
import { createFakeLongtake } from '../../test/support/fake-longtake.ts';
import { createScriptedProvider } from './scripted-provider.ts';

/** The server of `bench/serve.ts`: says where it is, tells its memory when it is asked, and ends with SIGTERM. */
const JOB_MS = 200;
const SLOTS = 20;

const [data = ''] = process.argv.slice(2);
const provider = createScriptedProvider(systemClock, () => JOB_MS, 'animatic');
const films = await createFilms({
  longtake: createFakeLongtake(provider, { slots: SLOTS, clock: systemClock }),
  clock: systemClock,
  files: [],
  data,
  allowRemote: false,
});
await Promise.all([films.home.open(), warmUp(films)]);
const server = await startServer({
  films,
  clock: systemClock,
  models: readRegistry,
  metrics: createMetrics({
    folders: () => films.sources.map(({ folder }) => folder),
    eventClients: films.feed.followers,
    clock: systemClock,
  }),
  health: () => Promise.resolve({ isHealthy: true, checks: [] }),
  log: createLog({ form: 'json', level: 'error', clock: systemClock }),
  version: '0.0.0',
  host: '127.0.0.1',
  port: 0,
  token: null,
  hosts: [],
  onError: (error) => console.error(error),
});
process.send?.(server.url);
process.on('message', () => {
  globalThis.gc?.();
  process.send?.(process.memoryUsage().rss);
});
// Nobody is left to be served.
process.on('disconnect', () => process.exit(1));
process.on('SIGTERM', () => {
  void Promise.all([server.close(), films.runs.drain(AbortSignal.timeout(5_000))]).then(async () => {
    await films[Symbol.asyncDispose]();
    process.exit(0);
  });
});
