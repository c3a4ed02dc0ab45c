import type { Environment } from '../../src/config.ts';
import type { Io, Sink } from '../../src/cli/io.ts';
import { run } from '../../src/cli/main.ts';
import type { Network } from '../../src/wire.ts';

/** What a command line did: its exit code and what it wrote. */
export type Ran = { readonly code: number; readonly out: string; readonly err: string };

export type RunSetup = {
  readonly cwd?: string;
  readonly environment?: Environment;
  readonly columns?: number;
  readonly isTerminal?: boolean;
  /** What a person answers; without it nobody can be asked. */
  readonly answer?: string;
  /** What the network may be asked beyond the rules. */
  readonly network?: Network;
  /** Called with everything written to standard output, and a way to press Ctrl-C. */
  readonly onOutput?: (text: string, interrupt: () => void) => void;
};

/** Runs a command line in this process with streams in memory. */
export async function runCli(argv: readonly string[], setup: RunSetup = {}): Promise<Ran> {
  let out = '';
  let err = '';
  let onInterrupt: (() => void) | null = null;
  const sink = (write: (text: string) => void): Sink => ({
    write,
    isTerminal: setup.isTerminal ?? false,
    columns: () => setup.columns ?? 80,
    rows: () => 24,
    stream: null,
  });
  const io: Io = {
    out: sink((text) => {
      out += text;
      setup.onOutput?.(text, () => onInterrupt?.());
    }),
    err: sink((text) => {
      err += text;
    }),
    cwd: setup.cwd ?? process.cwd(),
    environment: setup.environment ?? { PATH: process.env['PATH'] },
    ...(setup.network === undefined ? {} : { network: setup.network }),
    ask: setup.answer === undefined ? null : async () => setup.answer ?? '',
    onInterrupt: (listener) => {
      onInterrupt = listener;
      return {
        [Symbol.dispose]: () => {
          onInterrupt = null;
        },
      };
    },
    exit: () => {},
  };
  const code = await run(argv, io);
  return { code, out, err };
}
