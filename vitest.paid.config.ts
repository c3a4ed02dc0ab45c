import { defineConfig } from 'vitest/config';

/**
 * Films of hosted models through the command line, each against its vendor's server and judged by its ledger:
 * `npm run paid`. Every one is a whole render or several, so not part of `npm test`.
 */
export default defineConfig({
  test: {
    include: ['test/cli/paid/**/*.test.ts', 'test/providers/fal/finish.test.ts', 'test/providers/hosted/film.test.ts'],
    // What whoever runs the tests was told of prices is no business of theirs: there is no such file.
    env: { LONGTAKE_PRICES: 'test/none/prices.json' },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
