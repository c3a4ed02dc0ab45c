import { z } from 'zod';

import { leaf } from './leaf.ts';
import { quote } from './quote.ts';
import type { Rule } from './rule.ts';

export function whole(min: number, max: number): Rule<number> {
  const expected = `a whole number from ${min} to ${max}`;
  return leaf({
    schema: z.union([z.number().int().min(min).max(max), z.string().regex(/^\d+$/)]),
    expected,
    read(word) {
      const value = /^\d{1,15}$/.test(word.text) ? Number(word.text) : Number.NaN;
      if (value >= min && value <= max) return value;
      return word.wrong({
        code: Number.isNaN(value) ? 'not_a_number' : 'out_of_range',
        message: `${word.name} cannot be ${quote(word.text)}`,
      });
    },
  });
}

/** A decimal number with a unit, such as `-24dB`; the unit may be left out. */
export function quantity(unit: string, min: number, max: number): Rule<number> {
  const pattern = new RegExp(String.raw`^([-+]?\d+(?:\.\d+)?)\s*(?:${unit})?$`, 'i');
  const example = `${Math.round((min + max) / 2)}${unit}`;
  return leaf({
    schema: z.union([
      z.number().min(min).max(max),
      z.string().regex(new RegExp(pattern.source.replaceAll(unit, anyCase(unit)))),
    ]),
    expected: `a number with its unit from ${min}${unit} to ${max}${unit}, such as \`${example}\``,
    read(word) {
      const value = Number(pattern.exec(word.text)?.[1] ?? Number.NaN);
      if (value >= min && value <= max) return value;
      return word.wrong({
        code: Number.isNaN(value) ? 'not_a_number' : 'out_of_range',
        message: `${word.name} cannot be ${quote(word.text)}`,
      });
    },
  });
}

/** A plain decimal number. */
export function decimal(min: number, max: number): Rule<number> {
  return leaf({
    schema: z.number().min(min).max(max),
    expected: `a number from ${min} to ${max}`,
    read(word) {
      const value = /^-?\d*\.?\d+$/.test(word.text) ? Number(word.text) : Number.NaN;
      if (value >= min && value <= max) return value;
      return word.wrong({
        code: Number.isNaN(value) ? 'not_a_number' : 'out_of_range',
        message: `${word.name} cannot be ${quote(word.text)}`,
      });
    },
  });
}

/** Words that people write for `true`. */
export const YES_WORDS: ReadonlySet<string> = new Set(['yes', 'on', 'y', '1', 'true']);
/** Words that people write for `false`. */
export const NO_WORDS: ReadonlySet<string> = new Set(['no', 'off', 'n', '0', 'false']);

/** `true` or `false`. `no` and `off` stay words in YAML 1.2, so they are refused with the word that was meant. */
export function flag(): Rule<boolean> {
  return leaf({
    schema: z.boolean(),
    expected: '`true` or `false`',
    read(word) {
      if (word.node.style === 'plain' && word.text === 'true') return true;
      if (word.node.style === 'plain' && word.text === 'false') return false;
      const lower = word.text.toLowerCase();
      const meant = YES_WORDS.has(lower) ? 'true' : NO_WORDS.has(lower) ? 'false' : null;
      return word.wrong({
        code: 'not_a_flag',
        message: `${word.name} cannot be ${quote(word.text)}`,
        fix: meant === null ? null : `write \`${meant}\`${word.node.style === 'quoted' ? ' without quotes' : ''}`,
      });
    },
  });
}

function anyCase(unit: string): string {
  return unit.replaceAll(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
}
