import { defineConfig } from 'vitest/config';

/** The packed tarball, installed and used: `npm run package`. Builds first, so not part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/package/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 600_000,
  },
});
