import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { GlobalFonts } from '@napi-rs/canvas';

/** The bundled font, as a stack for `context.font`; the system's fonts come after it for other scripts. */
export const FONT_STACK = ['latin', 'latin-ext', 'cyrillic', 'greek', 'vietnamese', 'devanagari']
  .map((subset) => `"Longtake ${subset}"`)
  .join(', ');

/** Registers the bundled font once per process. Drawn text never depends on what the machine has installed for Latin. */
export function registerFonts(): void {
  if (isRegistered) return;
  isRegistered = true;
  const folder = join(dirname(createRequire(import.meta.url).resolve('@fontsource/noto-sans/package.json')), 'files');
  for (const family of FONT_STACK.split(', ')) {
    const subset = family.slice('"Longtake '.length, -1);
    for (const weight of WEIGHTS) {
      GlobalFonts.register(
        readFileSync(join(folder, `noto-sans-${subset}-${weight}-normal.woff2`)),
        family.slice(1, -1),
      );
    }
  }
}

const WEIGHTS = [400, 600];
let isRegistered = false;
