import { defineConfig } from 'vitest/config';

/** Every worked storyboard as a whole film: `npm run films`. Minutes of drawing, so not part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
  },
});
