import { defineConfig } from 'vitest/config';

/** Every worked storyboard as a whole film: `npm run films`. Minutes of drawing, so not part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    // What whoever runs the tests was told of prices is no business of theirs: there is no such file.
    env: { LONGTAKE_PRICES: 'test/none/prices.json' },
    pool: 'forks',
    maxWorkers: 1,
  },
});
