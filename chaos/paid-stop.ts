import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runUntilStopped } from './kill-when.ts';
import { LATER_MS } from './paid-judge.ts';
import { RATE, type PaidFilm } from './paid-world.ts';
import type { PointName } from './patches/points.ts';
import { run } from './strace.ts';

/** What says that somebody else works in a folder, or has taken it over. */
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

/** Somebody takes the lock away while it stands still, and another one makes the film: it may pay nothing any more. */
export async function standTooLong(film: PaidFilm, name: PointName): Promise<number> {
  const sleeper = await runUntilStopped(film.rendering({ point: { name, nth: 1, signal: 'SIGSTOP' } }));
  if (sleeper === null) return 0;
  await rm(join(film.folder, '.longtake', 'lock'));
  await film.vendor.clock(LATER_MS, RATE);
  const { exitCode, stderr } = await run(film.rendering());
  const before = film.vendor.charges().length;
  const last = await sleeper.goOn();
  if (film.vendor.charges().length !== before) throw new Error('it paid although its time was over');
  if (last !== ENVIRONMENT) throw new Error(`it went on although its time was over, and ended with ${last}`);
  if (exitCode !== 0 && exitCode !== 2) throw new Error(`another process could not go on: ${stderr.slice(-300)}`);
  return 1;
}
