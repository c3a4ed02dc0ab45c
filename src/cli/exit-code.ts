import { EnvironmentError, InputError } from '../model/error.ts';
import { systemErrorWords } from './errors.ts';

/** What the program ends with; `docs/terminal.md` explains them to users. */
export const EXIT = { done: 0, input: 1, incomplete: 2, environment: 3, cancelled: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code that an error ends the program with. One that nobody foresaw leaves the work incomplete: 2. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof InputError) return EXIT.input;
  if (error instanceof EnvironmentError || systemErrorWords(error) !== null) return EXIT.environment;
  if (error instanceof Error && error.name === 'AbortError') return EXIT.cancelled;
  return EXIT.incomplete;
}
