import sql from 'sql-template-tag'
import type { IdentityId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import type { Where } from './add-audit-event.ts'

/**
 * Adds a row about an identity that is in no organization yet to the audit log of its home, and of no other (PR4); of an
 * unknown one, or one without home, nothing, by the same statement. A home that the person has left is none: it would learn
 * what they do elsewhere, and their new address. Runs unconfined.
 */
export async function addHomeAuditEvent(
  tx: Tx,
  identityId: IdentityId | null,
  request: Where,
  event: { action: string; details?: Record<string, unknown> },
  now: Date,
): Promise<void> {
  await tx.query(sql`
    insert into audit_events (organization_id, at, action, details, ip, user_agent, request_id)
    select home, ${now}, ${event.action},
      ${JSON.stringify(event.details ?? {})}::jsonb || jsonb_build_object('email', email),
      ${request.ip}, ${request.userAgent}, ${request.id}
    from identities, home_of(id) as home where id = ${identityId} and home is not null`)
}
