/** Where in a YAML document: keys and indexes from the root. */
export type DocumentPath = readonly (string | number)[];

/**
 * Something wrong in a storyboard, before it has a line. `storyboard/` gives it one.
 * `message` says what is wrong, `expected` what would be right, `fix` what to do.
 */
export type Problem = {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly path: DocumentPath;
  /** Point at the key itself and not at its value (unknown keys). */
  readonly atKey?: boolean;
  readonly message: string;
  readonly expected: string | null;
  readonly fix: string | null;
};

/** A problem with its place in a file; line and column count from 1, `length` in characters of that line. */
export type LocatedProblem = Problem & {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** The source line and its neighbours, with the place marked. */
  readonly frame: string;
};
