import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { chooseDataPlace, type DataPlace } from './choose-data-place.ts'
import { checkBinaries, findPostgresBinaries } from './find-postgres-binaries.ts'
import { lockFolder } from './lock-folder.ts'
import type { Log } from './log.ts'
import {
  type Cluster,
  chooseListen,
  type Passwords,
  prepareCluster,
  readPasswords,
} from './postgres-cluster.ts'
import { endOrphan, readPostmaster } from './postgres-process.ts'
import { StartError } from './start-error.ts'
import { supervisePostgres } from './supervise-postgres.ts'

export type PostgresAddress = {
  /** Where data, passwords and lock really are: not always the folder that was asked for. */
  folder: string
  superuserUrl: string
  /** Role `foyer_owner`, which migrates. */
  ownerUrl: string
  /** Role `foyer`, as which the application connects. */
  appUrl: string
}

export type EmbeddedPostgres = PostgresAddress & {
  /** Process id of the postmaster at this moment; changes when it had to be restarted. */
  readonly pid: number
  /** Ends PostgreSQL (clients are disconnected, everything committed is kept) and frees the folder. */
  stop(): Promise<void>
  /** Ends it without waiting, when there is no time: the next start recovers what was committed. */
  abort(): void
}

export type EmbeddedPostgresOptions = {
  folder: string
  log: Log
  /** For throw-away clusters of tests: nothing is forced to disk. */
  volatile?: boolean
  /** Runs the `postgres` of this folder (such as /usr/lib/postgresql/15/bin), not the packaged one. */
  binariesFolder?: string
  /** Our process id, for the message that a second Foyer shows. */
  ownerPid?: number
  /** Called once when PostgreSQL died and could not be brought back. */
  onLost?: (error: Error) => void
}

const joinSecondsMax = 60

/**
 * Runs a real PostgreSQL of this process's own in `folder`: made on first use, durable, reachable
 * only through a private socket with generated passwords, restarted when it dies, and left in a
 * state that the next start repairs when Foyer itself is killed. Throws a StartError when the
 * folder has another owner or PostgreSQL cannot run (OP1).
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const place = chooseDataPlace(options.folder)
  const unlock = lockFolder(place.folder, options.ownerPid)
  try {
    const binaries =
      options.binariesFolder === undefined
        ? findPostgresBinaries(place.folder, place.user)
        : checkBinaries(options.binariesFolder, place.user)
    const cluster: Cluster = {
      place,
      folder: join(place.folder, 'postgres'),
      binaries,
      listen: await chooseListen(place),
      volatile: options.volatile ?? false,
      log: options.log,
    }
    const passwords = prepareCluster(cluster)
    await endOrphan(cluster)
    const supervised = await supervisePostgres(cluster, options.onLost)
    const stop = async () => {
      await supervised.stop()
      const { socketFolder } = cluster.listen
      if (socketFolder !== null) rmSync(socketFolder, { recursive: true, force: true })
      unlock()
    }
    const address = addressOf(place, passwords, cluster.listen)
    try {
      await prepareDatabase(address.superuserUrl.replace(/foyer$/, 'postgres'), passwords)
    } catch (error) {
      await stop()
      throw error
    }
    let stopping: Promise<void> | undefined
    return {
      ...address,
      get pid() {
        return supervised.pid
      },
      stop: () => {
        stopping ??= stop()
        return stopping
      },
      abort: () => supervised.abort(),
    }
  } catch (error) {
    unlock()
    throw error
  }
}

/**
 * Finds the PostgreSQL that another process of ours runs in `folder` (after FolderInUse): for
 * commands beside a running Foyer. Waits a minute for one that is still starting.
 */
export async function joinEmbeddedPostgres(folder: string): Promise<PostgresAddress> {
  const place = chooseDataPlace(folder)
  for (let waited = 0; waited < joinSecondsMax * 1000; waited += 50) {
    const { ready, host, port } = readPostmaster(join(place.folder, 'postgres'))
    if (ready) return addressOf(place, readPasswords(place), { host, port })
    await sleep(50)
  }
  throw new StartError(
    `The Foyer that owns ${place.folder} has not brought its database up. See what it says.`,
  )
}

function addressOf(
  { folder }: DataPlace,
  passwords: Passwords,
  { host, port }: { host: string; port: number },
): PostgresAddress {
  const url = (role: string, password: string) =>
    `postgresql://${role}:${password}@${encodeURIComponent(host)}:${port}/foyer`
  return {
    folder,
    superuserUrl: url('postgres', passwords.superuser),
    ownerUrl: url('foyer_owner', passwords.owner),
    appUrl: url('foyer', passwords.app),
  }
}

/** Makes the two roles and the database unless they are there; each step may be repeated. */
async function prepareDatabase(superuserUrl: string, passwords: Passwords): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ rolname: string }>(
      "select rolname from pg_roles where rolname in ('foyer_owner', 'foyer')",
    )
    const has = (role: string) => rows.some((row) => row.rolname === role)
    if (!has('foyer_owner'))
      await client.query(
        `create role foyer_owner login createrole nosuperuser nobypassrls
           password ${client.escapeLiteral(passwords.owner)}`,
      )
    if (!has('foyer'))
      await client.query(
        `create role foyer login noinherit nosuperuser nobypassrls
           password ${client.escapeLiteral(passwords.app)}`,
      )
    const { rowCount } = await client.query("select from pg_database where datname = 'foyer'")
    if (rowCount === 0) await client.query('create database foyer owner foyer_owner')
    await client.query('revoke all on database foyer from public')
    await client.query('grant connect on database foyer to foyer')
  } finally {
    await client.end()
  }
}
