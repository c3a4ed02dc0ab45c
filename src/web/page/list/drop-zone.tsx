import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { readDropped } from '../storyboard/dropped.ts';
import { draft } from '../storyboard/draft.ts';
import { wordsOf } from '../api/client.ts';
import { goTo } from '../route.ts';
import { notify } from '../ui/announce.tsx';

/** A storyboard dropped anywhere, with its pictures if there are any, is one to begin with. */
export function DropZone({ children }: { readonly children: ComponentChildren }) {
  const isOver = useSignal(false);
  const take = async (transfer: DataTransfer): Promise<void> => {
    try {
      draft.value = await readDropped(transfer);
      goTo('/new');
    } catch (thrown) {
      notify(wordsOf(thrown), 'trouble');
    }
  };
  return (
    <div
      class={`drop-zone ${isOver.value ? 'over' : ''}`}
      onDragOver={(event) => {
        if (event.dataTransfer?.types.includes('Files') !== true) return;
        event.preventDefault();
        isOver.value = true;
      }}
      onDragLeave={(event) => {
        if (event.relatedTarget === null) isOver.value = false;
      }}
      onDrop={(event) => {
        event.preventDefault();
        isOver.value = false;
        if (event.dataTransfer !== null) void take(event.dataTransfer);
      }}
    >
      {children}
      {isOver.value && (
        <div class="drop-words" aria-hidden="true">
          Drop a storyboard, with its folder of pictures if it has one
        </div>
      )}
    </div>
  );
}
