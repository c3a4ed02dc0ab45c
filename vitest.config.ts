import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Whole films, the page in a browser and the package have commands of their own: `npm run films`, `web`, `package`.
    exclude: ['test/e2e/**', 'test/web/browser/**', 'test/package/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
