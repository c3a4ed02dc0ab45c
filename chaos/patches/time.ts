import type { Patch } from './patch.ts';

/** Time flies: what waits for a vendor waits less long. */
export const FLYING_TIME: readonly Patch[] = [
  {
    file: 'src/base/clock.ts',
    find: 'nowMs: () => Date.now(),',
    put: 'nowMs: () => globalThis.chaosTime(Date.now()),',
  },
  { file: 'src/base/clock.ts', find: '}, delayMs);', put: '}, globalThis.chaosWait(delayMs));' },
];
