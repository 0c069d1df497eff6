import sql from 'sql-template-tag'
import type { ConnectionId, IdentityId, MemberId, OrganizationId } from '#api/common.ts'
import type { MemberStatus } from '#api/sessions.ts'
import { standingOf } from '#server/members/may-join.ts'
import type { Tx } from '#server/platform/database.ts'
import type { KnownMember } from './may-enter.ts'

/** An account at a provider (SS2). */
export interface Account {
  organizationId: OrganizationId
  connectionId: ConnectionId
  issuer: string
  subject: string
}

/** Of two who come with the same account at once the second sees what the first has made; until the transaction ends. */
export async function lockAccount(tx: Tx, account: Account): Promise<void> {
  const key = JSON.stringify(['sso', account.connectionId, account.issuer, account.subject])
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`)
}

/** A member with whom an account may have to do. */
export interface Candidate extends KnownMember {
  identityId: IdentityId
  /** To this very account. */
  linked: boolean
}

/**
 * The member whom an account is linked to, and those whom identities are here, with their rows held until the transaction
 * ends. Runs confined.
 */
export async function holdCandidates(
  tx: Tx,
  account: Account,
  identityIds: readonly IdentityId[],
  now: Date,
): Promise<Candidate[]> {
  const { connectionId, issuer, subject } = account
  const ofAccount = sql`select l.member_id from sso_links l
    where l.connection_id = ${connectionId} and l.issuer = ${issuer} and l.subject = ${subject}`
  const concerned = sql`m.identity_id = any(${identityIds}::uuid[]) or m.id in (${ofAccount})`
  // Two statements: the second sees what whoever was waited for has written.
  await tx.query(sql`select from members m where ${concerned} order by m.id for no key update of m`)
  const rows = await tx.query<{
    memberId: MemberId
    identityId: IdentityId
    status: MemberStatus
    source: string
    invitationExpiresAt: Date | null
    linked: boolean
    linkedOtherwise: boolean
  }>(sql`
    select m.id as "memberId", m.identity_id as "identityId", m.status, m.source, m.invitation_expires_at as "invitationExpiresAt",
      exists (select from sso_links l where l.member_id = m.id and l.connection_id = ${connectionId}
        and l.issuer = ${issuer} and l.subject = ${subject}) as linked,
      exists (select from sso_links l where l.member_id = m.id and l.connection_id = ${connectionId}
        and l.issuer = ${issuer} and l.subject <> ${subject}) as "linkedOtherwise"
    from members m where ${concerned}`)
  return rows.map(({ status, source, invitationExpiresAt, ...row }) => ({
    ...row,
    // Of a row that is there it is never "nobody".
    standing: standingOf({ status, source, invitationExpiresAt }, now) as KnownMember['standing'],
  }))
}

/** Links an account to a member, who have none at this provider yet. Runs confined. */
export async function addLink(
  tx: Tx,
  account: Account,
  memberId: MemberId,
  provedBy: 'joining' | 'own-proof',
  now: Date,
): Promise<void> {
  await tx.query(sql`
    insert into sso_links (organization_id, connection_id, issuer, subject, member_id, proved_by, linked_at, last_signed_in_at)
    values (${account.organizationId}, ${account.connectionId}, ${account.issuer}, ${account.subject}, ${memberId},
      ${provedBy}, ${now}, ${now})`)
}

/** Notes a good log-in, on the link and on its connection (DR6). Runs confined. */
export async function stampSignIn(tx: Tx, account: Account, now: Date): Promise<void> {
  await tx.query(sql`
    update sso_links set last_signed_in_at = ${now}
    where connection_id = ${account.connectionId} and issuer = ${account.issuer} and subject = ${account.subject}`)
  await tx.query(
    sql`update connections set last_signed_in_at = ${now} where id = ${account.connectionId}`,
  )
}
