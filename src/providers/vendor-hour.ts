import type { SentAttempt } from './contract.ts';

/**
 * The latest moment, by a vendor's own clock, at which the right to send a submission began: the hour that it told when it
 * was asked first, and all the time that went by here until then (files, a closed lid). Null where it told none.
 */
export function latestMs(askedMs: number | null, { leadMs }: Pick<SentAttempt, 'leadMs'>): number | null {
  return askedMs === null ? null : askedMs + leadMs;
}
