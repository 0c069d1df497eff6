import sql from 'sql-template-tag'
import type { IdentityEvent } from '#api/authenticators.ts'
import type { IdentityId } from '#api/common.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Notes what happened to an identity, for the person alone. Of nobody (an unknown e-mail) it notes nothing, by the same
 * statement, so that the time does not tell (LG1). Runs unconfined.
 */
export async function addIdentityEvent(
  tx: Tx,
  identityId: IdentityId | null,
  event: IdentityEvent,
  request: Where,
  now: Date,
): Promise<void> {
  await tx.query(sql`
    insert into identity_events (identity_id, at, event, ip, user_agent)
    select id, ${now}, ${event}, ${request.ip}, ${request.userAgent} from identities where id = ${identityId}`)
}
