import type { DocumentPath, Problem } from '../model/problem.ts';

/** What is wrong, what would be right, what to do: the three sentences of every problem. */
export type ProblemWords = {
  readonly code: string;
  readonly path: DocumentPath;
  readonly message: string;
  readonly expected?: string;
  readonly fix?: string;
};

export function errorAt(words: ProblemWords): Problem {
  return toProblem(words, 'error');
}

export function warningAt(words: ProblemWords): Problem {
  return toProblem(words, 'warning');
}

function toProblem(words: ProblemWords, severity: Problem['severity']): Problem {
  return {
    code: words.code,
    severity,
    path: words.path,
    message: words.message,
    expected: words.expected ?? null,
    fix: words.fix ?? null,
  };
}
