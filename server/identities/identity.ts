import sql from 'sql-template-tag'
import type { IdentityId, OrganizationId } from '#api/common.ts'
import type { Standing } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { readStanding } from './standing.ts'

// One e-mail address, one password. Lives in the identity plane: every function here runs unconfined.

export interface Identity {
  id: IdentityId
  email: string
  mailboxProvedAt: Date | null
  /** Null as well where an administrator made it and it was not used in time (PW4). */
  passwordHash: string | null
  standing: Standing
}

export async function findIdentityByEmail(
  tx: Tx,
  email: string,
  now: Date,
): Promise<Identity | null> {
  const [row] = await tx.query<Omit<Identity, 'standing'> & { standing: string }>(sql`
    select i.id, i.email, i.mailbox_proved_at as "mailboxProvedAt", standing_of(i, pw, a) as standing,
      case when pw.temporary_until is null or pw.temporary_until > ${now} then pw.hash end as "passwordHash"
    from identities i
    left join passwords pw on pw.identity_id = i.id
    left join authenticators a on a.identity_id = i.id
    where i.email = ${email}`)
  return row ? { ...row, standing: readStanding(row.standing) } : null
}

/** Finds or makes the identity of an address; of two at once both get the same. Says nothing of where else it belongs. */
export async function addIdentity(tx: Tx, email: string, now: Date): Promise<Identity> {
  await tx.query(
    sql`insert into identities (email) values (${email}) on conflict (email) do nothing`,
  )
  const identity = await findIdentityByEmail(tx, email, now)
  if (!identity) throw new Error('an identity was deleted while it was being found')
  return identity
}

/**
 * The hash as it stands, held until the transaction ends: whoever replaces it (`change`) or lets somebody in on it (`use`)
 * comes before or after, never in between. Else a sign-in could begin on a password while that one is being replaced, and
 * outlive it (PW1).
 */
export async function holdPassword(
  tx: Tx,
  identityId: IdentityId,
  purpose: 'use' | 'change',
): Promise<string | null> {
  const [row] = await tx.query<{ hash: string }>(
    purpose === 'use'
      ? sql`select hash from passwords where identity_id = ${identityId} for share`
      : sql`select hash from passwords where identity_id = ${identityId} for no key update`,
  )
  return row?.hash ?? null
}

/**
 * Replaces the one password, wherever it is used (PW1), and keeps the hash of the old one, which is not taken again. Whoever
 * calls ends the sessions that must end. `temporaryUntil`: an administrator made it (PW4).
 */
export async function replacePassword(
  tx: Tx,
  identityId: IdentityId,
  hash: string,
  now: Date,
  temporaryUntil: Date | null = null,
): Promise<void> {
  await tx.query(sql`insert into old_passwords (identity_id, hash, replaced_at)
    select identity_id, hash, ${now} from passwords where identity_id = ${identityId}`)
  await tx.query(sql`insert into passwords (identity_id, hash, changed_at, temporary_until)
    values (${identityId}, ${hash}, ${now}, ${temporaryUntil})
    on conflict (identity_id) do update set hash = excluded.hash, changed_at = excluded.changed_at,
      temporary_until = excluded.temporary_until`)
}

/** A password that was hashed with weaker parameters is the same password: its age and its mark stay. */
export async function rehashPassword(tx: Tx, identityId: IdentityId, hash: string): Promise<void> {
  await tx.query(sql`update passwords set hash = ${hash} where identity_id = ${identityId}`)
}

/** Takes a mailbox as proved, on the word of whoever runs this server. */
export async function proveMailbox(tx: Tx, identityId: IdentityId, now: Date): Promise<void> {
  await tx.query(
    sql`update identities set mailbox_proved_at = coalesce(mailbox_proved_at, ${now}) where id = ${identityId}`,
  )
}

/** The organization in which registration was first completed with a proved mailbox; set once. */
export async function setHomeOnce(
  tx: Tx,
  identityId: IdentityId,
  organizationId: OrganizationId,
): Promise<void> {
  await tx.query(sql`update identities set home_organization_id = ${organizationId}
    where id = ${identityId} and home_organization_id is null and mailbox_proved_at is not null`)
}
