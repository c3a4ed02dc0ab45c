import { EnvironmentError } from '../model/error.ts';
import { errorToJson, errorToText } from './errors.ts';
import { EXIT, exitCodeOf, type ExitCode } from './exit-code.ts';
import { createProcessIo, type Io } from './io.ts';
import { parseCommandLine } from './program.ts';

/** Runs the command line and sets the process's exit code. Never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  let isCutOff = false;
  const io = createProcessIo((error) => {
    // The work goes on: what it makes is worth more than what it says.
    isCutOff = true;
    process.exitCode = EXIT.environment;
    io.err.write(
      `${errorToText(
        new EnvironmentError({
          code: 'output_cut_off',
          message: `The output cannot be written and ends here: ${error.message}. The work itself goes on.`,
          cause: error,
        }),
      )}\n`,
    );
  });
  const code = await run(argv, io);
  if (!isCutOff || code !== EXIT.done) process.exitCode = code;
}

/** The same for given streams, so that tests need no process. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const json = asksForJson(argv);
  try {
    return await parseCommandLine(argv, io);
  } catch (error) {
    if (json) io.out.write(`${JSON.stringify({ error: errorToJson(error) })}\n`);
    else io.err.write(`${errorToText(error, { debug: await isDebugging(io) })}\n`);
    return exitCodeOf(error);
  }
}

/** Before the command line is understood: somebody who asked for JSON gets JSON even when the rest is wrong. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}

async function isDebugging(io: Io): Promise<boolean> {
  try {
    const { readConfig } = await import('../config.ts');
    return readConfig(io.environment ?? undefined).debug;
  } catch {
    // The configuration itself may be what is wrong.
    return false;
  }
}
