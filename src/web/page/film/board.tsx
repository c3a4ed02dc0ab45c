import { computed, useSignal, useSignalEffect, type ReadonlySignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import type { Render, Shot } from '../api/contract.ts';
import type { Playback } from '../player/playback.ts';
import { indexAt } from '../player/playlist.ts';
import { countToText } from '../ui/format.ts';
import { ShotCard } from './shot-card.tsx';

type Props = {
  readonly render: Render;
  readonly playback: ReadonlySignal<Playback | null>;
  readonly onOpen: (shot: string) => void;
};

/** Scenes and shots in play order. One stop of the Tab key; the arrows go from card to card. */
export function Board({ render, playback, onOpen }: Props) {
  const board = useRef<HTMLElement>(null);
  const focused = useSignal<string | null>(null);
  const latest = useRef(render);
  latest.current = render;
  // Only another shot draws the board again, not every frame.
  const current = useMemo(
    () =>
      computed(() => {
        const player = playback.value;
        const isIdle = player === null || (player.frame.value === 0 && !player.isPlaying.value);
        const { shotList } = latest.current;
        return isIdle ? null : (shotList[indexAt(shotList, player.frame.value)]?.id ?? null);
      }),
    [],
  );
  useSignalEffect(() => follow(board.current, current.value, playback.value));
  const shots = useMemo(() => new Map(render.shotList.map((shot) => [shot.id, shot])), [render.shotList]);
  const stop = shots.has(focused.value ?? '') ? focused.value : (render.shotList[0]?.id ?? null);
  const playFrom = (id: string): void => {
    const shot = latest.current.shotList.find((one) => one.id === id);
    if (shot === undefined) return;
    playback.peek()?.seek(shot.fromFrame);
    playback.peek()?.play();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || board.current === null) return;
    const buttons = [...board.current.querySelectorAll<HTMLButtonElement>('.shot .open')];
    const at = buttons.findIndex((button) => button === document.activeElement);
    if (at === -1) return;
    const to = moveFocus(event.key, at, buttons);
    if (to !== null) buttons[to]?.focus();
    else if (event.key.toLowerCase() === 'p') playFrom(render.shotList[at]?.id ?? '');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section
      ref={board}
      class="board"
      aria-label="Board"
      style={{ '--shape': `${render.size.width} / ${render.size.height}` }}
      onKeyDown={onKeyDown}
    >
      {render.scenes.map((scene) => (
        <section key={scene.id} class="scene" aria-labelledby={`scene-${scene.id}`}>
          <header>
            <h2 id={`scene-${scene.id}`}>
              <bdi>{scene.heading ?? scene.id}</bdi>
            </h2>
            <span class="soft">{countToText(scene.shots.length, 'shot')}</span>
          </header>
          <ol>
            {scene.shots.map((id) => {
              const shot: Shot | undefined = shots.get(id);
              if (shot === undefined) return null;
              return (
                <ShotCard
                  key={id}
                  shot={shot}
                  fps={render.fps}
                  isCurrent={current.value === id}
                  isStop={stop === id}
                  onOpen={onOpen}
                  onPlay={playFrom}
                  onFocus={(focusedId) => {
                    focused.value = focusedId;
                  }}
                />
              );
            })}
          </ol>
        </section>
      ))}
    </section>
  );
}

/** Keeps the shot that plays in sight where player and board stand side by side, unless somebody is busy on the board. */
function follow(board: HTMLElement | null, shot: string | null, playback: Playback | null): void {
  if (board === null || shot === null || playback?.isPlaying.peek() !== true) return;
  const isBusy = board.matches(':hover') || board.contains(document.activeElement);
  if (isBusy || !matchMedia('(width >= 62rem)').matches) return;
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const card = board.querySelector(`[data-shot="${CSS.escape(shot)}"]`);
  card?.scrollIntoView({ block: 'nearest', behavior: isStill ? 'auto' : 'smooth' });
}

/** Index of the card that a key goes to; up and down go by what is on the screen. */
function moveFocus(key: string, at: number, buttons: readonly HTMLButtonElement[]): number | null {
  const last = buttons.length - 1;
  switch (key) {
    case 'ArrowRight':
      return Math.min(last, at + 1);
    case 'ArrowLeft':
      return Math.max(0, at - 1);
    case 'ArrowDown':
      return findInRow(buttons, at, 1);
    case 'ArrowUp':
      return findInRow(buttons, at, -1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

/** The nearest card of the next row that way. */
function findInRow(buttons: readonly HTMLButtonElement[], at: number, way: 1 | -1): number {
  const from = buttons[at]?.getBoundingClientRect();
  if (from === undefined) return at;
  let best = at;
  let bestOff = Infinity;
  let rowTop: number | null = null;
  for (let index = at + way; index >= 0 && index < buttons.length; index += way) {
    const box = buttons[index]?.getBoundingClientRect();
    if (box === undefined || Math.abs(box.top - from.top) < 2) continue;
    rowTop ??= box.top;
    if (Math.abs(box.top - rowTop) > 2) break;
    const off = Math.abs(box.left - from.left);
    if (off < bestOff) [best, bestOff] = [index, off];
  }
  return best;
}
