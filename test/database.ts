import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

/** Addresses of one migrated database, as the three kinds of role that ever see it. */
export type TestDatabase = {
  name: string
  /** As `foyer`, the role that the application connects as. */
  appUrl: string
  /** As `foyer_owner`, which owns and migrates the tables. */
  ownerUrl: string
  /** As a role above row-level security, to look at what really stands there. */
  superuserUrl: string
}

let shared: Promise<TestDatabase> | undefined

/** The migrated ones that the tests of this file asked for. */
export const databasesInUse: TestDatabase[] = []

/**
 * The migrated database of this worker, which its test files share one after the other: each test
 * makes its own organizations, and none may count on being alone.
 */
export function testDatabase(): Promise<TestDatabase> {
  shared ??= clone(`worker_${process.env.VITEST_POOL_ID}`)
  return shared
}

/** A migrated database of one's own, for tests that break the schema or count everything. */
export function freshDatabase(): Promise<TestDatabase> {
  return clone(`fresh_${randomUUID().replaceAll('-', '')}`)
}

/** An empty database of one's own, owned by `foyer_owner`, for the tests of migrating itself. */
export function emptyDatabase(): Promise<TestDatabase> {
  return clone(`empty_${randomUUID().replaceAll('-', '')}`, 'template0')
}

async function clone(name: string, template = 'foyer'): Promise<TestDatabase> {
  const cluster = inject('cluster')
  const database = {
    name,
    appUrl: withDatabase(cluster.appUrl, name),
    ownerUrl: withDatabase(cluster.ownerUrl, name),
    superuserUrl: withDatabase(cluster.superuserUrl, name),
  }
  if (template === 'foyer') databasesInUse.push(database)
  const client = new pg.Client({ connectionString: withDatabase(cluster.superuserUrl, 'postgres') })
  await client.connect()
  try {
    const made = await client.query('select from pg_database where datname = $1', [name])
    if (made.rowCount) return database
    await client.query(
      `create database ${name} template ${template} owner foyer_owner strategy file_copy`,
    )
    // The rights on a database itself are not cloned with it.
    await client.query(`revoke all on database ${name} from public`)
    await client.query(`grant connect on database ${name} to foyer`)
  } finally {
    await client.end()
  }
  return database
}

function withDatabase(url: string, name: string): string {
  const address = new URL(url)
  address.pathname = `/${name}`
  return address.href
}
