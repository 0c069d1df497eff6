import pg from 'pg'
import type { Migration } from './migrate.ts'
import { StartError } from './start-error.ts'

type Variable = 'DATABASE_URL' | 'DATABASE_OWNER_URL'

type Facts = {
  version: number
  role: string
  isSuperuser: boolean
  bypassesRowSecurity: boolean
  createsRoles: boolean
  ownedTables: number
  inheritsMember: boolean
  isMember: boolean
}

const oldestVersion = 15

const setUp =
  "create role foyer_owner login createrole password '…'; " +
  "create role foyer login noinherit password '…'; create database foyer owner foyer_owner;"

/**
 * Makes sure that migrating can begin: the database answers, is new enough, and the role is the
 * owner that row-level security still binds. Throws a StartError that says what to do.
 */
export async function checkOwner(ownerUrl: string): Promise<void> {
  const facts = await readFacts(ownerUrl, 'DATABASE_OWNER_URL')
  if (facts.isSuperuser || facts.bypassesRowSecurity)
    throw new StartError(
      `DATABASE_OWNER_URL connects as ${facts.role}, which is ${power(facts)}: what it owns would run ` +
        `with that power. Use the role foyer_owner without it. Set up by an administrator: ${setUp}`,
    )
  if (facts.role !== 'foyer_owner')
    throw new StartError(
      `DATABASE_OWNER_URL connects as ${facts.role}, but the tables belong to the role foyer_owner. ` +
        `Set up by an administrator: ${setUp}`,
    )
}

/**
 * Makes sure that the application may run on this database (PR3): its role cannot step around
 * row-level security in any way, and every migration has run. Throws a StartError.
 */
export async function checkApplication(
  appUrl: string,
  migrations: readonly Migration[],
): Promise<void> {
  const facts = await readFacts(appUrl, 'DATABASE_URL')
  const refuse = (reason: string, remedy: string): never => {
    throw new StartError(
      `DATABASE_URL connects as ${facts.role}, which ${reason}. Then one forgotten filter could show ` +
        `an organization the rows of another, so Foyer does not start. ${remedy}`,
    )
  }
  const name = pg.escapeIdentifier(facts.role)
  if (facts.isSuperuser || facts.bypassesRowSecurity)
    refuse(
      `is ${power(facts)} and so steps around row-level security`,
      `Use the role foyer instead, or: alter role ${name} nosuperuser nobypassrls;`,
    )
  if (facts.ownedTables > 0)
    refuse(
      `owns tables of Foyer (${facts.ownedTables}), or may become the role that does`,
      'Use the role foyer here, and the owner only in DATABASE_OWNER_URL.',
    )
  if (facts.createsRoles)
    refuse('may create roles and so give itself any', `alter role ${name} nocreaterole;`)
  if (facts.inheritsMember)
    refuse(
      'has the rights of foyer_member without entering it',
      `alter role ${name} noinherit; then: revoke foyer_member from ${name}; ` +
        `grant foyer_member to ${name}; (by foyer_owner)`,
    )
  if (!facts.isMember)
    throw new StartError(
      `DATABASE_URL connects as ${facts.role}, which may not become foyer_member: the database is not ` +
        'migrated, or this is not the role foyer. Run foyer migrate with DATABASE_OWNER_URL set.',
    )
  const missing = await readMissing(appUrl, migrations)
  if (missing.length > 0)
    throw new StartError(
      `The database lacks ${missing.length === 1 ? 'a migration' : 'migrations'} of this version: ` +
        `${missing.join(', ')}. Run foyer migrate with DATABASE_OWNER_URL set.`,
    )
}

const power = (facts: Facts) => (facts.isSuperuser ? 'a superuser' : 'BYPASSRLS')

async function readFacts(url: string, variable: Variable): Promise<Facts> {
  const [facts] = await ask<Facts>(
    url,
    variable,
    `select current_setting('server_version_num')::int / 10000 as version, current_user as role,
       rolsuper as "isSuperuser", rolbypassrls as "bypassesRowSecurity",
       rolcreaterole as "createsRoles",
       (select count(*)::int from pg_class c
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
           and pg_has_role(current_user, c.relowner, 'member')) as "ownedTables",
       (select coalesce(bool_or(pg_has_role(current_user, oid, 'usage')), false) from pg_roles
         where rolname in ('foyer_member', 'foyer_copier', 'foyer_worker')) as "inheritsMember",
       (select coalesce(bool_or(pg_has_role(current_user, oid, 'member')), false) from pg_roles
         where rolname = 'foyer_member') as "isMember"
     from pg_roles where rolname = current_user`,
  )
  if (facts === undefined) throw new Error('a role that connected is not in pg_roles')
  if (facts.version < oldestVersion)
    throw new StartError(
      `The database of ${variable} is PostgreSQL ${facts.version}, and Foyer needs ${oldestVersion} or newer.`,
    )
  return facts
}

/** A newer version may already have migrated further: only what this version needs counts. */
async function readMissing(url: string, migrations: readonly Migration[]): Promise<string[]> {
  const rows = await ask<{ name: string }>(
    url,
    'DATABASE_URL',
    'select name from schema_migrations',
  )
  const applied = new Set(rows.map((row) => row.name))
  return migrations.filter(({ name }) => !applied.has(name)).map(({ name }) => name)
}

async function ask<Row extends pg.QueryResultRow>(
  url: string,
  variable: Variable,
  statement: string,
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  // A connection that breaks in mid-statement also rejects that statement: said once is enough.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query<Row>(statement)).rows
  } catch (error) {
    throw explain(error, client, variable)
  } finally {
    await client.end().catch(() => undefined)
  }
}

function explain(error: unknown, client: pg.Client, variable: Variable): Error {
  const address = `${client.host}:${client.port}`
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (error instanceof pg.DatabaseError) {
    if (code === '28P01' || code === '28000')
      return new StartError(
        `The database at ${address} refuses the role ${client.user}: ${error.message}. ` +
          `Correct the user and password in ${variable}.`,
      )
    if (code === '3D000')
      return new StartError(
        `The server at ${address} has no database ${client.database}. Correct ${variable}, or set ` +
          `it up by an administrator: ${setUp}`,
      )
    if (code?.toString().startsWith('57P') || code === '53300')
      return new StartError(`The database at ${address} takes no connections: ${error.message}.`)
    return new StartError(`The database at ${address} answers: ${error.message} (${variable}).`)
  }
  const reason = error instanceof Error ? error.message || String(code) : String(error)
  return new StartError(
    `The database at ${address} does not answer (${reason}). Is it running, and is ${variable} right?`,
  )
}
