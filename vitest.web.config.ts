import { defineConfig } from 'vitest/config';

/** The page in a real Chromium, before a real `longtake serve`: `npm run web`. Needs a browser, so not part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/web/browser/**/*.test.ts'],
    // What whoever runs the tests was told of prices is no business of theirs: there is no such file.
    env: { LONGTAKE_PRICES: 'test/none/prices.json' },
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 240_000,
    hookTimeout: 180_000,
  },
});
