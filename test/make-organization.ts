import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { OrganizationId } from '#api/common.ts'
import type { TestDatabase } from './database.ts'

/** A bare organization without members, for tests below the API. */
export async function makeOrganization({ superuserUrl }: TestDatabase): Promise<OrganizationId> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    const id = randomUUID()
    await client.query(
      `insert into organizations (id, name, slug, language, currency, time_zone)
       values ($1, 'Test', $2, 'en', 'EUR', 'UTC')`,
      [id, `o-${id}`],
    )
    return OrganizationId.parse(id)
  } finally {
    await client.end()
  }
}
