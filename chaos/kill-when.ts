import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Command } from './strace.ts';

const LOOK_AGAIN_MS = 20;

/** Lets a command run until something is so outside of it, and kills it. False when it ended before. */
export async function killWhen([program, ...argv]: Command, isSo: () => Promise<boolean>): Promise<boolean> {
  const child = spawn(program, argv, { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const isAlive = await waitUntil(child, isSo);
  child.kill('SIGKILL');
  await ended;
  return isAlive;
}

/** A command that stands still by its own hand: what it ends with once it may go on. Null when it never did. */
export async function runUntilStopped([program, ...argv]: Command): Promise<{
  readonly goOn: () => Promise<number | null>;
} | null> {
  const child = spawn(program, argv, { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const hasStopped = await waitUntil(child, async () => stateOf(child) === 'T');
  if (!hasStopped) return null;
  return {
    goOn: async () => {
      child.kill('SIGCONT');
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}

async function waitUntil(child: ChildProcess, isSo: () => Promise<boolean>): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    if (await isSo()) return true;
    await setTimeout(LOOK_AGAIN_MS);
  }
  return false;
}

/** As Linux names it: behind the program's name, which may hold anything. */
function stateOf({ pid = 0 }: ChildProcess): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.[0] ?? '';
  } catch {
    return '';
  }
}
