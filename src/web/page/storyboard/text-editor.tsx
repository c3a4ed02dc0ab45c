import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { wordsOf } from '../api/client.ts';
import type { StoryboardProblem } from '../api/contract.ts';
import type { Editor } from './editor.ts';

type Props = {
  readonly text: string;
  /** Another one whenever the text comes from elsewhere than this editor, which then shows it. */
  readonly revision: unknown;
  readonly problems: readonly StoryboardProblem[];
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
  readonly onReady: (editor: Editor) => void;
};

/** Loads the editor when it is first needed, into a shadow root of its own. */
export function TextEditor(props: Props) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const trouble = useSignal<string | null>(null);
  useEffect(() => {
    let isGone = false;
    const load = async (): Promise<void> => {
      const { createEditor } = await import('./editor.ts');
      if (isGone || host.current === null) return;
      const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open', delegatesFocus: true });
      const parent = document.createElement('div');
      parent.style.height = '100%';
      root.replaceChildren(parent);
      editor.current = createEditor({
        root,
        parent,
        text: latest.current.text,
        onChange: (text) => latest.current.onChange(text),
        onSave: () => latest.current.onSave(),
      });
      editor.current.setProblems(latest.current.problems);
      latest.current.onReady(editor.current);
    };
    load().catch((thrown: unknown) => {
      trouble.value = wordsOf(thrown);
    });
    return () => {
      isGone = true;
      editor.current?.close();
    };
  }, []);
  // Not on every change of the text: by then the next key may have been pressed, and would be lost.
  useEffect(() => editor.current?.setText(latest.current.text), [props.revision]);
  useEffect(() => editor.current?.setProblems(props.problems), [props.problems]);
  if (trouble.value !== null) return <p class="bad-words">{trouble.value}</p>;
  return <div ref={host} class="text-editor" />;
}
