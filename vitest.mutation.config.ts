import { defineConfig } from 'vitest/config'

/**
 * What `npm run mutation` runs against each mutant of the door and of sessions: the tests beside them, on a
 * real database. The exhaustive search, the model and the races would take too long, once for each mutant.
 */
export default defineConfig({
  test: {
    include: [
      'server/door/**/*.test.ts',
      'server/sessions/**/*.test.ts',
      'server/credentials/authenticator.test.ts',
    ],
    globalSetup: ['test/setup-database.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    restoreMocks: true,
  },
})
