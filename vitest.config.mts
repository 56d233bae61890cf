import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'node',
    include: ['lib/**/*.test.ts', 'components/**/*.test.ts', 'scripts/**/*.test.ts'],
    globalSetup: 'lib/testing/database.ts',
    setupFiles: 'lib/testing/worker.ts',
    pool: 'forks',
    maxWorkers: 2,
    fsModuleCache: true, // the second run, on another PostgreSQL, reads what the first has translated
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
