import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { wordsOf } from '../api/client.ts';
import type { Render } from '../api/contract.ts';
import { HeldDialog } from '../held/held-dialog.tsx';
import { openFilm, type FilmStore } from '../live/film-store.ts';
import type { Playback } from '../player/playback.ts';
import { Player } from '../player/player.tsx';
import { goTo, toFilmPath } from '../route.ts';
import { ShotPanel } from '../takes/shot-panel.tsx';
import { notify } from '../ui/announce.tsx';
import { TopBar } from '../ui/top-bar.tsx';
import { Board } from './board.tsx';
import { FilmHeader } from './film-header.tsx';
import { NoSuchFilm } from './no-such-film.tsx';
import { startRender } from './start-render.ts';
import { Troubles } from './troubles.tsx';

type Props = { readonly id: string; readonly shotId: string | null };

export function FilmView({ id, shotId }: Props) {
  const store = useMemo(() => openFilm(id), [id]);
  useEffect(() => () => store.close(), [store]);
  const render = store.render.value;
  useEffect(() => {
    document.title = render === null ? 'longtake' : `${toMark(render)}${render.title} · longtake`;
  }, [render?.title, render?.state]);
  if (store.isUnknown.value) return <NoSuchFilm />;
  return (
    <>
      <TopBar connection={store.connection.value}>
        <a href="/" data-page>
          Films
        </a>
        {render !== null && (
          <span aria-current="page">
            <bdi>{render.title}</bdi>
          </span>
        )}
      </TopBar>
      {render === null ? (
        <main class="empty" aria-busy={store.trouble.value === null}>
          {store.trouble.value !== null && <p class="bad-words">{store.trouble.value}</p>}
        </main>
      ) : (
        <Film store={store} render={render} shotId={shotId} />
      )}
    </>
  );
}

function Film({
  store,
  render,
  shotId,
}: {
  readonly store: FilmStore;
  readonly render: Render;
  readonly shotId: string | null;
}) {
  const playback = useSignal<Playback | null>(null);
  const isHeldOpen = useSignal(false);
  const shot = shotId === null ? undefined : render.shotList.find((one) => one.id === shotId);
  const openShot = (next: string | null, how: 'push' | 'replace' = 'push'): void =>
    goTo(toFilmPath(render.id, next), how);
  const isNowhere = shotId !== null && shot === undefined;
  useEffect(() => {
    if (!isNowhere) return;
    notify(`There is no shot ${shotId} in this film.`, 'trouble');
    openShot(null, 'replace');
  }, [isNowhere]);
  return (
    <main class="film">
      <FilmHeader
        render={render}
        held={store.held.value}
        onHeld={() => {
          isHeldOpen.value = true;
        }}
        onAnswer={store.accept}
      />
      <Troubles render={render} onOpen={openShot} />
      <div class="desk">
        <Player
          render={render}
          onOpen={openShot}
          onReady={(created) => {
            playback.value = created;
          }}
        />
        <Board render={render} playback={playback} onOpen={openShot} />
      </div>
      {shot !== undefined && (
        <ShotPanel
          key="panel"
          render={render}
          shot={shot}
          takesVersion={store.takesVersion.value}
          onClose={() => openShot(null)}
          onGo={(next) => openShot(next, 'replace')}
          onChange={store.refresh}
        />
      )}
      {isHeldOpen.value && (
        <HeldDialog
          held={store.held.value}
          isRunning={render.state === 'running'}
          onClose={() => {
            isHeldOpen.value = false;
          }}
          onChange={store.refresh}
          onStart={async () => {
            try {
              const answer = await startRender(render);
              if (answer === null) return;
              store.accept(answer);
              isHeldOpen.value = false;
            } catch (thrown) {
              notify(wordsOf(thrown), 'trouble');
            }
          }}
        />
      )}
    </main>
  );
}

/** In the tab's title, where it is read from afar. */
function toMark({ state, tasks }: Render): string {
  if (state === 'running') return `${Math.floor((tasks.settled / Math.max(1, tasks.total)) * 100)}% `;
  return state === 'incomplete' ? '! ' : '';
}
