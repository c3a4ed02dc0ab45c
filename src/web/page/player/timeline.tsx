import { useRef } from 'preact/hooks';
import type { Render } from '../api/contract.ts';
import { standingOf } from '../film/standing.ts';
import { timecodeToText, wordToText } from '../ui/format.ts';
import type { Playback } from './playback.ts';
import { indexAt, toStrip } from './playlist.ts';

type Props = { readonly render: Render; readonly playback: Playback };

/** The film as a strip, each shot as wide as it is long. Its keys are the player's. */
export function Timeline({ render, playback }: Props) {
  const strip = useRef<HTMLDivElement>(null);
  const { frames } = render;
  const seekTo = (clientX: number): void => {
    const box = strip.current?.getBoundingClientRect();
    if (box !== undefined && box.width > 0) playback.seek(Math.floor(((clientX - box.left) / box.width) * frames));
  };
  return (
    <div class="timeline">
      <div
        ref={strip}
        class="strip"
        role="slider"
        tabIndex={0}
        aria-label="Timeline"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, frames - 1)}
        aria-valuenow={playback.frame.value}
        aria-valuetext={toWords(render, playback.frame.value)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          seekTo(event.clientX);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event.clientX);
        }}
      >
        <Segments render={render} />
        <div class="playhead" style={{ left: `${(playback.frame.value / Math.max(1, frames)) * 100}%` }} />
      </div>
    </div>
  );
}

/** Drawn again when the film changes and not with every frame. */
function Segments({ render }: { readonly render: Render }) {
  const { shotList, frames } = render;
  const { pictures, isDense } = toStrip(render);
  const place = (fromFrame: number, toFrame: number): { readonly left: string; readonly width: string } => ({
    left: `${(fromFrame / Math.max(1, frames)) * 100}%`,
    width: `${((toFrame - fromFrame) / Math.max(1, frames)) * 100}%`,
  });
  return (
    <>
      {pictures.map(({ key, shot, picture, fromFrame, toFrame }) => (
        <img
          key={key}
          class={standingOf(shot.state)}
          style={place(fromFrame, toFrame)}
          src={picture}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
        />
      ))}
      {shotList.map((shot, index) => (
        <div
          key={shot.id}
          class={`segment ${standingOf(shot.state)} ${isDense ? 'dense' : ''}`}
          style={place(shot.fromFrame, shotList[index + 1]?.fromFrame ?? frames)}
          title={`${shot.id}: ${wordToText(shot.state)}`}
        />
      ))}
    </>
  );
}

function toWords({ shotList, fps, frames }: Render, frame: number): string {
  const shot = shotList[indexAt(shotList, frame)];
  const time = `${timecodeToText(frame, fps)} of ${timecodeToText(frames, fps)}`;
  return shot === undefined ? time : `shot ${shot.id}, ${time}`;
}
