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

/**
 * Without what only follows from another mistake: a shot was planned without the key that is wrong in it, and what its
 * models can do of the rest says nothing.
 */
export function withoutConsequences(problems: readonly Problem[], before: readonly Problem[]): readonly Problem[] {
  const isWithin = (path: DocumentPath, outer: DocumentPath): boolean =>
    path.length > outer.length && outer.every((key, index) => key === path[index]);
  return problems.filter(
    ({ code, path }) =>
      code !== 'model_cannot' || !before.some((one) => one.severity === 'error' && isWithin(one.path, path)),
  );
}
