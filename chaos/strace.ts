import { readFile } from 'node:fs/promises';
import { runProcess, type RunResult } from '../src/base/process.ts';

/** A program with its arguments. */
export type Command = readonly [program: string, ...argv: string[]];

/**
 * System calls that change what survives a process. `rows` are those of the main thread, where the database is written;
 * `files` are those of the one thread that does everything else with files; `wire` are the main thread's connections,
 * and what it sends on them (and tells itself).
 */
export type Lane = 'rows' | 'files' | 'wire';
const CALLS: Readonly<Record<Lane, readonly string[]>> = {
  rows: ['pwrite64', 'fsync', 'fdatasync', 'ftruncate', 'unlink', 'rename'],
  files: ['fsync', 'mkdir', 'rename'],
  wire: ['connect', 'write', 'writev', 'shutdown'],
};

/** What is done at a call: the process is killed, or the call fails, once or from then on. */
export type Blow =
  | { readonly kind: 'kill' }
  | { readonly kind: 'fail'; readonly error: 'EIO' | 'ENOSPC'; readonly isForGood: boolean };

/** Why there is no strace here; null when there is one that can inject. */
export async function missingStrace(): Promise<string | null> {
  const probe: Command = ['strace', '-qq', '-o', '/dev/null', '-e', 'inject=fsync:error=EIO:when=1', 'true'];
  try {
    const { exitCode, stderr } = await run(probe);
    return exitCode === 0 ? null : `strace cannot be used here: ${stderr.trim().split('\n')[0] ?? ''}`;
  } catch {
    return 'strace is not installed (apt-get install strace)';
  }
}

/** One system call of a run: the `nth` of its name in its thread. */
export type Point = { readonly lane: Lane; readonly call: string; readonly nth: number };

/** Runs a command until one of its calls, which is not carried out any more, and there does what is said. */
export async function strike(command: Command, { lane, call, nth }: Point, blow: Blow = KILL): Promise<RunResult> {
  const what =
    blow.kind === 'kill' ? `signal=KILL:when=${nth}` : `error=${blow.error}:when=${nth}${blow.isForGood ? '+' : ''}`;
  return run([...traced(lane, '/dev/null'), '-e', `trace=${call}`, '-e', `inject=${call}:${what}`, ...command]);
}

/** The calls of a lane that an undisturbed run makes, in their order. */
export async function listPoints(command: Command, lane: Lane, log: string): Promise<readonly Point[]> {
  const { exitCode, stderr } = await run([...traced(lane, log), '-e', `trace=${CALLS[lane].join(',')}`, ...command]);
  if (exitCode !== 0) throw new Error(`the undisturbed run failed: ${stderr}`);
  const threads = new Map<string, Point[]>();
  for (const line of (await readFile(log, 'utf8')).split('\n')) {
    // Without -f there is no thread's number; a call that another thread interrupts is resumed in a line of its own.
    const [, thread = 'main', call = ''] = /^(?:(\d+)\s+)?(\w+)\(/u.exec(line) ?? [];
    if (!CALLS[lane].includes(call)) continue;
    const points = threads.get(thread) ?? [];
    threads.set(thread, points);
    points.push({ lane, call, nth: points.filter((point) => point.call === call).length + 1 });
  }
  const [busiest = []] = [...threads.values()].toSorted((a, b) => b.length - a.length);
  return busiest;
}

/** Whether a run was ended by the blow, and not by itself. */
export function wasKilled({ exitCode }: RunResult): boolean {
  return exitCode === null || exitCode === 137;
}

export function run([program, ...argv]: Command): Promise<RunResult> {
  return runProcess(program, argv);
}

const KILL: Blow = { kind: 'kill' };

/**
 * Calls are counted thread by thread and name by name, so everything that is not the main thread's is given to one
 * thread. No `--seccomp-bpf`: with it signals are not injected (strace 6.1).
 */
function traced(lane: Lane, log: string): Command {
  const follow = lane === 'files' ? ['-f'] : [];
  return ['env', 'UV_THREADPOOL_SIZE=1', 'strace', '-qq', ...follow, '-o', log];
}
