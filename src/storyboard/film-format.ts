import { z } from 'zod';

import type { Fit, Size } from '../model/storyboard.ts';
import type { Micros } from '../model/money.ts';
import type { Fps } from '../model/time.ts';
import { leaf, oneOf } from './leaf.ts';
import { quote } from './quote.ts';
import { described } from './rule.ts';
import type { Rule } from './rule.ts';

/** The format version that this code reads. */
export const FORMAT_VERSION = 1;

export function version(): Rule<1> {
  return leaf<1>({
    schema: z.literal(FORMAT_VERSION),
    expected: `\`longtake: ${FORMAT_VERSION}\``,
    read(word) {
      if (word.text === String(FORMAT_VERSION) && word.node.style === 'plain') return FORMAT_VERSION;
      const number = /^\d+(?:\.\d+)*$/.test(word.text) ? Number.parseInt(word.text, 10) : 0;
      if (number > FORMAT_VERSION) {
        return word.wrong({
          code: 'newer_format',
          message: `this storyboard is written in format ${quote(word.text)}; this longtake reads format ${FORMAT_VERSION}`,
          fix: 'install a newer longtake',
        });
      }
      return word.wrong({
        code: 'bad_version',
        message: `${quote(word.text)} is not a format version`,
        fix: `write \`longtake: ${FORMAT_VERSION}\``,
      });
    },
  });
}

const MIN_SIDE = 16;
const MAX_SIDE = 8192;

export function size(): Rule<Size> {
  return leaf({
    schema: z
      .string()
      .regex(/^\d{1,5}x\d{1,5}$/)
      .meta({ examples: ['1280x720', '1920x1080', '1080x1920'] }),
    expected: `width and height in even pixels from ${MIN_SIDE} to ${MAX_SIDE}, such as \`1280x720\``,
    read(word) {
      const match = /^(\d{1,5})x(\d{1,5})$/.exec(word.text);
      const loose = /^(\d{1,5})\s*[x×X*,:]\s*(\d{1,5})$/.exec(word.text);
      const lines = /^(\d{3,4})p$/i.exec(word.text);
      if (match === null) {
        const width = lines === null ? 0 : Math.round((Number(lines[1]) * 16) / 18) * 2;
        const meant = loose !== null ? `${loose[1]}x${loose[2]}` : lines === null ? null : `${width}x${lines[1]}`;
        return word.wrong({
          code: 'bad_size',
          message: `${word.name} cannot be ${quote(word.text)}`,
          fix: meant === null ? null : `write \`${meant}\``,
        });
      }
      const [width, height] = [Number(match[1]), Number(match[2])];
      const isOutside = Math.min(width, height) < MIN_SIDE || Math.max(width, height) > MAX_SIDE;
      if (isOutside)
        return word.wrong({ code: 'bad_size', message: `${word.name} ${quote(word.text)} is out of range` });
      if (width % 2 === 0 && height % 2 === 0) return { width, height };
      return word.wrong({
        code: 'odd_size',
        message: `${word.name} ${quote(word.text)} has an odd side, which video encoders refuse`,
        fix: `write \`${width + (width % 2)}x${height + (height % 2)}\``,
      });
    },
  });
}

export function fit(): Rule<Fit> {
  return described(oneOf(['crop', 'pad']), 'What happens to a take of another shape: cut its edges, or add bars.');
}

const EXACT_RATES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '23.976': '24000/1001',
    '23.98': '24000/1001',
    '29.97': '30000/1001',
    '47.952': '48000/1001',
    '59.94': '60000/1001',
    '119.88': '120000/1001',
  }),
);

export function fps(): Rule<Fps> {
  return leaf({
    schema: z.union([z.number().int().min(1).max(120), z.string().regex(/^(?:\d{1,3}|\d{1,3}000\/1001)$/)]),
    expected: 'a whole number from 1 to 120, or `24000/1001`, `30000/1001`, `60000/1001`',
    read(word) {
      const exact = EXACT_RATES.get(word.text);
      if (exact !== undefined) {
        return word.wrong({
          code: 'inexact_rate',
          message: `${word.name} ${quote(word.text)} is not exact; over a film the sound would drift`,
          fix: `write \`${exact}\` (\`longtake check --fix\` does it)`,
        });
      }
      const match = /^(\d{1,3})(000\/1001)?$/.exec(word.text);
      const nominal = Number(match?.[1] ?? 0);
      if (nominal < 1 || nominal > 120) {
        const number = /^(\d{1,3})\s*(?:fps|hz)$/i.exec(word.text)?.[1] ?? null;
        const fix = number === null ? null : `write \`${number}\``;
        return word.wrong({ code: 'bad_rate', message: `${word.name} cannot be ${quote(word.text)}`, fix });
      }
      return match?.[2] === undefined ? { num: nominal, den: 1 } : { num: nominal * 1000, den: 1001 };
    },
  });
}

/** The exact form of a rate that is usually written rounded (`23.976`); null when there is none. */
export function exactRate(text: string): string | null {
  return EXACT_RATES.get(text) ?? null;
}

export function budget(): Rule<Micros> {
  return leaf({
    schema: z
      .string()
      .regex(/^\d+(?:\.\d{1,6})? USD$/)
      .meta({ examples: ['12 USD'] }),
    expected: 'an amount in US dollars, such as `12 USD` or `0.50 USD`',
    read(word) {
      const match = /^(\d{1,9})(?:\.(\d{1,6}))? USD$/.exec(word.text);
      if (match !== null) return Number(match[1]) * 1_000_000 + Number((match[2] ?? '').padEnd(6, '0'));
      const amount = /^\$?\s*(\d{1,9}(?:\.\d{1,6})?)\s*(?:\$|usd|dollars?)?$/i.exec(word.text);
      const other = /\b(?:EUR|GBP|JPY|CHF|CNY)\b|[€£¥]/i.exec(word.text);
      return word.wrong({
        code: 'bad_budget',
        message: `${word.name} cannot be ${quote(word.text)}${other === null ? '' : ': prices are in US dollars'}`,
        fix: amount === null ? null : `write \`${amount[1]} USD\``,
      });
    },
  });
}

export function color(): Rule<string> {
  return leaf({
    schema: z
      .string()
      .regex(/^#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})$/)
      .meta({ examples: ['#d9a21b'] }),
    expected: 'a colour in quotes: `"#rrggbb"`',
    read(word) {
      const match = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(word.text);
      const digits = match?.[1]?.toLowerCase() ?? '';
      if (digits.length === 6) return `#${digits}`;
      if (digits.length === 3) return `#${digits.replaceAll(/./g, '$&$&')}`;
      return word.wrong({
        code: 'bad_colour',
        message: `${word.name} cannot be ${quote(word.text)}`,
        fix: /^[0-9a-f]{6}$/i.test(word.text) ? `write \`"#${word.text}"\`` : null,
      });
    },
  });
}
