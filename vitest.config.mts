import { defineConfig } from 'vitest/config'

const MOCKING = ['lib/http/action.test.ts', 'lib/http/page.test.ts']

export default defineConfig({
  test: {
    environment: 'node',
    globalSetup: 'lib/testing/database.ts',
    setupFiles: 'lib/testing/worker.ts',
    pool: 'forks',
    maxWorkers: 2,
    fsModuleCache: true, // the second run, on another PostgreSQL, reads what the first has translated
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      // One process runs many files one after the other, which saves a third of the work; lib/testing/worker.ts clears up between them.
      {
        extends: true,
        test: {
          name: 'shared',
          isolate: false,
          include: ['lib/**/*.test.ts', 'components/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: MOCKING,
        },
      },
      // Modules that are replaced by others must not have been loaded before.
      { extends: true, test: { name: 'mocking', include: MOCKING } },
    ],
  },
})
