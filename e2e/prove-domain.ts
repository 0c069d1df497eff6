import pg from 'pg'
import { inject } from 'vitest'
import { joinEmbeddedPostgres } from '#server/platform/embedded-postgres.ts'

/** As if the DNS showed the record of a domain: journeys have no name server, and ask none of the world's. */
export async function proveDomain(domain: string): Promise<void> {
  const { superuserUrl } = await joinEmbeddedPostgres(inject('folder'))
  const database = new pg.Client({ connectionString: superuserUrl })
  await database.connect()
  try {
    await database.query(
      'update domains set proved_at = now(), checked_at = now() where domain = $1',
      [domain],
    )
  } finally {
    await database.end()
  }
}
