import { resolve } from 'node:path';
import { systemClock } from '../../base/clock.ts';
import { createLog, type Log, type LogLevel } from '../../base/log.ts';
import { createFilms, type Films } from '../../films/films.ts';
import { logEvents } from '../../films/log-events.ts';
import { warmUp } from '../../films/warm-up.ts';
import { startServer, type RunningServer } from '../../http/server.ts';
import { readTokenFile } from '../../http/token-file.ts';
import { findTools, requireTools } from '../../media/find-tools.ts';
import { createHealthCheck } from '../../monitor/health.ts';
import { createMetrics } from '../../monitor/metrics.ts';
import { listModels } from '../../providers/own-models.ts';
import { readPrices } from '../../providers/prices-file.ts';
import { parseEndpoint } from '../../webhooks/endpoint.ts';
import { createWebhooks } from '../../webhooks/webhooks.ts';
import { createLongtake } from '../../wire.ts';
import { countToText } from '../amounts.ts';
import type { CommandContext } from '../context.ts';
import { errorToText } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';

export type ServeCommand = {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly tokenFile: string | null;
  readonly hosts: readonly string[];
  readonly allowRemote: boolean;
  /** Where it can be reached from outside, so that providers can call back. */
  readonly publicUrl: URL | null;
  /** Addresses that are told what becomes of renders. */
  readonly webhooks: readonly string[];
  readonly logLevel: LogLevel;
  readonly version: string;
};

/** Serves films over HTTP until it is told to stop; then stops cleanly, and the next start goes on with what was running. */
export async function runServe(
  context: CommandContext,
  files: readonly string[],
  command: ServeCommand,
): Promise<ExitCode> {
  const { io } = context;
  const publicUrl = command.publicUrl ?? context.config.publicUrl;
  const isPrivate = isLoopback(command.host) && (publicUrl === null || isLoopback(publicUrl.hostname));
  const tokenFile = command.tokenFile ?? (isPrivate ? null : `${command.data}/token`);
  const token = tokenFile === null ? null : await readTokenFile(resolve(io.cwd, tokenFile));
  const log = openLog(context, command.logLevel, token);
  const models = listModels(context.config.modelsFile, readPrices(context.config.pricesFile));
  const stop = Promise.withResolvers<void>();
  const atOnce = new AbortController();
  let isAsked = false;
  using _interrupts = io.onInterrupt(() => {
    if (isAsked) {
      atOnce.abort();
      io.exit(EXIT.cancelled);
    }
    isAsked = true;
    stop.resolve();
  });
  await using films = await createFilms({
    longtake: createLongtake({ ...context.config, publicUrl }, systemClock, io.network),
    clock: systemClock,
    files: files.map((file) => resolve(io.cwd, file)),
    data: resolve(io.cwd, command.data),
    allowRemote: command.allowRemote,
    onTrouble: (film, error) =>
      log.error('render broke off', { render: film.id, error: errorToText(error, context.config) }),
  });
  // Another server in the same folder is told of now, and not at the first request; nor does that wait for its code.
  await Promise.all([films.home.ifThere(), warmUp(films)]);
  const webhooks = createWebhooks({
    endpoints: command.webhooks.map(parseEndpoint),
    secret: context.config.webhookSecret,
    folder: films.home.workspaceFolder,
    sources: () => films.sources,
    clock: systemClock,
    log,
  });
  const server = await startServer({
    ...command,
    hosts: publicUrl === null ? command.hosts : [...command.hosts, publicUrl.hostname],
    films,
    token,
    clock: systemClock,
    models: () => models,
    metrics: createMetrics({
      folders: () => films.sources.map(({ folder }) => folder),
      // The log follows too.
      eventClients: () => Math.max(0, films.feed.followers() - 1),
      clock: systemClock,
    }),
    health: createHealthCheck({
      folder: films.home.workspaceFolder,
      ffmpeg: async () => requireTools(await findTools(context.config)),
      clock: systemClock,
    }),
    log,
    onError: (error, { method, path }) => {
      log.error('request failed', { method, route: path, error: errorToText(error, context.config) });
    },
  });
  tellWhere(context, server, films, tokenFile);
  const telling = new AbortController();
  const told = webhooks.run(telling.signal).catch((error: unknown) => {
    log.error('webhooks ended', { error: errorToText(error, context.config) });
  });
  using _events = await logEvents(films.feed, log, webhooks.wake);
  await films.recover((film, error) => {
    log.error('render not gone on with', { render: film.id, error: errorToText(error, context.config) });
  });
  await stop.promise;
  if (!context.json) context.say('stopping: no new work; what is in flight is saved');
  await Promise.all([server.close(), films.runs.drain(atOnce.signal)]);
  telling.abort();
  await told;
  return EXIT.done;
}

/** Lines for a person at a terminal, JSON for everything else. */
function openLog({ io, config, json, quiet }: CommandContext, level: LogLevel, token: string | null): Log {
  const secret = config.webhookSecret === null ? null : Buffer.from(config.webhookSecret.bytes()).toString('base64');
  return createLog({
    form: io.err.isTerminal && !json ? 'text' : 'json',
    level: quiet && level === 'info' ? 'warn' : level,
    clock: systemClock,
    secrets: [token, secret].filter((one) => one !== null),
    write: (line) => io.err.write(`${line}\n`),
  });
}

function tellWhere(
  context: CommandContext,
  { url, port }: RunningServer,
  films: Films,
  tokenFile: string | null,
): void {
  if (context.json) {
    context.io.out.write(`${JSON.stringify({ type: 'serving', url, port, films: films.given.map(({ id }) => id) })}\n`);
    return;
  }
  const given = films.given.length === 0 ? '' : `${countToText(films.given.length, 'film')} at `;
  context.say(`${given}${url}  (API: ${url}/docs)`);
  if (tokenFile !== null) context.say(`the token is in ${tokenFile}`);
}

/** What only this machine's own programs can reach. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/u.test(host);
}
