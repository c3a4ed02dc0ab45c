import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const LAUNCHER = join(import.meta.dirname, '../../../../bin/longtake.js');
const READY_MS = 60_000;

/** A real `longtake serve` in a process of its own; port 0 is one that the system chooses. */
export type Served = AsyncDisposable & { readonly url: string; readonly stop: () => Promise<void> };

export async function serve(
  folder: string,
  words: readonly string[] = [],
  port = 0,
  environment: Readonly<Record<string, string>> = {},
): Promise<Served> {
  await mkdir(folder, { recursive: true });
  const child = spawn(
    process.execPath,
    [LAUNCHER, 'serve', ...words, '--port', String(port), '--data', join(folder, 'films')],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', ...environment },
    },
  );
  const url = await readAddress(child);
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { url, stop, [Symbol.asyncDispose]: stop };
}

function readAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`serve did not start: ${said}`)), READY_MS);
    const read = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      const found = /http:\/\/(?:127\.0\.0\.1|0\.0\.0\.0)(:\d+)/u.exec(said);
      if (found === null) return;
      clearTimeout(timer);
      // Whatever it is bound to, tests stay on this machine.
      resolve(`http://127.0.0.1${found[1] ?? ''}`);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`serve ended with ${code}: ${said}`));
    });
  });
}
