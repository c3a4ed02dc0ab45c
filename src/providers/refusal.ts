import type { Failure, FailureClass } from '../model/generation.ts';

/** Why nothing was sent, or nothing was created: it cost nothing. */
export function refusal(failureClass: FailureClass, message: string, advice: string | null): Failure {
  return { class: failureClass, message: `${message}.`, billed: 'no', suspect: null, retryAfterMs: null, advice };
}
