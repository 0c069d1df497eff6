import sql from 'sql-template-tag'
import type { IdentityId, OrganizationId } from '#api/common.ts'
import type { Standing } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { addIdentities } from './add-identities.ts'
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

/**
 * Finds or makes the identity of an address; of two at once both get the same. Says nothing of where else it belongs. An
 * address that was changed and may still be taken back is that identity's (PW6): whoever adds it adds the same person, and
 * is not told the new address.
 */
export async function addIdentity(tx: Tx, email: string, now: Date): Promise<Identity> {
  const found = (await addIdentities(tx, [email], now)).get(email)
  const identity = found ? await findIdentityByEmail(tx, found.email, now) : null
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

/** How many earlier passwords are kept, and not taken again (PW1). */
export const passwordsKept = 10

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
  await keepOldPassword(tx, identityId, now)
  await tx.query(sql`insert into passwords (identity_id, hash, changed_at, temporary_until)
    values (${identityId}, ${hash}, ${now}, ${temporaryUntil})
    on conflict (identity_id) do update set hash = excluded.hash, changed_at = excluded.changed_at,
      temporary_until = excluded.temporary_until`)
}

/** Voids the password: until another is set through the mailbox, there is none (PW6). */
export async function removePassword(tx: Tx, identityId: IdentityId, now: Date): Promise<void> {
  await keepOldPassword(tx, identityId, now)
  await tx.query(sql`delete from passwords where identity_id = ${identityId}`)
}

async function keepOldPassword(tx: Tx, identityId: IdentityId, now: Date): Promise<void> {
  await tx.query(sql`insert into old_passwords (identity_id, hash, replaced_at)
    select identity_id, hash, ${now} from passwords where identity_id = ${identityId}`)
  await tx.query(sql`delete from old_passwords where id in (
    select id from old_passwords where identity_id = ${identityId}
    order by replaced_at desc, id desc offset ${passwordsKept})`)
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

/**
 * Whoever gives an address to somebody holds it until the transaction ends: making an identity and changing an address look
 * at two tables, between which the other could slip.
 */
export async function lockAddresses(tx: Tx, emails: readonly string[]): Promise<void> {
  for (const email of emails.toSorted())
    await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`email:${email}`}, 0))`)
}

/**
 * From now on, and until a mailbox code that is made later, `password` proves the person in this organization alone (PW4).
 */
export async function doubtMailbox(
  tx: Tx,
  identityId: IdentityId,
  organizationId: OrganizationId,
  now: Date,
): Promise<void> {
  await tx.query(sql`update identities set doubted_at = ${now}, doubted_by_organization_id = ${organizationId}
    where id = ${identityId}`)
}

/** Gives an identity an address, and all rows that it has in organizations: nobody but the person does that (PW6). */
export async function replaceEmail(tx: Tx, identityId: IdentityId, email: string): Promise<void> {
  await tx.query(sql`select replace_email(${identityId}, ${email})`)
}

/**
 * Gives all rows of an identity its address as it stands: it is held first, for it may be changing just now, and whoever asks
 * may have read the old one.
 */
export async function showEmail(tx: Tx, identityId: IdentityId): Promise<void> {
  await tx.query(sql`select from identities where id = ${identityId} for no key update`)
  await tx.query(sql`select replace_email(id, email) from identities where id = ${identityId}`)
}

/**
 * The organization in which registration was first completed with a proved mailbox; set once. When it is gone the next one
 * does not become it: nobody but the person begins a reset then, until they name another (PW5).
 */
export async function setHomeOnce(
  tx: Tx,
  identityId: IdentityId,
  organizationId: OrganizationId,
): Promise<void> {
  await tx.query(sql`update identities set home_organization_id = ${organizationId}, home_since = now()
    where id = ${identityId} and home_organization_id is null and home_since is null and mailbox_proved_at is not null`)
}

/** The home that a person names, once they have none (PW5). */
export async function nameHomeOf(
  tx: Tx,
  identityId: IdentityId,
  organizationId: OrganizationId,
): Promise<void> {
  await tx.query(
    sql`update identities set home_organization_id = ${organizationId}, home_since = now() where id = ${identityId}`,
  )
}
