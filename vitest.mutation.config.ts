import { defineConfig } from 'vitest/config'

/** What `npm run mutation` runs against each mutant of the door and of sessions: the tests that prove them, on a real database. */
export default defineConfig({
  test: {
    include: [
      'server/door/**/*.test.ts',
      'server/sessions/**/*.test.ts',
      'test/door-search.test.ts',
      'test/sign-in-races.test.ts',
    ],
    globalSetup: ['test/setup-database.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    restoreMocks: true,
  },
})
