/** Threads that encode one conform; `media/encoder.ts` says why it is not one. */
const CONFORM_THREADS = 2;

/**
 * How many takes are conformed at once. Each is encoded by two threads: twice as many would take as long together and a
 * fifteenth more of CPU, because they take the caches from each other (measured on 2 cores).
 */
export function conformsAtOnce(cores: number): number {
  return Math.max(1, Math.floor(cores / CONFORM_THREADS));
}
