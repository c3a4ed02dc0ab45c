import { useEffect, useMemo } from 'preact/hooks';
import { openList } from '../live/list-store.ts';
import { goTo } from '../route.ts';
import { draft } from '../storyboard/draft.ts';
import { countToText } from '../ui/format.ts';
import { TopBar } from '../ui/top-bar.tsx';
import { DropZone } from './drop-zone.tsx';
import { RenderCard } from './render-card.tsx';

export function ListView() {
  const store = useMemo(openList, []);
  useEffect(() => {
    document.title = 'longtake';
    return () => store.close();
  }, [store]);
  // A storyboard that is pasted anywhere on this page is one to begin with.
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const isElsewhere = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (isElsewhere || text.trim() === '') return;
      draft.value = { text, files: [] };
      goTo('/new');
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, []);
  const renders = store.renders.value;
  return (
    <DropZone>
      <TopBar connection={store.connection.value} />
      <main class="list">
        <header class="list-head">
          <h1>Films</h1>
          {renders !== null && <span class="soft">{countToText(renders.length, 'film')}</span>}
          <span class="grow" />
          <a class="button primary" href="/new" data-page>
            New film
          </a>
        </header>
        {store.trouble.value !== null && <p class="bad-words">{store.trouble.value}</p>}
        {renders?.length === 0 && (
          <div class="welcome">
            <h2>No film yet</h2>
            <p>
              Drop a storyboard here, paste one with <kbd>Ctrl</kbd> <kbd>V</kbd>, or write one. Without an account the
              whole film is drawn and voiced on this machine, for nothing.
            </p>
          </div>
        )}
        <ul class="films" aria-busy={renders === null}>
          {(renders ?? []).map((render) => (
            <RenderCard key={render.id} render={render} />
          ))}
        </ul>
        {store.hasMore.value && (
          <p class="more">
            <button type="button" onClick={store.showMore}>
              Show more
            </button>
          </p>
        )}
      </main>
    </DropZone>
  );
}
