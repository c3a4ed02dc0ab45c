import { toLongtakeError } from '../model/error.ts';
import { TooShortError } from './too-short.ts';
import type { Failure, FailureClass } from '../model/generation.ts';

/** A failure of our own making: nothing was billed for it. */
export function ownFailure(failureClass: FailureClass, message: string, advice: string | null = null): Failure {
  return { class: failureClass, message, billed: 'no', suspect: null, retryAfterMs: null, advice };
}

/** What was thrown, as a failure of class `internal`. */
export function thrownFailure(thrown: unknown): Failure {
  if (thrown instanceof TooShortError)
    return ownFailure(
      'bad_output',
      thrown.message,
      '`longtake render` or `longtake retake` shoots it as long as it is needed.',
    );
  const error = toLongtakeError(thrown);
  return {
    ...ownFailure('internal', error.message, 'Run the same command again; if it fails in the same way, report it.'),
    retryAfterMs: error.retryAfterMs,
  };
}
