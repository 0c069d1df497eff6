import pg from 'pg'

/**
 * Tells the planner of every database what is in the tables by now, as a database in service would
 * have learned long ago: the sessions of a path are younger than the seeding.
 */
export async function analyzeDatabases(superuserUrl: string): Promise<void> {
  const names = await query<{ datname: string }>(
    superuserUrl,
    'select datname from pg_database where datallowconn and not datistemplate',
  )
  for (const { datname } of names) {
    const url = new URL(superuserUrl)
    url.pathname = `/${datname}`
    await query(url.href, 'analyze')
  }
}

async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}
