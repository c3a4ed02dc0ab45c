import { signal, type ReadonlySignal } from '@preact/signals';
import type { Fps } from '../../../model/time.ts';
import { indexAt, type Item } from './playlist.ts';

/** Plays a list of items as one film, to the frame, on two video elements that take turns. */
export type Playback = {
  readonly frame: ReadonlySignal<number>;
  readonly isPlaying: ReadonlySignal<boolean>;
  /** 1 forwards, 2 and 4 faster, negative backwards. */
  readonly rate: ReadonlySignal<number>;
  /** Which of the two elements has the picture; null while a still one has it. */
  readonly shown: ReadonlySignal<0 | 1 | null>;
  readonly item: ReadonlySignal<Item | null>;
  /** Nobody has played or sought anything yet. */
  readonly isFresh: ReadonlySignal<boolean>;
  readonly setItems: (items: readonly Item[], fps: Fps, frames: number) => void;
  readonly play: (rate?: number) => void;
  readonly pause: () => void;
  readonly toggle: () => void;
  readonly seek: (frame: number) => void;
  readonly close: () => void;
};
type Slot = { readonly element: HTMLVideoElement; source: string | null };

/** Into the middle of a frame, so that rounding never shows its neighbour. */
const MIDDLE = 0.5;
/** How far a frame may be from its time before it counts as the one before. */
const SLACK = 0.02;

export function createPlayback(elements: readonly [HTMLVideoElement, HTMLVideoElement]): Playback {
  const slots: readonly [Slot, Slot] = [
    { element: elements[0], source: null },
    { element: elements[1], source: null },
  ];
  const frame = signal(0);
  const isPlaying = signal(false);
  const rate = signal(1);
  const shown = signal<0 | 1 | null>(null);
  const item = signal<Item | null>(null);
  const isFresh = signal(true);
  let items: readonly Item[] = [];
  let fpsValue = 24;
  let frames = 0;
  let request = 0;
  let clockMs = 0;
  /** Frames that have passed by the clock and that no video counts. */
  let clockFrame = 0;

  const active = (): Slot | null => (shown.value === null ? null : slots[shown.value]);
  const toSeconds = (one: Item, at: number): number =>
    one.videoFromMs / 1000 + (at - one.fromFrame + MIDDLE) / fpsValue;

  /** The slot that has the file already, or the one that is not on the screen. */
  const slotFor = (video: string): 0 | 1 => {
    if (slots[0].source === video) return 0;
    if (slots[1].source === video) return 1;
    return shown.value === 0 ? 1 : 0;
  };
  const load = (index: 0 | 1, one: Item, at: number): void => {
    const slot = slots[index];
    if (one.video === null) return;
    if (slot.source !== one.video) {
      slot.source = one.video;
      slot.element.src = one.video;
      slot.element.load();
    }
    const seconds = toSeconds(one, at);
    if (Math.abs(slot.element.currentTime - seconds) > 0.25 / fpsValue) slot.element.currentTime = seconds;
  };
  const prepareNext = (index: number): void => {
    const next = items[index + 1];
    if (next === undefined || next.video === null || next.video === active()?.source) return;
    load(slotFor(next.video), next, next.fromFrame);
  };
  const show = (index: number, at: number): void => {
    const next = items[index] ?? null;
    const before = active();
    item.value = next;
    frame.value = at;
    clockFrame = at;
    clockMs = performance.now();
    if (next === null || next.video === null) {
      before?.element.pause();
      shown.value = null;
    } else {
      const slot = slotFor(next.video);
      load(slot, next, at);
      if (before !== null && before !== slots[slot]) before.element.pause();
      shown.value = slot;
      if (isPlaying.value && rate.value > 0) start(slots[slot]);
    }
    prepareNext(index);
  };
  const start = ({ element }: Slot): void => {
    element.playbackRate = rate.value;
    // A play that a pause or another file overtakes rejects; nothing is wrong then.
    element.play().catch(() => undefined);
  };
  const tick = (): void => {
    request = requestAnimationFrame(tick);
    const one = item.value;
    if (one === null) return;
    if (rate.value < 0) {
      tickBackwards();
      return;
    }
    const at = readFrame(one);
    if (at >= frames) {
      frame.value = Math.max(0, frames - 1);
      pause();
    } else if (at >= one.toFrame) {
      show(indexAt(items, at), at);
    } else {
      frame.value = at;
    }
  };
  /** By the video where it runs, by the clock where nothing does. */
  const readFrame = (one: Item): number => {
    const slot = active();
    if (slot !== null && !slot.element.ended && slot.element.error === null) {
      clockFrame = one.fromFrame + (slot.element.currentTime - one.videoFromMs / 1000) * fpsValue;
      clockMs = performance.now();
      return Math.max(one.fromFrame, Math.floor(clockFrame + SLACK));
    }
    return Math.floor(clockFrame + ((performance.now() - clockMs) / 1000) * fpsValue * Math.abs(rate.value));
  };
  const tickBackwards = (): void => {
    const slot = active();
    const passed = Math.floor(((performance.now() - clockMs) / 1000) * fpsValue * -rate.value);
    // A seek that is under way shows its picture first.
    if (passed < 1 || slot?.element.seeking === true) return;
    const at = frame.value - passed;
    moveTo(Math.max(0, at));
    if (at <= 0) pause();
  };
  const moveTo = (at: number): void => {
    const index = indexAt(items, at);
    show(index, at);
  };
  const pause = (): void => {
    isPlaying.value = false;
    rate.value = 1;
    cancelAnimationFrame(request);
    for (const { element } of slots) element.pause();
  };
  const seek = (to: number): void => {
    isFresh.value = false;
    moveTo(Math.min(Math.max(0, Math.round(to)), Math.max(0, frames - 1)));
  };
  const play = (wanted = 1): void => {
    cancelAnimationFrame(request);
    rate.value = wanted;
    isPlaying.value = true;
    isFresh.value = false;
    for (const { element } of slots) element.pause();
    moveTo(wanted > 0 && frame.value >= frames - 1 ? 0 : frame.value);
    request = requestAnimationFrame(tick);
  };

  return {
    frame,
    isPlaying,
    rate,
    shown,
    item,
    isFresh,
    setItems: (list, fps, count) => {
      items = list;
      fpsValue = fps.num / fps.den;
      frames = count;
      const at = Math.min(frame.value, Math.max(0, count - 1));
      const next = items[indexAt(items, at)] ?? null;
      const now = item.value;
      const isSame = now?.key === next?.key && now?.video === next?.video && now?.fromFrame === next?.fromFrame;
      // What is on the screen stays there when only something else became another.
      if (isSame) item.value = next;
      else moveTo(at);
      for (const slot of slots) {
        if (slot !== active() && !items.some(({ video }) => video === slot.source)) unload(slot);
      }
      prepareNext(indexAt(items, at));
    },
    play,
    pause,
    toggle: () => (isPlaying.value ? pause() : play()),
    seek,
    close: () => {
      pause();
      for (const slot of slots) unload(slot);
    },
  };
}

/** A file that is no longer shown is fetched no further: it may be another one by now. */
function unload(slot: Slot): void {
  if (slot.source === null) return;
  slot.source = null;
  slot.element.removeAttribute('src');
  slot.element.load();
}
