import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { GlobalFonts } from '@napi-rs/canvas';

/**
 * The fonts of drawn text come with us, so that every machine draws the same letters: Noto Sans (Latin, Cyrillic, Greek,
 * Vietnamese, Devanagari), Hebrew, Arabic, Simplified Chinese with kana, and Noto Emoji in one colour. What none of them
 * has (such as Hangul) is drawn as a lozenge; the system's fonts are never asked.
 */
export type Fonts = {
  /** A CSS `font` value for this text at this size. */
  readonly css: (sizePixels: number, weight?: 400 | 700) => string;
  /** The text with every sign that no font has replaced; registers what the text needs. */
  readonly fit: (text: string) => string;
};

type Source = {
  readonly package: string;
  readonly file: (subset: string, weight: number) => string;
  readonly weights: readonly number[];
};
type Subset = {
  readonly source: Source;
  readonly name: string;
  readonly ranges: readonly (readonly [number, number])[];
  readonly family: string;
};

const STATIC = (name: string): Source => ({
  package: `@fontsource/${name}`,
  file: (subset, weight) => `${name}-${subset}-${weight}-normal.woff2`,
  weights: [400, 700],
});
const SOURCES: readonly Source[] = [
  STATIC('noto-sans'),
  STATIC('noto-sans-hebrew'),
  STATIC('noto-sans-arabic'),
  {
    package: '@fontsource-variable/noto-sans-sc',
    file: (subset) => `noto-sans-sc-${subset}-wght-normal.woff2`,
    weights: [400],
  },
  STATIC('noto-emoji'),
];
/** Blocks that a font's list of ranges names although the font has no letters there. */
const HANGUL = /[\u1100-\u11FF\u3130-\u318F\uAC00-\uD7A3]/u;
const LOZENGE = '\u25CA';
/** Joiners, direction marks and variation selectors: they draw nothing themselves. */
const INVISIBLE = /\p{Cf}|\p{Mn}/u;
const ALWAYS = 'longtake latin';

let fonts: Fonts | null = null;

/** Opens the fonts of this thread once. */
export function openFonts(): Fonts {
  fonts ??= createFonts();
  return fonts;
}

function createFonts(): Fonts {
  const require = createRequire(import.meta.url);
  const subsets = SOURCES.flatMap((source) => readSubsets(source, require));
  const registered: string[] = [];
  const register = (subset: Subset): void => {
    if (registered.includes(subset.family)) return;
    registered.push(subset.family);
    const folder = join(dirname(require.resolve(`${subset.source.package}/package.json`)), 'files');
    for (const weight of subset.source.weights)
      GlobalFonts.registerFromPath(join(folder, subset.source.file(subset.name, weight)), subset.family);
  };
  const find = (code: number): Subset | undefined =>
    subsets.find((subset) => subset.ranges.some(([from, to]) => code >= from && code <= to));
  for (const subset of subsets) if (subset.family === ALWAYS) register(subset);
  return {
    css: (sizePixels, weight = 400) =>
      `${weight} ${sizePixels.toFixed(2)}px ${registered.map((family) => `"${family}"`).join(', ')}`,
    fit: (text) =>
      Array.from(text.normalize('NFC'), (sign) => {
        const code = sign.codePointAt(0) ?? 0;
        const subset = find(code);
        if (subset !== undefined && !HANGUL.test(sign)) {
          register(subset);
          return sign;
        }
        return code < 32 ? ' ' : INVISIBLE.test(sign) ? '' : LOZENGE;
      }).join(''),
  };
}

function readSubsets(source: Source, require: NodeJS.Require): readonly Subset[] {
  const file = join(dirname(require.resolve(`${source.package}/package.json`)), 'unicode.json');
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof parsed !== 'object' || parsed === null) return [];
  const short = source.package.split('/').at(-1)?.replace('noto-', '') ?? '';
  return Object.entries(parsed).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value !== 'string') return [];
    const name = key.replaceAll(/[[\]]/gu, '');
    return [
      {
        source,
        name,
        ranges: toRanges(value),
        family: short === 'sans' ? `longtake ${name}` : `longtake ${short} ${name}`,
      },
    ];
  });
}

function toRanges(text: string): readonly (readonly [number, number])[] {
  return text.split(',').map((part) => {
    const [from = '', to = from] = part.trim().replace(/^U\+/iu, '').split('-');
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
  });
}
