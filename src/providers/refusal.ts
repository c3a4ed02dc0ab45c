import type { Failure, FailureClass } from '../model/generation.ts';

/** While it is tried again, and when that has come to an end. */
export const TRIED_AGAIN = 'It is tried a few times; if it stays like this, render again later.';

/** Why nothing was sent, or nothing was created: it cost nothing. */
export function refusal(failureClass: FailureClass, message: string, advice: string | null): Failure {
  return { class: failureClass, message: `${message}.`, billed: 'no', suspect: null, retryAfterMs: null, advice };
}
