import sql from 'sql-template-tag'
import type { Leaving } from '#server/members/leaving.ts'

/**
 * A member's links to accounts at providers go with the row; here goes what was about to become one (SS2). Runs unconfined:
 * that lies beside the log-in.
 */
export const leaveLinks: Leaving = async (tx, { organizationId, memberId }) => {
  await tx.query(
    sql`delete from held_links where organization_id = ${organizationId} and member_id = ${memberId}`,
  )
}
