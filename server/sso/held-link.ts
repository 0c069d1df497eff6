import sql from 'sql-template-tag'
import type { LoginId, MemberId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import type { Described } from './described.ts'
import type { Account } from './link.ts'

/** An account that is linked to a member as soon as their log-in proves that it is theirs (SS2). */
export interface HeldLink extends Account {
  memberId: MemberId
  described: Described
  /** The provider made this member. */
  joined: boolean
  /** When the provider saw them. */
  provedAt: Date
}

// Lies in the identity plane, beside the log-in: runs unconfined.

/** Holds it for a log-in, in the place of an earlier one. */
export async function holdLink(
  tx: Tx,
  loginId: LoginId,
  held: HeldLink,
  expiresAt: Date,
): Promise<void> {
  const profile = JSON.stringify({ ...held.described, joined: held.joined })
  await tx.query(sql`
    insert into held_links (login_id, organization_id, connection_id, member_id, issuer, subject, profile, proved_at, expires_at)
    values (${loginId}, ${held.organizationId}, ${held.connectionId}, ${held.memberId}, ${held.issuer}, ${held.subject},
      ${profile}, ${held.provedAt}, ${expiresAt})
    on conflict (login_id) do update set organization_id = excluded.organization_id, connection_id = excluded.connection_id,
      member_id = excluded.member_id, issuer = excluded.issuer, subject = excluded.subject, profile = excluded.profile,
      proved_at = excluded.proved_at, expires_at = excluded.expires_at`)
}

/** What is held for a log-in, until the transaction ends for this one alone; null: nothing, or not any more. */
export async function findHeldLink(tx: Tx, loginId: LoginId, now: Date): Promise<HeldLink | null> {
  const [row] = await tx.query<
    Omit<HeldLink, 'described' | 'joined'> & { profile: Described & { joined: boolean } }
  >(sql`
    select organization_id as "organizationId", connection_id as "connectionId", member_id as "memberId", issuer, subject,
      profile, proved_at as "provedAt"
    from held_links where login_id = ${loginId} and expires_at > ${now} for update`)
  if (!row) return null
  const { profile, ...held } = row
  const { joined, ...described } = profile
  return { ...held, described, joined }
}

/** Lets it go. Idempotent. */
export async function removeHeldLink(tx: Tx, loginId: LoginId): Promise<void> {
  await tx.query(sql`delete from held_links where login_id = ${loginId}`)
}
