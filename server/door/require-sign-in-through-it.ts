import sql from 'sql-template-tag'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Whoever demands single sign-on of others has come in through an enabled connection themselves, as it is set up now (DR6):
 * it works, and for one who can undo the demand.
 *
 * @throws sign-in-through-it-first
 */
export async function requireSignInThroughIt(
  tx: Tx,
  { memberId }: Pick<SessionCaller, 'memberId'>,
): Promise<void> {
  const found = await tx.query(sql`
    select from sso_links l join connections c on c.organization_id = l.organization_id and c.id = l.connection_id
    where l.member_id = ${memberId} and c.status = 'enabled' and l.last_signed_in_at >= c.evidence_since
      and l.issuer = coalesce(c.provider ->> 'issuer', c.provider ->> 'entityId')
    limit 1`)
  if (found.length === 0) throw problem('sign-in-through-it-first')
}
