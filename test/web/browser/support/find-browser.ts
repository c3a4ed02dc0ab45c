import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a Chromium is; throws with what to do where there is none, so that nothing passes unseen. */
export function findBrowser(): string {
  const path = process.env['CHROMIUM_PATH'] ?? PLACES.find((place) => existsSync(place));
  if (path === undefined || !existsSync(path)) {
    throw new Error(
      `No Chromium was found at ${path ?? PLACES.join(', ')}. Install it (apt-get install chromium) or set CHROMIUM_PATH.`,
    );
  }
  return path;
}
