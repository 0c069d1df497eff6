import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '#server/platform/embedded-postgres.ts'
import { createLog } from '#server/platform/log.ts'
import { migrate, readMigrations } from '#server/platform/migrate.ts'
import { findDebianPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Addresses of the run's cluster; their database `foyer` is migrated and only to be cloned. */
    cluster: { superuserUrl: string; ownerUrl: string; appUrl: string }
  }
}

const migrationsFolder = new URL('../server/migrations/', import.meta.url)

/**
 * One throw-away PostgreSQL cluster for a run, its database migrated once. `FOYER_TEST_POSTGRES=15`
 * takes Debian's PostgreSQL from that version on instead of the packaged one.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-test-'))
  // For a run by root, whose PostgreSQL belongs to a lesser user that has to pass through.
  await chmod(folder, 0o711)
  const cluster = await startEmbeddedPostgres({
    folder,
    log: createLog('warn'),
    volatile: true,
    ...chosenBinaries(),
  })
  const stop = async () => {
    await cluster.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const { superuserUrl, ownerUrl, appUrl } = cluster
    await migrate(ownerUrl, await readMigrations(migrationsFolder))
    project.provide('cluster', { superuserUrl, ownerUrl, appUrl })
    return stop
  } catch (error) {
    await stop()
    throw error
  }
}

function chosenBinaries(): { binariesFolder?: string } {
  const oldest = process.env.FOYER_TEST_POSTGRES
  if (!oldest) return {}
  const binariesFolder = findDebianPostgres(Number(oldest))
  if (!binariesFolder) throw new Error(`There is no PostgreSQL ${oldest} or newer of Debian here`)
  return { binariesFolder }
}
