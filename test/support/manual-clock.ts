import type { Clock } from '../../src/base/clock.ts';

/** Time that stands still until it is moved. */
export type ManualClock = Clock & {
  /** Moves time on and wakes who is due, the earliest first. */
  readonly advance: (byMs: number) => void;
  /** How long each sleep was to last, in the order of their beginning. */
  readonly sleptMs: readonly number[];
};

type Sleeper = { readonly dueMs: number; readonly wake: () => void };

const START_MS = Date.UTC(2026, 0, 1);
/** Whoever sleeps for longer sleeps until nothing else has happened for so many rounds of the event loop. */
const LONG_MS = 5 * 60_000;
const QUIET_ROUNDS = 50;

/** What is written down needs a turn of the event loop or two; time waits for that. */
const PATIENT_TURNS = 8;

/**
 * A clock moved by hand; one that is `hasty` moves itself to the next waking time as soon as somebody sleeps and the
 * event loop came round a few times, so that an hour of waiting takes a moment.
 */
export function createManualClock(options: { readonly hasty?: boolean } = {}): ManualClock {
  let nowMs = START_MS;
  const sleepers = new Set<Sleeper>();
  const sleptMs: number[] = [];

  const advance = (byMs: number): void => {
    const untilMs = nowMs + byMs;
    for (;;) {
      const next = [...sleepers].toSorted((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined || next.dueMs > untilMs) break;
      nowMs = Math.max(nowMs, next.dueMs);
      sleepers.delete(next);
      next.wake();
    }
    nowMs = untilMs;
  };
  let asked = 0;
  const hurry = (sleeper: Sleeper, rounds: number, patience: number): void => {
    const before = asked;
    setImmediate(() => {
      if (!sleepers.has(sleeper)) return;
      // A deadline far away is no reason for time to pass while somebody works.
      const isQuiet = asked === before && !process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
      if (rounds <= 1) advance(Math.max(0, sleeper.dueMs - nowMs));
      else hurry(sleeper, isQuiet ? rounds - 1 : Math.max(patience, rounds - 1), patience);
    });
  };

  return {
    nowMs: () => {
      asked += 1;
      return nowMs;
    },
    uptimeMs: () => nowMs - START_MS,
    advance,
    sleptMs,
    sleep: (delayMs, signal) => {
      sleptMs.push(delayMs);
      return new Promise<void>((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason);
          return;
        }
        const onAbort = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          dueMs: nowMs + delayMs,
          wake: () => {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        sleepers.add(sleeper);
        if (options.hasty === true) {
          if (delayMs < LONG_MS) hurry(sleeper, PATIENT_TURNS, 0);
          else hurry(sleeper, QUIET_ROUNDS, QUIET_ROUNDS);
        }
      });
    },
  };
}
