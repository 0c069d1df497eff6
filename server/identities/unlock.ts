import sql from 'sql-template-tag'
import type { IdentityId, LoginId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { begunByProvider, personSubject } from './throttle.ts'

interface Locked {
  id: IdentityId
  email: string
}

/**
 * Ends the waits of an identity after failed attempts, at every proof: on its e-mail, and in its browsers and live log-ins,
 * which count for themselves. What counts towards the cap of a day stays, or unlocking again and again would buy more
 * guesses (LG8). Runs unconfined.
 */
export async function unlockIdentity(tx: Tx, secretKey: Buffer, identity: Locked): Promise<void> {
  const subjects = await listSubjects(tx, secretKey, identity)
  await tx.query(sql`update throttles set failures = 0, locked_until = null
    where subject = any (${subjects}::bytea[]) and (failures > 0 or locked_until is not null)`)
}

/** Until when the longest of those waits lasts; null: there is none. */
export async function findLockEnd(
  tx: Tx,
  secretKey: Buffer,
  identity: Locked,
  now: Date,
): Promise<Date | null> {
  const subjects = await listSubjects(tx, secretKey, identity)
  const [row] = await tx.query<{
    until: Date | null
  }>(sql`select max(locked_until) as until from throttles
    where subject = any (${subjects}::bytea[]) and locked_until > ${now}`)
  return row?.until ?? null
}

/** On what failures of an identity count, in whichever browser. */
async function listSubjects(tx: Tx, secretKey: Buffer, identity: Locked): Promise<Buffer[]> {
  const [browsers, logins] = await Promise.all([
    tx.query<{ hash: Buffer }>(
      sql`select browser_hash as hash from known_browsers where identity_id = ${identity.id}`,
    ),
    tx.query<{ id: LoginId }>(
      sql`select id from logins where identity_id = ${identity.id} and ended_at is null`,
    ),
  ])
  return [
    null,
    begunByProvider,
    ...browsers.map(({ hash }) => hash),
    ...logins.map(({ id }) => Buffer.from(id)),
  ].map((browser) => personSubject(secretKey, identity.email, browser))
}
