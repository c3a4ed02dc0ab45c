import { moneyToText, type Micros } from '../../../model/money.ts';
import { toTimecode, type Fps } from '../../../model/time.ts';

/** `4.0 s`, `1:24`, `1:02:03`. */
export function lengthToText(durationMs: number): string {
  const seconds = durationMs / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours === 0 ? `${minutes}:${two(whole % 60)}` : `${hours}:${two(minutes)}:${two(whole % 60)}`;
}

/** `about 40 s left`, never more exact than a guess is. */
export function leftToText(seconds: number): string {
  if (seconds < 10) return 'a few seconds left';
  if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} s left`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${(seconds / 3600).toFixed(1)} h left`;
}

export function timecodeToText(frame: number, fps: Fps): string {
  return toTimecode(frame, fps);
}

/** A machine's word as it is read: `backing_off` is `backing off`. */
export function wordToText(word: string): string {
  return word.replaceAll('_', ' ');
}

/** `$1.20`; `nothing` where a sentence says what was spent. */
export function spentToText(micros: Micros): string {
  return micros === 0 ? 'nothing' : moneyToText(micros);
}

export function sizeToText(sizeBytes: number): string {
  if (sizeBytes < 1e6) return `${Math.max(1, Math.round(sizeBytes / 1e3))} kB`;
  if (sizeBytes < 1e9) return `${(sizeBytes / 1e6).toFixed(1)} MB`;
  return `${(sizeBytes / 1e9).toFixed(2)} GB`;
}

export function countToText(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function momentToText(epochMs: number): string {
  return moments.format(epochMs);
}
