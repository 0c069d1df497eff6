import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Config } from '#server/config.ts'
import { checkApplication, checkOwner } from '#server/platform/check-database.ts'
import { type Database, openDatabase } from '#server/platform/database.ts'
import { joinEmbeddedPostgres, startEmbeddedPostgres } from '#server/platform/embedded-postgres.ts'
import { FolderInUse } from '#server/platform/lock-folder.ts'
import type { Log } from '#server/platform/log.ts'
import { migrate, readMigrations } from '#server/platform/migrate.ts'
import { readSecretKey } from '#server/platform/secret-key.ts'
import type { Surroundings } from './command.ts'

/** What a command needs of the database, and how to let go of it. */
export interface Connection {
  appUrl: string
  /** Null: somebody else migrates. */
  ownerUrl: string | null
  dataFolder: string
  close(): Promise<void>
  abort(): void
}

const leaveRunning = { close: async () => undefined, abort: () => undefined }

/** The database that the configuration names; the embedded one is started and owned by us. */
export async function connect(
  { config, log, pid }: Surroundings,
  onLost: (error: Error) => void,
): Promise<Connection> {
  const { database } = config
  if (database.kind === 'external')
    return {
      appUrl: database.url,
      ownerUrl: database.ownerUrl,
      dataFolder: resolve(config.dataFolder),
      ...leaveRunning,
    }
  const postgres = await startEmbeddedPostgres({
    folder: config.dataFolder,
    log,
    ownerPid: pid,
    onLost,
  })
  return {
    ...postgres,
    dataFolder: postgres.folder,
    close: () => postgres.stop(),
    abort: () => postgres.abort(),
  }
}

/** The same for a command that may run while `foyer start` owns the embedded database. */
export async function connectBeside(surroundings: Surroundings): Promise<Connection> {
  const { config, log } = surroundings
  try {
    return await connect(surroundings, (error) => log.fatal({ err: error }, 'the database is lost'))
  } catch (error) {
    if (!(error instanceof FolderInUse)) throw error
    const postgres = await joinEmbeddedPostgres(config.dataFolder)
    return { ...postgres, dataFolder: postgres.folder, ...leaveRunning }
  }
}

/** Brings the database forward where we may; returns the migrations that ran. */
export async function prepareDatabase(
  { appUrl, ownerUrl }: Connection,
  migrationsFolder: URL,
): Promise<string[]> {
  const migrations = await readMigrations(migrationsFolder)
  let applied: string[] = []
  if (ownerUrl !== null) {
    await checkOwner(ownerUrl)
    applied = await migrate(ownerUrl, migrations)
  }
  await checkApplication(appUrl, migrations)
  return applied
}

/** Works on the database of this version beside a running Foyer or without one. */
export async function beside<T>(
  surroundings: Surroundings,
  work: (database: Database, secretKey: Buffer, dataFolder: string) => Promise<T>,
): Promise<T> {
  const { config, log, migrationsFolder } = surroundings
  const connection = await connectBeside(surroundings)
  const database = openDatabase({ connectionString: connection.appUrl })
  try {
    await checkApplication(connection.appUrl, await readMigrations(migrationsFolder))
    const { dataFolder } = connection
    return await work(database, findSecretKey(config, dataFolder, log), dataFolder)
  } finally {
    await database.close()
    await connection.close()
  }
}

/** The key that is configured, else the one of the data folder, which processes on one database would not share. */
export function findSecretKey(config: Config, dataFolder: string, log: Log): Buffer {
  if (config.secretKey) return config.secretKey
  if (config.database.kind === 'external' && !existsSync(resolve(dataFolder, 'secret.key')))
    log.warn(
      { dataFolder },
      'FOYER_SECRET_KEY is not set: a key is made in the data folder. Keep it, and give the same ' +
        'to every process on this database',
    )
  return readSecretKey(dataFolder)
}
