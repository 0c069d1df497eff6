import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'

/** `0001-house.sql` with what it holds. */
export interface Migration {
  name: string
  text: string
  checksum: string
}

/** Reads the numbered SQL files of a folder, in order. */
export async function readMigrations(folder: URL | string): Promise<Migration[]> {
  const names = (await readdir(folder))
    .filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
    .sort()
  const base = folder instanceof URL ? folder : new URL(`file://${folder}/`)
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, base), 'utf8')
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

/**
 * Brings the database forward, each file in its own transaction, as the owner of the tables. Forward only; one at a
 * time over all processes (advisory lock); a file that changed after it ran is refused. Returns the names applied.
 */
export async function migrate(
  ownerUrl: string,
  migrations: readonly Migration[],
): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'foyer-migrate' })
  await client.connect()
  try {
    await client.query(`set lock_timeout = '10s'`)
    await client.query(`select pg_advisory_lock(hashtext('foyer.migrations'))`)
    await client.query(`create table if not exists schema_migrations (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`)
    // The application asks at its start whether everything has run.
    await client.query('grant select on schema_migrations to foyer')
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from schema_migrations',
    )
    const applied = new Map(rows.map((row) => [row.name, row.checksum]))
    for (const { name, checksum } of migrations)
      if (applied.has(name) && applied.get(name) !== checksum)
        throw new Error(`migration ${name} was changed after it had run on this database`)
    // The library brings its own tables; ours grant rights on them, so they come first.
    await runMigrations({ connectionString: ownerUrl })
    const done: string[] = []
    for (const { name, text, checksum } of migrations) {
      if (applied.has(name)) continue
      await client.query('begin')
      await client.query(text)
      await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [
        name,
        checksum,
      ])
      await client.query('commit')
      done.push(name)
    }
    return done
  } finally {
    await client.end()
  }
}
