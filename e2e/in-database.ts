import pg from 'pg'
import { inject } from 'vitest'
import { joinEmbeddedPostgres } from '#server/platform/embedded-postgres.ts'

/** Changes what a journey cannot wait for, as the superuser of the database under the built server. */
export async function inDatabase(statement: string, values: unknown[]): Promise<void> {
  const { superuserUrl } = await joinEmbeddedPostgres(inject('folder'))
  const database = new pg.Client({ connectionString: superuserUrl })
  await database.connect()
  try {
    await database.query(statement, values)
  } finally {
    await database.end()
  }
}

/** As if the DNS showed the record of a domain: journeys have no name server, and ask none of the world's. */
export const proveDomain = (domain: string) =>
  inDatabase('update domains set proved_at = now(), checked_at = now() where domain = $1', [domain])

/** As if an organization had been made so many days earlier. */
export const ageOrganization = (slug: string, days: number) =>
  inDatabase(
    'update organizations set created_at = created_at - make_interval(days => $2) where slug = $1',
    [slug, days],
  )

/** As if so much time had gone by since somebody proved anything. */
export const ageEvidence = ({ email }: { email: string }, seconds: number) =>
  inDatabase(
    `update evidence e set at = e.at - make_interval(secs => $2) from logins l, identities i
     where l.id = e.login_id and i.id = l.identity_id and i.email = $1`,
    [email, seconds],
  )

/** As if somebody on the way in had taken too long. */
export const endJoinings = (email: string) =>
  inDatabase(
    `update joinings set expires_at = now(), created_at = now() - interval '2 minutes' where email = $1`,
    [email],
  )
