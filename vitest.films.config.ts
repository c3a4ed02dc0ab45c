import { defineConfig } from 'vitest/config';

/** Films, and what makes minutes of them without being quick to test. */
export const WHOLE_FILMS = [
  'test/e2e/**/*.test.ts',
  'test/media/{joins,film,take-files,take-formats,take-look,take-time}.test.ts',
  'test/store/old-workspaces.test.ts',
];

/**
 * Every worked storyboard as a whole film, every join at every rate, takes of every kind, films that several processes are at
 * work on or that are shot again in part, and those that earlier versions began: `npm run films`. Minutes of drawing and encoding, so not part of `npm test`.
 */
export default defineConfig({
  test: {
    include: WHOLE_FILMS,
    // What whoever runs the tests was told of prices is no business of theirs: there is no such file.
    env: { LONGTAKE_PRICES: 'test/none/prices.json' },
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
