import { moneyToText, type Micros } from '../model/money.ts';

/** `0:07`, `3:54`, `1:02:03`: minutes and seconds, for lengths that people compare at a glance. */
export function durationToText(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** How long something took: `0.4 s`, `12 s`, `3 min 5 s`. */
export function elapsedToText(elapsedMs: number): string {
  if (elapsedMs < 9950) return `${(elapsedMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(elapsedMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `512 B`, `48 kB`, `12.3 MB`, `1.2 GB` (powers of ten). */
export function bytesToText(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} B`;
  if (sizeBytes < 1e6) return `${Math.round(sizeBytes / 1000)} kB`;
  if (sizeBytes < 1e9) return `${(sizeBytes / 1e6).toFixed(1)} MB`;
  return `${(sizeBytes / 1e9).toFixed(1)} GB`;
}

/** `1 shot`, `2 shots`, `2 finishes`. */
export function countToText(
  count: number,
  one: string,
  many = /(?:s|sh|ch|x)$/u.test(one) ? `${one}es` : `${one}s`,
): string {
  return `${count} ${count === 1 ? one : many}`;
}
/** `free`, or `spent $1.20`, or `spent $1.20 · reserved $0.40`. */
export function accountToText(spentMicros: Micros, reservedMicros: Micros, separator = ' · '): string {
  if (spentMicros === 0 && reservedMicros === 0) return 'free';
  const spent = `spent ${spentMicros === 0 ? '$0.00' : moneyToText(spentMicros)}`;
  return reservedMicros === 0 ? spent : `${spent}${separator}reserved ${moneyToText(reservedMicros)}`;
}

/** `2026-11-22 14:05`, in the time of this machine. */
export function toMinute(atMs: number): string {
  const date = new Date(atMs);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
