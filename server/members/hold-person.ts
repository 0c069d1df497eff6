import sql from 'sql-template-tag'
import type { IdentityId } from '#api/common.ts'
import { actAs, type Tx } from '#server/platform/database.ts'

/**
 * Holds an identity with its rows in all organizations until the transaction ends, before anything of it is written: rows
 * first, as administrators take them, so that nobody waits for one who waits for them. Runs unconfined, as that person.
 */
export async function holdPerson(tx: Tx, identityId: IdentityId): Promise<void> {
  await actAs(tx, identityId)
  await tx.query(sql`select from members where identity_id = ${identityId}
    order by organization_id, id for no key update`)
  await tx.query(sql`select from identities where id = ${identityId} for no key update`)
}
