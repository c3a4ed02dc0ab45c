/**
 * Film time. Everything on the timeline is a whole number of frames; this file holds the one rounding rule:
 * a length in seconds becomes the nearest whole frame, halves rounded up.
 */

/** Frames per second as an exact fraction: `{num: 24000, den: 1001}` is 23.976. */
export type Fps = { readonly num: number; readonly den: number };

const MICROS = 1_000_000n;

/** Whole frames in a length given in microseconds (an exact integer, so that `0.1s` is not a float). */
export function microsToFrames(micros: number, fps: Fps): number {
  const num = BigInt(micros) * BigInt(fps.num);
  const den = BigInt(fps.den) * MICROS;
  return Number((2n * num + den) / (2n * den));
}

/** How many frames a given piece of film fills: the last one may lack a tenth, which is how containers round. */
export function msToWholeFrames(ms: number, fps: Fps): number {
  return Math.floor((ms * fps.num) / (fps.den * 1000) + 0.1);
}

export function framesToSeconds(frames: number, fps: Fps): number {
  return (frames * fps.den) / fps.num;
}

export function framesToMs(frames: number, fps: Fps): number {
  return Math.round((frames * fps.den * 1000) / fps.num);
}

/** The audio sample (counted from the film's start) at which a frame begins, rounded down. Carries fractional rates exactly. */
export function frameToSample(frame: number, fps: Fps, sampleRate = 48_000): number {
  return Number((BigInt(frame) * BigInt(sampleRate) * BigInt(fps.den)) / BigInt(fps.num));
}

/** `hh:mm:ss:ff`, non-drop, counted at the nominal (rounded) rate. */
export function toTimecode(frame: number, fps: Fps): string {
  const nominal = Math.round(fps.num / fps.den);
  const seconds = Math.floor(frame / nominal);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}:${two(frame % nominal)}`;
}

/** `24` or `24000/1001`, as ffmpeg and storyboards write it. */
export function fpsToText(fps: Fps): string {
  return fps.den === 1 ? String(fps.num) : `${fps.num}/${fps.den}`;
}
