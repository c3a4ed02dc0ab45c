import { systemClock, type Clock } from '../../src/base/clock.ts';

/** The machine's own time, of which 20 s more have gone by since it was started whenever somebody asks for that. */
export function createLeapingClock(): Clock {
  let leaptMs = 0;
  return {
    ...systemClock,
    uptimeMs: () => {
      leaptMs += 20_000;
      return systemClock.uptimeMs() + leaptMs;
    },
  };
}
