import { signal, type ReadonlySignal } from '@preact/signals';

/** Several videos that play as one: one clock, one button. Shorter ones wait on their last picture. */
export type InStep = {
  readonly isPlaying: ReadonlySignal<boolean>;
  readonly seconds: ReadonlySignal<number>;
  readonly lengthSeconds: ReadonlySignal<number>;
  /** Called by each video when it comes, with null when it goes. */
  readonly hold: (key: number, element: HTMLVideoElement | null) => void;
  readonly toggle: () => void;
  readonly seek: (seconds: number) => void;
  readonly close: () => void;
};

/** Two frames at 24 a second: less than this nobody sees, and setting the time costs a picture. */
const MOST_DRIFT_SECONDS = 0.08;

export function createInStep(): InStep {
  const isPlaying = signal(false);
  const seconds = signal(0);
  const lengthSeconds = signal(0);
  const elements = new Map<number, HTMLVideoElement>();
  let request = 0;

  const measure = (): void => {
    const lengths = [...elements.values()].map(({ duration }) => duration).filter(Number.isFinite);
    lengthSeconds.value = Math.max(0, ...lengths);
  };
  /** The longest is the clock: it is the last to end. */
  const leader = (): HTMLVideoElement | undefined =>
    [...elements.values()].toSorted((one, other) => (other.duration || 0) - (one.duration || 0))[0];
  const setAll = (to: number): void => {
    for (const element of elements.values()) element.currentTime = Math.min(to, element.duration || to);
  };
  const start = (element: HTMLVideoElement): void => {
    element.play().catch(() => undefined);
  };
  const tick = (): void => {
    request = requestAnimationFrame(tick);
    const first = leader();
    if (first === undefined) return;
    if (first.ended) {
      setAll(0);
      for (const element of elements.values()) start(element);
      seconds.value = 0;
      return;
    }
    seconds.value = first.currentTime;
    for (const element of elements.values()) {
      if (element === first || element.ended || first.currentTime >= element.duration) continue;
      if (Math.abs(element.currentTime - first.currentTime) > MOST_DRIFT_SECONDS && !element.seeking) {
        element.currentTime = first.currentTime;
      }
    }
  };
  const pause = (): void => {
    isPlaying.value = false;
    cancelAnimationFrame(request);
    for (const element of elements.values()) element.pause();
    setAll(seconds.value);
  };
  const play = (): void => {
    isPlaying.value = true;
    setAll(seconds.value);
    for (const element of elements.values()) start(element);
    request = requestAnimationFrame(tick);
  };
  return {
    isPlaying,
    seconds,
    lengthSeconds,
    hold: (key, element) => {
      if (element === null) {
        elements.get(key)?.removeEventListener('loadedmetadata', measure);
        elements.delete(key);
      } else if (elements.get(key) !== element) {
        elements.set(key, element);
        element.addEventListener('loadedmetadata', measure);
        element.currentTime = seconds.peek();
        if (isPlaying.peek()) start(element);
      }
      measure();
    },
    toggle: () => (isPlaying.value ? pause() : play()),
    seek: (to) => {
      seconds.value = to;
      setAll(to);
    },
    close: pause,
  };
}
