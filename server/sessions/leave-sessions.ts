import sql from 'sql-template-tag'
import type { Leaving } from '#server/members/leaving.ts'
import { endSessionsOfMember } from './end-sessions-of-member.ts'

/**
 * Ends the sessions of a member who goes, and whoever is on the way in to this row begins anew (LG2). What the organization's
 * providers have vouched for counts no more: added anew, the person shows it anew (SS2). What they have elsewhere stays. Runs
 * unconfined.
 */
export const leaveSessions: Leaving = async (tx, leaver, reason, now) => {
  const { organizationId, memberId, identityId } = leaver
  await endSessionsOfMember(tx, organizationId, memberId, reason, now)
  await tx.query(sql`
    delete from pending_sign_ins where identity_id = ${identityId} and target_member_id = ${memberId}`)
  await tx.query(sql`
    delete from evidence e using logins l
    where l.id = e.login_id and l.identity_id = ${identityId} and e.kind = 'sso'
      and e.organization_id = ${organizationId}`)
}
