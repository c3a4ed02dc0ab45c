import { defineConfig } from 'vitest/config';
import { WHOLE_FILMS } from './vitest.films.config.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Whole films, the page in a browser, the package and films of hosted models have commands of their own:
    // `npm run films`, `web`, `package`, `paid`.
    exclude: [
      ...WHOLE_FILMS,
      'test/web/browser/**',
      'test/package/**',
      'test/cli/paid/**',
      'test/providers/fal/finish.test.ts',
      'test/providers/hosted/film.test.ts',
    ],
    // What whoever runs the tests was told of prices is no business of theirs: there is no such file.
    env: { LONGTAKE_PRICES: 'test/none/prices.json' },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
