import type { Playback } from './playback.ts';

type Keys = {
  readonly playback: Playback;
  /** Film frames at which shots begin, in order. */
  readonly starts: readonly number[];
  readonly frames: number;
  readonly toggleSound: () => void;
  readonly toggleFullScreen: () => void;
};

const FASTEST = 4;

/** What a key does to the film; true when it did something. The letters are those of every cutting room. */
export function pressKey(event: KeyboardEvent, { playback, starts, frames, ...toggles }: Keys): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const at = playback.frame.peek();
  const step = event.shiftKey ? 10 : 1;
  const jump = (to: number): void => {
    playback.pause();
    playback.seek(to);
  };
  switch (event.key) {
    case ' ':
      playback.toggle();
      return true;
    case 'k':
    case 'K':
      playback.pause();
      return true;
    case 'l':
    case 'L':
      playback.play(nextRate(playback, 1));
      return true;
    case 'j':
    case 'J':
      playback.play(nextRate(playback, -1));
      return true;
    case 'ArrowLeft':
      jump(at - step);
      return true;
    case 'ArrowRight':
      jump(at + step);
      return true;
    case '[':
      playback.seek(starts.findLast((start) => start < at) ?? 0);
      return true;
    case ']':
      playback.seek(starts.find((start) => start > at) ?? frames - 1);
      return true;
    case 'Home':
      playback.seek(0);
      return true;
    case 'End':
      playback.seek(frames - 1);
      return true;
    case 'm':
    case 'M':
      toggles.toggleSound();
      return true;
    case 'f':
    case 'F':
      toggles.toggleFullScreen();
      return true;
    default:
      return false;
  }
}

/** Pressed again in the same direction it goes twice as fast. */
function nextRate({ isPlaying, rate }: Playback, direction: 1 | -1): number {
  const now = isPlaying.peek() ? rate.peek() : 0;
  return Math.sign(now) === direction ? direction * Math.min(FASTEST, Math.abs(now) * 2) : direction;
}
