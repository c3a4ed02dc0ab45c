import { defineConfig } from 'vitest/config';

/** The packed tarball, installed and used: `npm run package`. Builds first, so not part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/package/**/*.test.ts'],
    // What whoever runs the tests was told of prices is no business of theirs: there is no such file.
    env: { LONGTAKE_PRICES: 'test/none/prices.json' },
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 600_000,
  },
});
