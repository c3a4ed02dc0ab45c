import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { PlanAnswer, StoryboardProblem } from '../api/contract.ts';
import type { Editor } from './editor.ts';
import { createPlanCheck, type Wanted } from './plan-check.ts';
import { PlanDiff } from './plan-diff.tsx';
import { ProblemList } from './problem-list.tsx';
import { TextEditor } from './text-editor.tsx';

type Props = {
  readonly wanted: Wanted;
  /** Another one whenever the text was put there by something else than typing. */
  readonly revision: unknown;
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
  /** Shown while there is nothing to check. */
  readonly empty: ComponentChildren;
  /** Told to whoever decides what may be done with it. */
  readonly footer: (answer: PlanAnswer | null, isCurrent: boolean) => ComponentChildren;
};

/** The text on one side; what is wrong with it, or what it comes to, on the other. */
export function Workbench({ wanted, revision, onChange, onSave, empty, footer }: Props) {
  const check = useMemo(createPlanCheck, []);
  const editor = useRef<Editor | null>(null);
  useEffect(() => () => check.close(), [check]);
  const { storyboard, render, files, options } = wanted;
  useEffect(() => check.check(wanted), [storyboard, render, files, options?.preview]);
  const answer = check.answer.value;
  const problems = answer?.problems ?? [];
  // What is included cannot be marked in this text.
  const here = useMemo(() => problems.filter((problem) => isOf(problem, storyboard)), [problems]);
  const isCurrent = !check.isChecking.value;
  return (
    <div class="workbench">
      <TextEditor
        text={storyboard}
        revision={revision}
        problems={here}
        onChange={onChange}
        onSave={onSave}
        onReady={(created) => {
          editor.current = created;
          created.focus();
        }}
      />
      <aside class={isCurrent ? '' : 'checking'} aria-busy={!isCurrent}>
        <div class="findings">
          {check.trouble.value !== null && <p class="bad-words">{check.trouble.value}</p>}
          {storyboard.trim() === '' ? empty : null}
          <ProblemList
            problems={problems}
            here={here}
            onJump={({ line, column }) => editor.current?.jumpTo(line, column)}
          />
          {answer?.plan !== null && answer?.plan !== undefined && <PlanDiff plan={answer.plan} />}
        </div>
        <footer>{footer(answer, isCurrent)}</footer>
      </aside>
    </div>
  );
}

/** Whether it points into this text: the line that it shows (cut where it is long) is the line that is there. */
function isOf({ line, frame }: StoryboardProblem, text: string): boolean {
  const shown = /^> *\d+ \|(.*)$/mu.exec(frame)?.[1] ?? '';
  return toWords(text.split('\n')[line - 1] ?? '').includes(toWords(shown));
}

function toWords(line: string): string {
  return line.replaceAll(/[\s→…]+/gu, ' ').trim();
}
