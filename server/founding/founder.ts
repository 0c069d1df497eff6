import sql from 'sql-template-tag'
import type { MemberId, OrganizationId } from '#api/common.ts'
import type { createOrganization } from '#api/founding.ts'
import type { Received } from '#api/route.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { inSight, type Proved } from '#server/sessions/membership.ts'

// The person who creates: runs unconfined, over all organizations of one identity.

/** What is to be created, as the request says. */
export type FoundingWish = Received<typeof createOrganization>['body']

/** What stands once it is this request's turn. */
export interface Standing {
  /** The session or pending sign-in that asks has not ended since it was recognized. */
  alive: boolean
  /** The log-in that asks has not ended. */
  signedIn: boolean
  /** What an earlier request with the same key has made. */
  earlier: { organizationId: OrganizationId; memberId: MemberId; requestHash: Buffer } | null
}

/**
 * Waits until no other request creates for this identity, and then looks: so a double click makes one organization, and the
 * limit counts what was made a moment ago.
 */
export async function lockFounder(tx: Tx, caller: Caller, key: string | null): Promise<Standing> {
  // Not `for update`: rows that refer to the identity, such as a sign-in elsewhere, need not wait.
  const locked = tx.query(
    sql`select from identities where id = ${caller.identityId} for no key update`,
  )
  const alive =
    caller.kind === 'session'
      ? sql`exists (select from sessions where id = ${caller.sessionId} and ended_at is null)`
      : sql`exists (select from pending_sign_ins where id = ${caller.pendingId} and consumed_at is null)`
  const found = tx.query<Omit<Standing, 'earlier'>>(sql`select ${alive} as alive,
    exists (select from logins where id = ${caller.loginId} and ended_at is null) as "signedIn"`)
  const made = tx.query<NonNullable<Standing['earlier']>>(sql`
    select organization_id as "organizationId", member_id as "memberId", request_hash as "requestHash"
    from founding_keys where identity_id = ${caller.identityId} and key = ${key}`)
  const [, [standing], [earlier]] = await Promise.all([locked, found, made])
  return {
    alive: standing?.alive ?? false,
    signedIn: standing?.signedIn ?? false,
    earlier: earlier ?? null,
  }
}

/** How many organizations the caller owns, of those that they may be told of. */
export async function countOwned(tx: Tx, caller: Proved): Promise<number> {
  const [row] = await tx.query<{ owned: number }>(sql`
    select count(*) as owned from own_rows()
    where template = 'owner' and status = 'active' and organization_status <> 'deleting' and ${inSight(caller)}`)
  return row?.owned ?? 0
}
