import { spawn } from 'node:child_process';
import { Readable, type Writable } from 'node:stream';

export type RunOptions = {
  readonly signal?: AbortSignal;
  /** Called with the child's standard input; the process is waited for after it settles. Without it, input is closed. */
  readonly feed?: (input: Writable) => Promise<void>;
  /** Whole lines of standard output as they come; without it, output is collected into `stdout`. */
  readonly onLine?: (line: string) => void;
  /** Bytes of standard output as they come, instead of collecting them. */
  readonly onData?: (chunk: Buffer) => void;
  /** Bytes of a second output as they come: file descriptor 3, which is there only then. */
  readonly onSideData?: (chunk: Buffer) => void;
  /** Called once it runs. */
  readonly onStart?: (pid: number) => void;
  readonly cwd?: string;
  /** All that the program finds in its environment; without it, the program inherits ours. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * What the program starts is killed with it, and both when this process ends first. It is out of reach of the
   * terminal's Ctrl-C: whoever runs it decides. On Windows only the program itself is killed.
   */
  readonly isGroup?: boolean;
};

export type RunResult = {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  /** The last 64 KiB. */
  readonly stderr: string;
};

const STDERR_LIMIT_BYTES = 64 * 1024;

/**
 * Runs a program without a shell and waits for it. A non-zero exit is a value; what rejects is a program that cannot be
 * started (the `cause` has the code) and an aborted signal (the child is killed first).
 */
export async function runProcess(
  command: string,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  options.signal?.throwIfAborted();
  const { onSideData } = options;
  const isGroup = options.isGroup === true && process.platform !== 'win32';
  const child = spawn(command, argv, {
    cwd: options.cwd,
    env: options.env,
    detached: isGroup,
    stdio: onSideData === undefined ? ['pipe', 'pipe', 'pipe'] : ['pipe', 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  if (child.pid !== undefined) options.onStart?.(child.pid);
  using group = isGroup && child.pid !== undefined ? holdGroup(child.pid) : null;
  const kill = (): void => {
    if (group === null) child.kill('SIGKILL');
    else group.kill();
  };
  const onAbort = (): void => {
    kill();
    // Somebody may still hold the other ends, whom the kill did not reach: nobody waits for them.
    for (const stream of child.stdio) stream?.destroy();
  };
  options.signal?.addEventListener('abort', onAbort, { once: true });

  const stdout: Buffer[] = [];
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (options.onData !== undefined) options.onData(chunk);
    else if (options.onLine === undefined) stdout.push(chunk);
    else {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) options.onLine(line);
    }
  });
  const side = child.stdio[3];
  if (onSideData !== undefined && side instanceof Readable) side.on('data', onSideData);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-STDERR_LIMIT_BYTES);
  });
  // A child that exits early closes its input; the exit code tells, not the broken pipe.
  child.stdin.on('error', () => {});

  try {
    const closed = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode) => resolve(exitCode));
    });
    const fed = options.feed === undefined ? Promise.resolve() : options.feed(child.stdin);
    const [exitCode] = await Promise.all([closed, fed.finally(() => child.stdin.end())]);
    options.signal?.throwIfAborted();
    if (options.onLine !== undefined && rest !== '') options.onLine(rest);
    return { exitCode, stdout: Buffer.concat(stdout), stderr };
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
    if (child.exitCode === null && child.signalCode === null) kill();
  }
}

/** Groups by the process that leads them: their end is ours, which they would not hear of. */
const leaders = new Set<number>();

function holdGroup(leader: number): Disposable & { readonly kill: () => void } {
  if (leaders.size === 0) process.on('exit', killGroups);
  leaders.add(leader);
  return {
    kill: () => killGroup(leader),
    [Symbol.dispose]: () => {
      leaders.delete(leader);
      if (leaders.size === 0) process.off('exit', killGroups);
    },
  };
}

function killGroups(): void {
  for (const leader of leaders) killGroup(leader);
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody of it is left.
  }
}
