import { framesToSeconds, type Fps } from '../model/time.ts';

/** `5s`, `1.5s`, `0.042s`: a length as a storyboard would write it, to the millisecond. */
export function lengthToText(frames: number, fps: Fps): string {
  return secondsToText(framesToSeconds(frames, fps));
}

export function secondsToText(seconds: number): string {
  return `${Number(seconds.toFixed(3))}s`;
}

/** `1 frame`, `12 frames`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
