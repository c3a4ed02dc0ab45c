import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { GlobalFonts } from '@napi-rs/canvas';

/** Scripts that are drawn with bundled fonts, most used first. Others (such as Chinese) need a font of the system. */
const BUNDLED: readonly (readonly [packageName: string, subset: string])[] = [
  ['noto-sans', 'latin'],
  ['noto-sans', 'latin-ext'],
  ['noto-sans', 'cyrillic'],
  ['noto-sans', 'greek'],
  ['noto-sans', 'vietnamese'],
  ['noto-sans', 'devanagari'],
  ['noto-sans-hebrew', 'hebrew'],
  ['noto-sans-arabic', 'arabic'],
  ['noto-emoji', 'emoji'],
];
const WEIGHTS = [400, 600];

/** The bundled fonts as a stack for `context.font`. */
export const FONT_STACK = BUNDLED.map(([, subset]) => `"${familyOf(subset)}"`).join(', ');

/** Registers the bundled fonts, once per process, so that drawn text looks the same on every machine. */
export function registerFonts(): void {
  if (isRegistered) return;
  isRegistered = true;
  const { resolve } = createRequire(import.meta.url);
  for (const [packageName, subset] of BUNDLED) {
    const folder = join(dirname(resolve(`@fontsource/${packageName}/package.json`)), 'files');
    for (const weight of WEIGHTS) {
      const file = join(folder, `${packageName}-${subset}-${weight}-normal.woff2`);
      GlobalFonts.register(readFileSync(file), familyOf(subset));
    }
  }
}

let isRegistered = false;

function familyOf(subset: string): string {
  return `Longtake ${subset}`;
}
