import sql from 'sql-template-tag'
import type { MemberId, RoleId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

/** Gives a member whose row the caller holds another role; who may is judged before. */
export async function replaceRole(tx: Tx, memberId: MemberId, roleId: RoleId): Promise<void> {
  await tx.query(sql`update members set role_id = ${roleId} where id = ${memberId}`)
}
