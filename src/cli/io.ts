import type { Environment } from '../config.ts';
import type { Network } from '../wire.ts';

/** Where the program reads and writes: the real streams, or a test's. */
export type Io = {
  readonly out: Sink;
  readonly err: Sink;
  readonly cwd: string;
  /** Environment variables, to which `config.ts` gives meaning; null: the process's own. */
  readonly environment: Environment | null;
  /** Asks a person one question; null when nobody can answer. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** Calls back on every Ctrl-C (and SIGTERM) until disposed. */
  readonly onInterrupt: (listener: () => void) => Disposable;
  /** What the network may be asked beyond the rules; absent outside of tests. */
  readonly network?: Network;
  /** Ends the process at once; only for a second Ctrl-C. */
  readonly exit: (code: number) => void;
};

export type Sink = {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly columns: () => number;
  readonly rows: () => number;
  /** The stream behind it, for repainting; null in tests. */
  readonly stream: NodeJS.WriteStream | null;
};

/** One Ctrl-C reaches us up to three times: from the terminal, from npx, and from our launcher. */
const ECHO_MS = 250;

/**
 * The process's own streams. A reader that goes away (`longtake plan f | head`) silences the stream and nothing else; so
 * does a full disk behind it, which `onTrouble` hears of once.
 */
export function createProcessIo(onTrouble: (error: Error) => void): Io {
  return {
    out: toSink(process.stdout, onTrouble),
    err: toSink(process.stderr, () => {}),
    cwd: process.cwd(),
    environment: null,
    ask: process.stdin.isTTY && process.stderr.isTTY ? askTerminal : null,
    onInterrupt: (listener) => {
      let lastMs = Number.NEGATIVE_INFINITY;
      const hear = (): void => {
        const nowMs = performance.now();
        const isEcho = nowMs - lastMs < ECHO_MS;
        lastMs = nowMs;
        if (!isEcho) listener();
      };
      process.on('SIGINT', hear);
      process.on('SIGTERM', hear);
      return {
        [Symbol.dispose]: () => {
          process.off('SIGINT', hear);
          process.off('SIGTERM', hear);
        },
      };
    },
    exit: (code) => process.exit(code),
  };
}

function toSink(stream: NodeJS.WriteStream, onTrouble: (error: Error) => void): Sink {
  let isClosed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    const isFirst = !isClosed;
    isClosed = true;
    if (isFirst && error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') onTrouble(error);
  });
  return {
    write: (text) => {
      if (!isClosed) stream.write(text);
    },
    // Undefined, whatever the types say, where it is not a terminal.
    isTerminal: Boolean(stream.isTTY),
    columns: () => stream.columns || 80,
    rows: () => stream.rows || 24,
    stream,
  };
}

async function askTerminal(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
