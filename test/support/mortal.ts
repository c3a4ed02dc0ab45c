import type { Hook } from './fake-media.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

/** The outside world of a process that dies: from then on nothing it touches works, so nothing more is written. */
export type Mortal = {
  /** Every transaction begins with the time. */
  readonly clock: ManualClock;
  /** Every piece of work calls a hook, before and after. */
  readonly hook: Hook;
  /** Every commit that matters ends with an event. */
  readonly onEvent: () => void;
  /** What only waits, and would never touch anything again, ends too. */
  readonly kill: AbortSignal;
  readonly passed: () => number;
};

/** Dies at the first place of which `isFatal` is true; it hears how many were passed and the point's name, if it has one. */
export function createMortal(isFatal: (passed: number, point: string | null) => boolean): Mortal {
  let passed = 0;
  let isDead = false;
  const death = new AbortController();
  const pass = (point: string | null): void => {
    passed += 1;
    isDead ||= isFatal(passed, point);
    if (!isDead) return;
    setImmediate(() => death.abort());
    throw new Error('the process is dead');
  };
  const time = createManualClock({ hasty: true });
  return {
    clock: {
      ...time,
      nowMs: () => {
        pass(null);
        return time.nowMs();
      },
      sleep: async (delayMs, signal) => {
        await time.sleep(delayMs, signal);
        if (isDead) throw new Error('the process is dead');
      },
    },
    hook: pass,
    onEvent: () => pass(null),
    kill: death.signal,
    passed: () => passed,
  };
}
