import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { PaidFilm } from './paid-world.ts';

/** A server of the film that a vendor can call, while another process renders it. */
export type Ear = AsyncDisposable & { readonly url: string };

export async function startEar(film: PaidFilm): Promise<Ear> {
  const [command, ...argv] = film.serving();
  const child = spawn(command, argv, { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error('the server ended before it began'))),
  ])) as [string];
  const { url } = JSON.parse(line) as { readonly url: string };
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
