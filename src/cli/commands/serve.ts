import { resolve } from 'node:path';
import { systemClock } from '../../base/clock.ts';
import { createFilms, type Films } from '../../films/films.ts';
import { startServer, type RunningServer } from '../../http/server.ts';
import { readTokenFile } from '../../http/token-file.ts';
import { readRegistry } from '../../providers/registry.ts';
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
  readonly version: string;
};

/** Serves films over HTTP until it is told to stop; then stops cleanly, and the next start goes on with what was running. */
export async function runServe(
  context: CommandContext,
  files: readonly string[],
  command: ServeCommand,
): Promise<ExitCode> {
  const { io } = context;
  const tokenFile = command.tokenFile ?? (isLoopback(command.host) ? null : `${command.data}/token`);
  const token = tokenFile === null ? null : await readTokenFile(resolve(io.cwd, tokenFile));
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
    longtake: createLongtake(context.config, systemClock, io.network),
    clock: systemClock,
    files: files.map((file) => resolve(io.cwd, file)),
    data: resolve(io.cwd, command.data),
    allowRemote: command.allowRemote,
  });
  // Another server in the same folder is told of now, and not at the first request.
  await films.home.ifThere();
  const server = await startServer({
    ...command,
    films,
    token,
    clock: systemClock,
    models: readRegistry,
    onError: (error, { method, path }) => io.err.write(`${method} ${path}: ${errorToText(error, context.config)}\n`),
  });
  tellWhere(context, server, films, tokenFile);
  await films.recover((film, error) => io.err.write(`${film.name}: ${errorToText(error)}\n`));
  await stop.promise;
  if (!context.json) context.say('stopping: no new work; what is in flight is saved');
  await Promise.all([server.close(), films.runs.drain(atOnce.signal)]);
  return EXIT.done;
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
