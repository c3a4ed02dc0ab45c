import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Render } from '../api/contract.ts';
import { standingOf } from '../film/standing.ts';
import { FullScreenIcon, PauseIcon, PlayIcon, SoundIcon, StepBackIcon, StepForwardIcon } from '../ui/icons.tsx';
import { timecodeToText, wordToText } from '../ui/format.ts';
import { pressKey } from './keys.ts';
import { createPlayback, type Playback } from './playback.ts';
import { indexAt, toFilmList, toTakesList, type Item } from './playlist.ts';
import { Now } from './now.tsx';
import { Timeline } from './timeline.tsx';

type Props = {
  readonly render: Render;
  /** Handed up, so that the board can play from a shot and mark the one that is shown. */
  readonly onReady: (playback: Playback) => void;
  readonly onOpen: (shot: string) => void;
};
type Source = 'film' | 'takes';

/** The film, whole or not: its own file when it is finished, otherwise the takes one after the other. */
export function Player({ render, onReady, onOpen }: Props) {
  const section = useRef<HTMLElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const first = useRef<HTMLVideoElement>(null);
  const second = useRef<HTMLVideoElement>(null);
  const playback = useSignal<Playback | null>(null);
  const isMuted = useSignal(false);
  const chosen = useSignal<Source | null>(null);
  const isWhole = render.film !== null && !render.film.isPartial && render.state === 'done';
  const source: Source = render.film === null ? 'takes' : (chosen.value ?? (isWhole ? 'film' : 'takes'));
  // A film that fades in from black shows its poster until somebody plays it.
  const isFresh = playback.value?.isFresh.value !== false;
  const isCovered = source === 'film' && isFresh;
  const shown = isCovered ? null : (playback.value?.shown.value ?? null);
  const items = useMemo(
    () => (source === 'film' ? toFilmList(render) : toTakesList(render)),
    [source, render.shotList, render.film?.url, render.frames],
  );

  useEffect(() => {
    if (first.current === null || second.current === null) return;
    const created = createPlayback([first.current, second.current]);
    playback.value = created;
    onReady(created);
    return () => created.close();
  }, []);
  const { num, den } = render.fps;
  useEffect(() => {
    playback.value?.setItems(items, { num, den }, render.frames);
  }, [items, num, den, render.frames, playback.value]);

  const toggleFullScreen = (): void => {
    if (document.fullscreenElement === null) void section.current?.requestFullscreen();
    else void document.exitFullscreen();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { target } = event;
    const isOurs = target === document.body || (target instanceof Node && section.current?.contains(target) === true);
    // A button keeps its own keys.
    const isButton = target instanceof HTMLButtonElement && (event.key === ' ' || event.key === 'Enter');
    if (playback.value === null || !isOurs || isButton || document.querySelector('dialog[open]') !== null) return;
    const starts = render.shotList.map(({ fromFrame }) => fromFrame);
    const toggleSound = (): void => {
      isMuted.value = !isMuted.value;
    };
    const keys = { playback: playback.value, starts, frames: render.frames, toggleSound, toggleFullScreen };
    if (pressKey(event, keys)) event.preventDefault();
  };
  useEffect(() => {
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  });

  return (
    <section ref={section} class="player" aria-label="Player">
      <div
        ref={stage}
        class="stage"
        style={{ aspectRatio: `${render.size.width} / ${render.size.height}` }}
        onClick={() => playback.value?.toggle()}
      >
        <Still playback={playback} render={render} />
        <video
          ref={first}
          class={shown === 0 ? 'shown' : ''}
          muted={isMuted.value}
          playsInline
          preload={isFresh ? 'metadata' : 'auto'}
          aria-hidden="true"
        />
        <video
          ref={second}
          class={shown === 1 ? 'shown' : ''}
          muted={isMuted.value}
          playsInline
          preload={isFresh ? 'metadata' : 'auto'}
          aria-hidden="true"
        />
      </div>
      {playback.value !== null && <Timeline render={render} playback={playback.value} />}
      {playback.value !== null && (
        <div class="transport">
          <Transport render={render} playback={playback.value} />
          <span class="grow" />
          {render.film !== null && (
            <SourceChoice
              source={source}
              filmWord={render.film.isPartial ? 'Partial film' : 'Film'}
              onChoose={(next) => {
                chosen.value = next;
              }}
            />
          )}
          <button
            type="button"
            class="icon quiet"
            aria-label="Sound"
            aria-pressed={!isMuted.value}
            title="Sound (M)"
            onClick={() => {
              isMuted.value = !isMuted.value;
            }}
          >
            <SoundIcon isMuted={isMuted.value} />
          </button>
          <button
            type="button"
            class="icon quiet"
            aria-label="Full screen"
            title="Full screen (F)"
            onClick={toggleFullScreen}
          >
            <FullScreenIcon />
          </button>
        </div>
      )}
      <p class="hint">
        {source === 'takes'
          ? 'Takes one after the other, cut hard: joins and the mixed sound come with the film. '
          : ''}
        <span class="keys">
          <kbd>space</kbd> play, <kbd>J</kbd> <kbd>K</kbd> <kbd>L</kbd> back, stop, on, <kbd>←</kbd> <kbd>→</kbd> by
          frame, <kbd>[</kbd> <kbd>]</kbd> by shot
        </span>
      </p>
      {playback.value !== null && <Now render={render} playback={playback.value} onOpen={onOpen} />}
    </section>
  );
}

/** Under the videos: the picture of what cannot be played yet. */
function Still({ playback, render }: { readonly playback: ReadonlySignal<Playback | null>; readonly render: Render }) {
  const item: Item | null = playback.value?.item.value ?? null;
  const shot = render.shotList.find(({ id }) => id === item?.key);
  if (item === null) return null;
  return (
    <div class="still">
      {item.picture === null ? null : <img src={item.picture} alt="" />}
      {item.video === null && (
        <div class={`slate ${item.picture === null ? 'bare' : ''}`}>
          <strong>{item.key}</strong>
          {item.picture === null && <span>{item.words}</span>}
          {shot !== undefined && <span class={`word ${standingOf(shot.state)}`}>{wordToText(shot.state)}</span>}
        </div>
      )}
    </div>
  );
}

function Transport({ render, playback }: { readonly render: Render; readonly playback: Playback }) {
  const starts = render.shotList.map(({ fromFrame }) => fromFrame);
  const at = indexAt(render.shotList, playback.frame.value);
  const isPlaying = playback.isPlaying.value;
  return (
    <>
      <button
        type="button"
        class="icon quiet"
        aria-label="Shot before"
        title="Shot before ([)"
        onClick={() => playback.seek(starts[Math.max(0, at - 1)] ?? 0)}
      >
        <StepBackIcon />
      </button>
      <button type="button" class="icon play" aria-label={isPlaying ? 'Pause' : 'Play'} onClick={playback.toggle}>
        {isPlaying ? <PauseIcon /> : <PlayIcon />}
      </button>
      <button
        type="button"
        class="icon quiet"
        aria-label="Next shot"
        title="Next shot (])"
        onClick={() => playback.seek(starts[at + 1] ?? render.frames - 1)}
      >
        <StepForwardIcon />
      </button>
      <span class="clock">
        {timecodeToText(playback.frame.value, render.fps)}
        <span class="soft"> / {timecodeToText(render.frames, render.fps)}</span>
      </span>
      {playback.rate.value !== 1 && <span class="chip">{playback.rate.value}×</span>}
    </>
  );
}

type ChoiceProps = { readonly source: Source; readonly filmWord: string; readonly onChoose: (source: Source) => void };

function SourceChoice({ source, filmWord, onChoose }: ChoiceProps) {
  const option = (value: Source, word: string) => (
    <button type="button" aria-pressed={source === value} onClick={() => onChoose(value)}>
      {word}
    </button>
  );
  return (
    <div class="choice" role="group" aria-label="What is played">
      {option('film', filmWord)}
      {option('takes', 'Takes')}
    </div>
  );
}
