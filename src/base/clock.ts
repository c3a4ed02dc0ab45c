import { uptime } from 'node:os';

/** Wall time in epoch milliseconds, and waiting on it. Tests pass a manual one. */
export interface Clock {
  nowMs(): number;
  /** Since the machine was started, its sleep and our own standing still included. Nobody can set it. */
  uptimeMs(): number;
  /** Resolves when `delayMs` have passed; rejects with the signal's reason when it is aborted first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/** The day at that moment in UTC, such as `2026-11-22`. */
export function toIsoDate(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

/** That moment in UTC, such as `2026-11-22T14:05:00.000Z`. */
export function toIsoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  // `performance.now` stands still while a Linux machine sleeps (CLOCK_MONOTONIC); this goes on (CLOCK_BOOTTIME).
  uptimeMs: () => uptime() * 1000,
  sleep: (delayMs, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, delayMs);
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};
