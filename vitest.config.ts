import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    pool: 'threads',
    maxWorkers: 2,
    // One registry of modules for all files of a worker: the SDK's clients are loaded once, not once a file.
    isolate: false,
    sequence: { shuffle: false },
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
