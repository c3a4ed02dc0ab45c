import { runUntilStopped } from './kill-when.ts';
import type { PaidFilm } from './paid-world.ts';
import type { PointName } from './patches/points.ts';
import { run } from './strace.ts';

/** What says that somebody else works in a folder. */
const ENVIRONMENT = 3;

/**
 * A process stands still at a named point, as on a computer that sleeps. Another one must not get in its way, and it may
 * go on afterwards.
 */
export async function standStill(film: PaidFilm, name: PointName): Promise<number> {
  const sleeper = await runUntilStopped(film.rendering({ point: { name, nth: 1, signal: 'SIGSTOP' } }));
  if (sleeper === null) return 0;
  const before = film.vendor.charges().length;
  const { exitCode } = await run(film.rendering());
  const after = film.vendor.charges().length;
  await sleeper.goOn();
  if (exitCode !== ENVIRONMENT) throw new Error(`another process was let in, and ended with ${exitCode}`);
  if (after !== before) throw new Error('another process paid meanwhile');
  return 1;
}
