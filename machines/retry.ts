import type { Failure, FailureClass } from '../src/model/generation.ts';

/** Submissions of one take that may follow one another when each before it was provably not created. */
export const MAX_ATTEMPTS = 5;
/** Downloads tried before a paid take is parked for a person. */
export const MAX_DOWNLOADS = 5;
/** Times that a file is fetched once more because it came damaged. */
export const MAX_REFETCHES = 1;

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

/** Doubling from one second to one minute; a provider's own wish (`Retry-After`) wins when it is longer. */
export function backOffMs(tries: number, wishedMs: number | null): number {
  const own = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, tries - 1));
  return Math.max(own, wishedMs ?? 0);
}

/** Polling starts quick and calms down: 0.25 s doubling to 10 s, unless the provider says when. */
export function pollDelayMs(polls: number, wishedMs: number | null): number {
  return wishedMs ?? Math.min(10_000, 250 * 2 ** Math.min(polls, 6));
}

const SAME_BODY_AGAIN: ReadonlySet<FailureClass> = new Set(['rate_limited', 'unavailable']);

/** The same body may help later: the provider was busy or away, and nothing was created. */
export function mayTryAgain(failure: Failure, attempts: number): boolean {
  return SAME_BODY_AGAIN.has(failure.class) && failure.billed === 'no' && attempts < MAX_ATTEMPTS;
}

const NO_OTHER_MODEL_HELPS: ReadonlySet<FailureClass> = new Set(['budget', 'cancelled', 'input_failed', 'internal']);

/** Another model of the ladder may do what this one did not; it sees what this one refused only where that is allowed. */
export function mayMoveOn(failure: Failure, passesRefusals: boolean): boolean {
  if (failure.class === 'moderation') return passesRefusals;
  return !NO_OTHER_MODEL_HELPS.has(failure.class);
}
