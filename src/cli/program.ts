import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { LogLevel } from '../base/log.ts';
import { InputError } from '../model/error.ts';
import type { Micros } from '../model/money.ts';
import { createContext, type CommandContext, type CommonOptions } from './context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { addTakeCommands } from './take-commands.ts';

/**
 * Reads the command line and runs the command it names; what a command needs is loaded only then, so that help and small
 * commands answer at once.
 * @throws InputError with a suggestion when the command line is wrong; whatever the command throws.
 */
export async function parseCommandLine(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version have been written; with no command at all, help stands in for an error.
    if (error.exitCode === 0) return EXIT.done;
    if (error.code === 'commander.help') return EXIT.input;
    throw toUsageError(error);
  }
  return exitCode;
}

const ALLOW_REMOTE = ['--allow-remote', 'fetch files that the storyboard names by URL, once, and pin them'] as const;

const ACCEPT_GATES = ['--accept-gates', 'use takes that only failed their gates, also earlier ones'] as const;

type RawRemote = { readonly allowRemote?: boolean };
type RawOptions = { readonly color?: boolean; readonly quiet?: boolean; readonly json?: boolean };

function createProgram(io: Io, end: (code: ExitCode) => void): Command {
  const program = new Command('longtake')
    .description('Turns a storyboard file into one long film by chaining short AI-generated shots.')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain a command')
    .helpCommand('help [command]', 'explain a command')
    .exitOverride()
    .configureOutput({ writeOut: io.out.write, writeErr: io.err.write, outputError: () => {} })
    .configureHelp({ helpWidth: Math.min(100, io.out.columns()) })
    .showSuggestionAfterError(true)
    .addHelpText('after', EXAMPLES);

  const command = (usage: string, description: string): Command =>
    program
      .command(usage)
      .description(description)
      .option('--color', 'colour the output, also when it is not a terminal')
      .option('--no-color', 'never colour the output')
      .option('-q, --quiet', 'say only what went wrong');
  const withJson = (usage: string, description: string): Command =>
    command(usage, description).option('--json', 'print JSON for programs');
  const run = async (raw: RawOptions, action: (context: CommandContext) => Promise<ExitCode>): Promise<void> => {
    end(await action(await createContext(io, toCommonOptions(raw))));
  };

  command('new <dir>', 'make a folder with a small storyboard in it').action(async (folder: string, raw: RawOptions) =>
    run(raw, async (context) => (await import('./commands/new.ts')).runNew(context, folder)),
  );

  withJson('check <files...>', 'explain every mistake in storyboards')
    .option('--fix', 'mend what is safe to mend (quotes, missing ids)')
    .option(...ALLOW_REMOTE)
    .action(async (files: readonly string[], raw: RawOptions & RawRemote & { readonly fix?: boolean }) =>
      run(raw, async (context) =>
        (await import('./commands/check.ts')).runCheck(context, files, {
          fix: raw.fix ?? false,
          allowRemote: raw.allowRemote ?? false,
        }),
      ),
    );

  withJson('plan <file>', 'show what would be made, how long it is and what it costs')
    .option('--preview', 'as if everything were drawn and voiced locally')
    .option(...ALLOW_REMOTE)
    .action(async (file: string, raw: RawOptions & RawRemote & { readonly preview?: boolean }) =>
      run(raw, async (context) =>
        (await import('./commands/plan.ts')).runPlan(context, file, {
          preview: raw.preview ?? false,
          allowRemote: raw.allowRemote ?? false,
        }),
      ),
    );

  withJson('render <file>', 'make the film, or what is missing of it')
    .option('-o, --out <film>', 'where the film goes (default: beside the storyboard)')
    .option('--preview', 'draw and voice everything locally, for nothing')
    .option('--max-cost <usd>', 'spend at most this much in this render', toMicros)
    .option('--takes <n>', 'candidates for every shot', toTakes)
    .option('--model <model>', 'the video model for every shot, as provider:model')
    .option('--no-slate', 'leave shot id, timecode and names out of drawn pictures')
    .option('-y, --yes', 'do not ask before money is spent')
    .option(...ACCEPT_GATES)
    .option('--resend-refused', 'send what was refused for its content once more')
    .option(...ALLOW_REMOTE)
    .action(async (file: string, raw: RawOptions & RawRemote & RawRender) =>
      run(raw, async (context) =>
        (await import('./commands/render.ts')).runRender(context, file, {
          out: raw.out ?? null,
          preview: raw.preview ?? false,
          maxCostMicros: raw.maxCost ?? null,
          takes: raw.takes ?? null,
          model: raw.model ?? null,
          slate: raw.slate ?? true,
          yes: raw.yes ?? false,
          acceptGates: raw.acceptGates ?? false,
          resendRefused: raw.resendRefused ?? false,
          allowRemote: raw.allowRemote ?? false,
        }),
      ),
    );

  addTakeCommands({ withJson, run, allowRemote: ALLOW_REMOTE, toMicros, toTakes });

  withJson('status [file]', 'show where a film stands (default: every storyboard in this folder)')
    .option('--costs', 'show what it has cost, by shot, model and provider')
    .action(async (file: string | undefined, raw: RawOptions & { readonly costs?: boolean }) =>
      run(raw, async (context) =>
        (await import('./commands/status.ts')).runStatus(context, file ?? null, { costs: raw.costs ?? false }),
      ),
    );

  withJson('report <file>', 'write what was measured of every take and seam into one page, worst first')
    .option('-o, --out <page>', 'where it goes (default: NAME.report.html beside the storyboard)')
    .option('--preview', 'of the film that `render --preview` makes')
    .action(async (file: string, raw: RawOptions & { readonly out?: string; readonly preview?: boolean }) =>
      run(raw, async (context) =>
        (await import('./commands/report.ts')).runReport(context, file, {
          out: raw.out ?? null,
          preview: raw.preview ?? false,
        }),
      ),
    );

  withJson('cancel <file> [shot]', 'give up what is in flight, of the film or of one shot; stored takes stay').action(
    async (file: string, shot: string | undefined, raw: RawOptions) =>
      run(raw, async (context) => (await import('./commands/cancel.ts')).runCancel(context, file, shot ?? null)),
  );

  withJson('clean <file>', 'make room: remove what the next render makes again for nothing, never a take')
    .option('-n, --dry-run', 'only say how much it is')
    .action(async (file: string, raw: RawOptions & { readonly dryRun?: boolean }) =>
      run(raw, async (context) =>
        (await import('./commands/clean.ts')).runClean(context, file, { dryRun: raw.dryRun ?? false }),
      ),
    );

  withJson('backup <file>', 'write everything that cannot be made again into a new folder or archive')
    .requiredOption('-o, --out <path>', 'where it goes: a folder, or an archive when it ends in .tar')
    .action(async (file: string, raw: RawOptions & { readonly out: string }) =>
      run(raw, async (context) => (await import('./commands/backup.ts')).runBackup(context, file, { out: raw.out })),
    );

  withJson('restore <backup>', 'put a backup into a new folder, in which the film renders as it was')
    .requiredOption('-o, --out <dir>', 'the new folder')
    .action(async (backup: string, raw: RawOptions & { readonly out: string }) =>
      run(raw, async (context) =>
        (await import('./commands/restore.ts')).runRestore(context, backup, { out: raw.out }),
      ),
    );

  withJson('serve [files...]', 'serve these films, and what is posted, over HTTP and on a page')
    .option('-p, --port <port>', 'where it listens (0: any free port)', toPort, 7777)
    .option('--host <address>', 'whom it listens for; any but this machine needs a token', '127.0.0.1')
    .option('--data <dir>', 'where posted films are kept', 'longtake-films')
    .option('--token-file <file>', 'holds the token that callers must have; made when it is not there')
    .option('--allow-host <name...>', 'further names under which it may be called')
    .option(
      '--public-url <url>',
      'where it can be reached from outside: providers then say when a job is done',
      toPublicUrl,
    )
    .option('--webhook <url>', 'tell this address what becomes of renders; may be given more than once', collect, [])
    .addOption(
      new Option('--log <level>', 'how much to say of what it does')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .option(...ALLOW_REMOTE)
    .action(async (files: readonly string[], raw: RawOptions & RawRemote & RawServe) =>
      run(raw, async (context) =>
        (await import('./commands/serve.ts')).runServe(context, files, {
          port: raw.port,
          host: raw.host,
          data: raw.data,
          tokenFile: raw.tokenFile ?? null,
          hosts: raw.allowHost ?? [],
          publicUrl: raw.publicUrl ?? null,
          webhooks: raw.webhook,
          logLevel: raw.log,
          allowRemote: raw.allowRemote ?? false,
          version: readVersion(),
        }),
      ),
    );

  withJson('models', 'list the models that a storyboard can name')
    .option('--medium <medium>', 'only video, image, voice or music')
    .option('--provider <provider>', 'only one provider')
    .option('--mode <mode>', 'only models that can do this, such as first_last')
    .option('--ready', 'only models that this version can shoot with')
    .addOption(
      new Option('--refresh', 'ask providers for their prices, which costs nothing, and keep them').conflicts([
        'medium',
        'provider',
        'mode',
        'ready',
      ]),
    )
    .addOption(
      new Option(
        '--price <price...>',
        'keep what a model costs you, such as fal:topaz-upscale=0.08/second (or /take, /1000-letters, =unknown)',
      ).conflicts(['medium', 'provider', 'mode', 'ready', 'refresh']),
    )
    .action(async (raw: RawOptions & RawModels) =>
      run(raw, async (context) => {
        if (raw.refresh === true) return (await import('./commands/refresh-prices.ts')).runRefreshPrices(context);
        if (raw.price !== undefined)
          return (await import('./commands/state-prices.ts')).runStatePrices(context, raw.price);
        return (await import('./commands/models.ts')).runModels(context, {
          medium: raw.medium ?? null,
          provider: raw.provider ?? null,
          mode: raw.mode ?? null,
          ready: raw.ready ?? false,
        });
      }),
    );

  withJson('doctor', 'check that this machine has what is needed').action(async (raw: RawOptions) =>
    run(raw, async (context) => (await import('./commands/doctor.ts')).runDoctor(context)),
  );

  return program;
}

type RawRender = {
  readonly out?: string;
  readonly preview?: boolean;
  readonly maxCost?: Micros;
  readonly takes?: number;
  readonly model?: string;
  readonly slate?: boolean;
  readonly yes?: boolean;
  readonly acceptGates?: boolean;
  readonly resendRefused?: boolean;
};
type RawServe = {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly tokenFile?: string;
  readonly allowHost?: readonly string[];
  readonly publicUrl?: URL;
  readonly webhook: readonly string[];
  readonly log: LogLevel;
};
type RawModels = {
  readonly medium?: string;
  readonly provider?: string;
  readonly mode?: string;
  readonly ready?: boolean;
  readonly refresh?: boolean;
  readonly price?: readonly string[];
};

const EXAMPLES = `
Examples:
  $ longtake new my-film && cd my-film
  $ longtake plan film.yaml
  $ longtake render film.yaml

Exit codes: 0 done, 1 the input is wrong, 2 the film is not complete, 3 the environment lacks something, 130 stopped.`;

function toCommonOptions(raw: RawOptions): CommonOptions {
  return { color: raw.color ?? null, quiet: raw.quiet ?? false, json: raw.json ?? false };
}

function toMicros(text: string): Micros {
  const match = /^\$?\s*(\d{1,9}(?:\.\d{1,6})?)\s*(?:USD)?$/iu.exec(text.trim());
  if (match === null) throw new InvalidArgumentError('Write an amount in US dollars, such as 5 or 0.50.');
  return Math.round(Number(match[1]) * 1_000_000);
}

function toPort(text: string): number {
  if (!/^\d{1,5}$/u.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('Write a number from 0 to 65535.');
  return Number(text);
}

function toPublicUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/u.test(url.protocol) || `${url.username}${url.password}${url.search}` !== '')
    throw new InvalidArgumentError('Write an address such as https://films.example.org.');
  return url;
}

function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function toTakes(text: string): number {
  if (!/^[1-9]\d?$/u.test(text)) throw new InvalidArgumentError('Write a whole number from 1 to 99.');
  return Number(text);
}

/** Commander's own words, without its prefix and line breaks. */
function toUsageError(error: CommanderError): InputError {
  const words = error.message
    .replace(/^error: /u, '')
    .replaceAll(/\n\((Did you mean [^)]*)\)/gu, '. $1')
    .trim();
  const sentence = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return new InputError({
    code: 'usage_error',
    message: `${sentence}${/[.?!]$/u.test(sentence) ? '' : '.'} \`longtake --help\` lists the commands.`,
  });
}

function readVersion(): string {
  // By our own name: the compiled program lies one folder deeper.
  const text = readFileSync(createRequire(import.meta.url).resolve('longtake/package.json'), 'utf8');
  const version: unknown = JSON.parse(text, (key, value: unknown) =>
    key === '' || key === 'version' ? value : undefined,
  );
  return typeof version === 'object' && version !== null && 'version' in version ? String(version.version) : '0.0.0';
}
