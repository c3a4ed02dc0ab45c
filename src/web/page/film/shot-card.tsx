import { Component } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { moneyToText } from '../../../model/money.ts';
import type { Fps } from '../../../model/time.ts';
import type { Shot } from '../api/contract.ts';
import { lengthToText, wordToText } from '../ui/format.ts';
import { PlayIcon } from '../ui/icons.tsx';
import { stillOf } from '../player/playlist.ts';
import { joinToText, JoinMark } from './join-mark.tsx';
import { seamToText, sortGates, WorstReading } from './readings.tsx';
import { standingOf } from './standing.ts';

type Props = {
  readonly shot: Shot;
  readonly fps: Fps;
  readonly isCurrent: boolean;
  /** Only one card of the board is a stop of the Tab key. */
  readonly isStop: boolean;
  readonly onOpen: (shot: string) => void;
  readonly onPlay: (shot: string) => void;
  readonly onFocus: (shot: string) => void;
};

/** Six hundred of them: drawn again only when something of theirs changed. */
export class ShotCard extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { shot, isCurrent, isStop } = this.props;
    return shot !== next.shot || isCurrent !== next.isCurrent || isStop !== next.isStop;
  }

  override render(props: Props) {
    return <Card {...props} />;
  }
}

function Card({ shot, fps, isCurrent, isStop, onOpen, onPlay, onFocus }: Props) {
  const isWatched = useSignal(false);
  const standing = standingOf(shot.state);
  const names = {
    'aria-label': toWords(shot, fps),
    ...(isCurrent ? { 'aria-current': 'true' as const } : {}),
  };
  return (
    <li class={`shot ${standing} ${isCurrent ? 'current' : ''}`} data-shot={shot.id}>
      <div
        class="thumb"
        onPointerEnter={(event) => {
          isWatched.value = event.pointerType === 'mouse';
        }}
        onPointerLeave={() => {
          isWatched.value = false;
        }}
      >
        <button
          type="button"
          class="open"
          tabIndex={isStop ? 0 : -1}
          {...names}
          aria-keyshortcuts="P"
          onClick={() => onOpen(shot.id)}
          onFocus={(event) => {
            onFocus(shot.id);
            isWatched.value = event.currentTarget.matches(':focus-visible');
          }}
          onBlur={() => {
            isWatched.value = false;
          }}
        >
          <Picture shot={shot} isWatched={isWatched.value} />
          {standing === 'working' && <Progress done={shot.done} />}
        </button>
        <button
          type="button"
          class="play-here icon"
          tabIndex={-1}
          aria-label={`Play from ${shot.id}`}
          title="Play from here (P)"
          onClick={() => onPlay(shot.id)}
        >
          <PlayIcon />
        </button>
        {shot.out !== null && shot.out.kind !== 'cut' && <JoinMark out={shot.out} fps={fps} />}
      </div>
      <div class="facts" aria-hidden="true">
        <div class="line">
          <b class="id">{shot.id}</b>
          <span class="soft">{lengthToText(shot.durationMs)}</span>
          <span class="grow" />
          <span class="soft">{costToText(shot)}</span>
        </div>
        <p class="action" dir="auto">
          {shot.action ?? shot.title}
        </p>
        <div class="line">
          <span class={`word ${standing}`}>{wordToText(shot.state)}</span>
          {shot.takesCount > 1 && (
            <span class="soft">
              take {shot.take ?? '–'} of {shot.takesCount}
            </span>
          )}
          {shot.isStale && <span class="reading warned">stale</span>}
          <WorstReading gates={shot.gates} seam={shot.seam} />
        </div>
      </div>
    </li>
  );
}

function Picture({ shot, isWatched }: { readonly shot: Shot; readonly isWatched: boolean }) {
  const picture = stillOf(shot);
  const video = shot.video ?? shot.drawing?.video ?? null;
  return (
    <>
      {picture === null ? (
        <span class="no-picture">{shot.kind === 'shot' ? shot.id : shot.kind}</span>
      ) : (
        <img src={picture} alt="" loading="lazy" decoding="async" draggable={false} />
      )}
      {shot.video === null && shot.drawing !== null && <span class="stand-in">animatic</span>}
      {isWatched && video !== null && <Moving video={video} fromMs={shot.videoFromMs} lengthMs={shot.durationMs} />}
    </>
  );
}

const SHORTEST_LOOK_MS = 120;

/** The part of the take that the film shows, over and over, without a sound. */
function Moving({
  video,
  fromMs,
  lengthMs,
}: {
  readonly video: string;
  readonly fromMs: number;
  readonly lengthMs: number;
}) {
  const element = useRef<HTMLVideoElement>(null);
  const isMoving = useSignal(false);
  useEffect(() => {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return undefined;
    // A pointer that only crosses the board loads nothing.
    const timer = setTimeout(() => {
      const { current } = element;
      if (current === null) return;
      current.src = video;
      current.currentTime = fromMs / 1000;
      current.play().catch(() => undefined);
    }, SHORTEST_LOOK_MS);
    return () => clearTimeout(timer);
  }, [video, fromMs]);
  return (
    <video
      ref={element}
      class={isMoving.value ? 'shown' : ''}
      muted
      playsInline
      loop
      aria-hidden="true"
      onPlaying={() => {
        isMoving.value = true;
      }}
      onTimeUpdate={({ currentTarget }) => {
        if (currentTarget.currentTime * 1000 >= fromMs + lengthMs) currentTarget.currentTime = fromMs / 1000;
      }}
    />
  );
}

function Progress({ done }: { readonly done: number | null }) {
  return (
    <span class={`progress ${done === null ? 'unknown' : ''}`}>
      <span style={{ width: `${Math.round((done ?? 1) * 100)}%` }} />
    </span>
  );
}

/** What was paid so far; of what is not there yet nobody says that it is free. */
function costToText({ costMicros, state }: Shot): string {
  return costMicros === 0 && standingOf(state) !== 'ready' ? '' : moneyToText(costMicros);
}

/** The whole card in one sentence. */
function toWords(shot: Shot, fps: Fps): string {
  const [worst] = sortGates(shot.gates);
  return [
    `Shot ${shot.id}`,
    wordToText(shot.state),
    ...(shot.done === null ? [] : [`${Math.round(shot.done * 100)}%`]),
    lengthToText(shot.durationMs),
    ...(costToText(shot) === '' ? [] : [costToText(shot)]),
    ...(shot.takesCount > 1 ? [`take ${shot.take ?? 'none'} of ${shot.takesCount}`] : []),
    ...(shot.isStale ? ['stale'] : []),
    ...(worst === undefined || worst.verdict === 'passed' || worst.verdict === 'excused'
      ? []
      : [`gate ${wordToText(worst.gate)} ${worst.verdict}`]),
    ...(shot.seam === null ? [] : [`seam ${shot.seam.verdict}, ${seamToText(shot.seam)}`]),
    ...(shot.out === null ? [] : [`then ${joinToText(shot.out, fps)}`]),
    shot.action ?? shot.title,
  ].join(', ');
}
