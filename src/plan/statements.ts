import type { ShotId } from '../model/ids.ts';
import type { Statement, Task } from '../model/plan.ts';
import type { Draft } from './draft.ts';

export type StatementsInput = {
  readonly draft: Draft;
  readonly tasks: readonly Task[];
  /** Rungs that were left out of ladders. */
  readonly notes: readonly string[];
};

/** What is said once under the plan's table. */
export function statementsOf({ notes }: StatementsInput): readonly Statement[] {
  return notes.map((text) => note(null, text));
}

function note(shot: ShotId | null, text: string): Statement {
  return { kind: 'note', shot, text };
}
