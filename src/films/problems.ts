import { InputError } from '../model/error.ts';
import type { LocatedProblem } from '../model/problem.ts';

/** A storyboard with mistakes, where a sound one was needed. */
export class UnsoundStoryboardError extends InputError {
  readonly problems: readonly LocatedProblem[];

  constructor(file: string, problems: readonly LocatedProblem[]) {
    super({
      code: 'storyboard_unsound',
      message: `${file} has ${countProblems(problems)}; nothing was done.`,
      details: { problems: problems.map(toJsonProblem) },
    });
    this.problems = problems;
  }
}

/** `1 mistake`, `2 mistakes and 1 warning`, `no mistakes`. */
export function countProblems(problems: readonly LocatedProblem[]): string {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const parts = [...count(errors, 'mistake'), ...count(problems.length - errors, 'warning')];
  return parts.length === 0 ? 'no mistakes' : parts.join(' and ');
}

/** A problem as plain JSON, for programs. */
export function toJsonProblem(problem: LocatedProblem) {
  return {
    code: problem.code,
    severity: problem.severity,
    file: problem.file,
    line: problem.line,
    column: problem.column,
    length: problem.length,
    path: [...problem.path],
    message: problem.message,
    expected: problem.expected,
    fix: problem.fix,
  };
}

function count(number: number, word: string): readonly string[] {
  return number === 0 ? [] : [`${number} ${word}${number === 1 ? '' : 's'}`];
}
