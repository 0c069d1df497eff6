import { globSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const faults = 'test/faults/**/*.test.ts'
const tests = globSync('{api,server,web,test}/**/*.test.{ts,tsx}', {
  exclude: ['**/node_modules/**', faults],
})

/** A test that imports the harness (`#test/…`) works on a database; every other one is pure. */
const onDatabase = tests.filter((path) =>
  /(?:from|import) ['"]#test\//.test(readFileSync(path, 'utf8')),
)
const pure = tests.filter((path) => !onDatabase.includes(path))

export default defineConfig({
  test: {
    maxWorkers: availableParallelism(),
    // Nothing of ours is ever mocked: what a test changes it gives back by itself.
    restoreMocks: true,
    // One second, as usual, is too short where a machine stalls.
    expect: { poll: { timeout: 20_000, interval: 20 } },
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: orNone(pure), isolate: false, testTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: orNone(onDatabase),
          globalSetup: ['test/setup-database.ts'],
          setupFiles: ['test/check-audit-details.ts'],
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          globalSetup: ['e2e/setup-journeys.ts'],
          pool: 'forks',
          isolate: false,
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: [faults],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})

/** An empty list would mean vitest's own pattern, which finds everything. */
function orNone(paths: string[]): string[] {
  return paths.length > 0 ? paths : ['no-such-test']
}
