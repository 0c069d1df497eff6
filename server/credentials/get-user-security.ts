import sql from 'sql-template-tag'
import type { MemberId } from '#api/common.ts'
import type { api } from '#api/index.ts'
import type { Returned } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { findAuthenticator } from '#server/door/authenticator.ts'
import { findLockEnd } from '#server/identities/unlock.ts'
import { getMemberToChange } from '#server/members/member.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { isHomeOf } from './person-at-home.ts'

const nothing = {
  homeHere: false,
  passwordTemporary: false,
  authenticator: false,
  lockedUntil: null,
}

/**
 * What the administrators of a member's home see of how that member signs in. Of anybody else nothing, and the same whether
 * they are registered elsewhere or nowhere (PR4).
 *
 * @throws not-found
 */
export async function getUserSecurity(
  tx: Tx,
  secretKey: Buffer,
  caller: SessionCaller,
  memberId: MemberId,
  now: Date,
): Promise<Returned<typeof api.getUserSecurity>> {
  const { identityId, email } = await getMemberToChange(tx, memberId)
  if (!(await isHomeOf(tx, caller, memberId))) return nothing
  // Of one whose home is here: how their identity stands.
  return unconfined(tx, async () => {
    const temporary = await tx.query(
      sql`select from passwords where identity_id = ${identityId} and temporary_until is not null`,
    )
    const lockEnd = await findLockEnd(tx, secretKey, { id: identityId, email }, now)
    return {
      homeHere: true,
      passwordTemporary: temporary.length > 0,
      authenticator: (await findAuthenticator(tx, identityId)) !== null,
      lockedUntil: lockEnd?.toISOString() ?? null,
    }
  })
}
