import type { Json } from '../base/json.ts';

export type LongtakeErrorOptions = {
  readonly code: string;
  readonly message: string;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number | null;
  readonly details?: Json;
  readonly cause?: unknown;
};

/** The one base of errors that we throw. `code` is for programs; `message` says what happened, to what, and what to do. */
export class LongtakeError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly details: Json;

  constructor(options: LongtakeErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LongtakeError';
    this.code = options.code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.details = options.details ?? null;
  }
}

/** The machine lacks something (ffmpeg, a newer Node, a readable workspace): exit code 3. */
export class EnvironmentError extends LongtakeError {}

/** The caller's input is wrong: exit code 1. */
export class InputError extends LongtakeError {}

/** Wraps anything thrown, once. */
export function toLongtakeError(thrown: unknown, code = 'unexpected_error'): LongtakeError {
  if (thrown instanceof LongtakeError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new LongtakeError({ code, message, cause: thrown });
}
