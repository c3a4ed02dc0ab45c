import type { Clock } from '../base/clock.ts';

/** A job that was just accepted, or whose vendor was started again, may be unknown there for a while. */
const STRIKES = 3;
const LONG_ENOUGH_MS = 30_000;

/** Counts answers about a job that would end it if they were true: such as that it is not known. */
export type Strikes = {
  /** True once there were enough of them in a row, over long enough. */
  readonly isOut: (job: string) => boolean;
  /** The vendor said something else of it. */
  readonly clear: (job: string) => void;
};

export function createStrikes(clock: Pick<Clock, 'uptimeMs'>): Strikes {
  const struck = new Map<string, { readonly fromMs: number; readonly count: number }>();
  return {
    isOut: (job) => {
      const nowMs = clock.uptimeMs();
      const { fromMs, count } = struck.get(job) ?? { fromMs: nowMs, count: 0 };
      struck.set(job, { fromMs, count: count + 1 });
      return count + 1 >= STRIKES && nowMs - fromMs >= LONG_ENOUGH_MS;
    },
    clear: (job) => {
      struck.delete(job);
    },
  };
}
