import { z } from 'zod';

import type { DurationSpec } from '../model/storyboard.ts';
import { microsToFrames } from '../model/time.ts';
import type { Fps } from '../model/time.ts';
import { leaf } from './leaf.ts';
import type { Word, Wrong } from './leaf.ts';
import { quote } from './quote.ts';
import type { Rule } from './rule.ts';

const MAX_SECONDS = 24 * 60 * 60;
const LENGTH = /^(\d+)(?:\.(\d+))?\s?(s|f)?$/;
export const LENGTH_EXPECTED = 'a length such as `5s`, `1.5s`, `120f` (frames), or a number of seconds';

export type ParsedLength = { readonly frames: number } | { readonly wrong: Wrong };
export type LengthOptions = { readonly allowZero?: boolean; readonly name: string };

/** `5s`, `1.5s`, `120f` or seconds, in whole frames. Seconds are read as exact decimals, down to microseconds. */
export function parseLength(text: string, fps: Fps, options: LengthOptions): ParsedLength {
  const { name } = options;
  const match = LENGTH.exec(text);
  if (match === null) return { wrong: notALength(text, name) };
  const [, whole = '0', fraction = '', unit = 's'] = match;
  if (unit === 'f' && fraction !== '') {
    return { wrong: { code: 'not_a_length', message: `${name} cannot be ${quote(text)}: frames are whole` } };
  }
  if (fraction.length > 6) {
    return { wrong: { code: 'not_a_length', message: `${name} cannot be ${quote(text)}: finer than a microsecond` } };
  }
  const isHuge = whole.length > 9;
  const micros = Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0'));
  const frames = isHuge ? Infinity : unit === 'f' ? Number(whole) : microsToFrames(micros, fps);
  if (frames * fps.den > MAX_SECONDS * fps.num) {
    return {
      wrong: {
        code: 'length_too_long',
        message: `${name} is longer than a day: ${quote(text)}`,
        expected: 'at most 24 hours (86400s)',
      },
    };
  }
  if (frames === 0 && options.allowZero !== true) return { wrong: zeroLength(text, name, micros > 0 && unit === 's') };
  return { frames };
}

/** The text of a length in frames; `parseLength` reads it back. */
export function lengthToText(frames: number): string {
  return `${frames}f`;
}

/** A length, in frames. */
export function length(options: { readonly allowZero?: boolean } = {}): Rule<number> {
  return leaf({
    schema: lengthSchema(options.allowZero === true),
    expected: LENGTH_EXPECTED,
    read: (word) => readLength(word, options),
  });
}

/** A shot's `duration`: a length or `auto`. */
export function duration(): Rule<DurationSpec> {
  return leaf<DurationSpec>({
    schema: z.union([z.literal('auto'), lengthSchema(false)]),
    expected: `${LENGTH_EXPECTED}; or \`auto\``,
    read(word) {
      if (word.text === 'auto') return { kind: 'auto' };
      const frames = readLength(word, {});
      return frames === null ? null : { kind: 'frames', frames };
    },
  });
}

function readLength(word: Word, options: { readonly allowZero?: boolean }): number | null {
  const parsed = parseLength(word.text, word.fps, { ...options, name: word.name });
  return 'frames' in parsed ? parsed.frames : word.wrong(parsed.wrong);
}

function lengthSchema(allowZero: boolean): z.ZodType {
  const seconds = allowZero ? z.number().nonnegative() : z.number().positive();
  return z.union([z.string().regex(LENGTH), seconds.max(MAX_SECONDS)]);
}

function zeroLength(text: string, name: string, isRoundedDown: boolean): Wrong {
  return {
    code: 'zero_length',
    message: isRoundedDown
      ? `${name} is shorter than half a frame: ${quote(text)}`
      : `${name} cannot be zero: ${quote(text)}`,
    expected: 'at least one frame (`1f`)',
  };
}

function notALength(text: string, name: string): Wrong {
  const message = `${name} cannot be ${quote(text)}`;
  const clock = /^(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:\.\d+)?)$/.exec(text);
  if (clock !== null) {
    const [, hours = '0', minutes = '0', seconds = '0'] = clock;
    const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return {
      code: 'clock_length',
      message: `${message}: lengths are not written as clock times`,
      fix: `write \`${total}s\` if you mean ${Number(minutes)} min ${Number(seconds)} s`,
    };
  }
  if (text.startsWith('-')) return { code: 'negative_length', message: `${message}: a length is never negative` };
  const unit = /^(\d+(?:\.\d+)?)\s*(ms|msec|seconds?|secs?|S|minutes?|mins?|m|h|hours?|frames?|F)$/.exec(text);
  const fix = unit === null ? null : unitFix(unit[1] ?? '', unit[2] ?? '');
  return {
    code: 'not_a_length',
    message,
    fix: fix ?? (/^\d+,\d+s?$/.test(text) ? 'use a point: `' + text.replace(',', '.') + '`' : null),
  };
}

function unitFix(amount: string, unit: string): string {
  const lower = unit.toLowerCase();
  if (lower.startsWith('f')) return `write \`${amount}f\``;
  if (lower.startsWith('ms')) return `write \`${Number(amount) / 1000}s\``;
  if (lower.startsWith('m')) return `write \`${Number(amount) * 60}s\``;
  return lower.startsWith('h') ? `write \`${Number(amount) * 3600}s\`` : `write \`${amount}s\``;
}
