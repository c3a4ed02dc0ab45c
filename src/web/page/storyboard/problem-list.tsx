import type { StoryboardProblem } from '../api/contract.ts';
import { countToText } from '../ui/format.ts';

type Props = {
  readonly problems: readonly StoryboardProblem[];
  /** Those of the text at hand; the others are in files that it includes. */
  readonly here: readonly StoryboardProblem[];
  readonly onJump: (problem: StoryboardProblem) => void;
};

export function ProblemList({ problems, here, onJump }: Props) {
  if (problems.length === 0) return null;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const heads = [
    ...(errors === 0 ? [] : [countToText(errors, 'error')]),
    ...(errors === problems.length ? [] : [countToText(problems.length - errors, 'warning')]),
  ];
  return (
    <section class="problems" aria-label="Problems">
      <h2>{heads.join(', ')}</h2>
      <ol>
        {problems.map((problem) => (
          <li key={`${problem.file}:${problem.line}:${problem.column}:${problem.code}`} class={problem.severity}>
            <button type="button" disabled={!here.includes(problem)} onClick={() => onJump(problem)}>
              <span class="place">
                {problem.line}:{problem.column}
              </span>
              <span dir="auto">
                {!here.includes(problem) && <b>{problem.file}: </b>}
                {problem.message}
                {problem.expected !== null && <span class="expected soft"> expected: {problem.expected}</span>}
                {problem.fix !== null && <span class="fix"> {problem.fix}</span>}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
