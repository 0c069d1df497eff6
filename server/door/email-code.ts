import sql, { type Sql } from 'sql-template-tag'
import type { IdentityId, LoginId } from '#api/common.ts'
import { type Problem, problem } from '#api/problem.ts'
import type { Tx } from '#server/platform/database.ts'
import { codeMinutes, coolDownSeconds, isCode, newCode, triesMax } from './mailed-code.ts'

// Six digits that were mailed (DR5). Identity plane: runs unconfined.

/** `mailbox`: the identity's own address. `new-mailbox`: the one that it is to get (PW6). */
interface Purpose {
  identityId: IdentityId
  /** No other log-in can use the code. */
  loginId: LoginId
  purpose: 'mailbox' | 'new-mailbox'
}

const codesAnHourMax = 10

/** The browser of a log-in, if this person has shown a second factor in it. */
const provenBrowser = (loginId: Sql) => sql`(
  select b.browser_hash from logins l
  join known_browsers b on b.identity_id = l.identity_id and b.browser_hash = l.browser_hash
  where l.id = ${loginId} and b.second_factor is not null)`

/** Whether a log-in was begun on an identity provider's word. */
const byProvider = (loginId: Sql) =>
  sql`(select l.by_provider from logins l where l.id = ${loginId})`

/**
 * Makes a code, which alone is good from now on for this log-in and purpose. Returns too-many-requests within a minute of
 * the one before, and after ten in an hour for the identity, whichever log-ins asked. A browser in which the person has shown
 * a second factor has ten of its own, or a thief of the password could keep them from getting any (LG8); and those who came
 * by an identity provider have ten apart, for whoever runs one needs no password.
 */
export async function createEmailCode(
  tx: Tx,
  secretKey: Buffer,
  { identityId, loginId, purpose, sentTo }: Purpose & { sentTo: string },
  now: Date,
): Promise<{ code: string; expiresAt: Date; resendAfter: Date } | Problem> {
  const [, [recent]] = await Promise.all([
    // Of two requests at once the second sees what the first has made.
    tx.query(sql`select from identities where id = ${identityId} for no key update`),
    tx.query<{ count: number; oldest: Date | null; newestHere: Date | null }>(sql`
      select count(*) as count, min(c.created_at) as oldest,
        max(c.created_at) filter (where c.login_id = ${loginId} and c.purpose = ${purpose}) as "newestHere"
      from email_codes c
      where c.identity_id = ${identityId} and c.created_at > ${now}::timestamptz - interval '1 hour'
        and ${byProvider(sql`c.login_id`)} is not distinct from ${byProvider(sql`${loginId}::uuid`)}
        and ${provenBrowser(sql`c.login_id`)} is not distinct from ${provenBrowser(sql`${loginId}::uuid`)}`),
  ])
  const after = (start: Date | null | undefined, seconds: number) =>
    (start?.getTime() ?? 0) + seconds * 1000
  const waitMs =
    Math.max(
      after(recent?.newestHere, coolDownSeconds),
      recent && recent.count >= codesAnHourMax ? after(recent.oldest, 3600) : 0,
    ) - now.getTime()
  if (waitMs > 0)
    return problem('too-many-requests', { retryAfterSeconds: Math.ceil(waitMs / 1000) })

  const { code, hash } = newCode(secretKey, { of: loginId, sentTo })
  const expiresAt = new Date(now.getTime() + codeMinutes * 60_000)
  await tx.query(sql`
    insert into email_codes (identity_id, login_id, purpose, sent_to, code_hash, created_at, expires_at)
    values (${identityId}, ${loginId}, ${purpose}, ${sentTo}, ${hash}, ${now}, ${expiresAt})`)
  return { code, expiresAt, resendAfter: new Date(now.getTime() + coolDownSeconds * 1000) }
}

/**
 * Tries a code against the newest of this log-in: good once, for ten minutes and five tries. Where it is right it says
 * which address was proved thereby, and when the code was sent there.
 */
export async function tryEmailCode(
  tx: Tx,
  secretKey: Buffer,
  { identityId, loginId, purpose }: Purpose,
  code: string,
  now: Date,
): Promise<{ ok: true; sentTo: string; createdAt: Date } | { ok: false }> {
  const [newest] = await tx.query<{
    id: string
    sentTo: string
    codeHash: Buffer
    createdAt: Date
    good: boolean
  }>(sql`
    select id, sent_to as "sentTo", code_hash as "codeHash", created_at as "createdAt",
      used_at is null and expires_at > ${now} and tries < ${triesMax} as good
    from email_codes where identity_id = ${identityId} and login_id = ${loginId} and purpose = ${purpose}
    order by created_at desc, id desc limit 1 for update`)
  if (!newest?.good) return { ok: false }
  const { id, sentTo, codeHash, createdAt } = newest
  const ok = isCode(secretKey, { of: loginId, sentTo }, code, codeHash)
  await tx.query(
    sql`update email_codes set tries = tries + 1, used_at = ${ok ? now : null} where id = ${id}`,
  )
  return ok ? { ok, sentTo, createdAt } : { ok }
}

/** All codes of an identity stop; they still count towards the hour's ten. */
export async function endEmailCodes(tx: Tx, identityId: IdentityId, now: Date): Promise<void> {
  await tx.query(
    sql`update email_codes set used_at = ${now} where identity_id = ${identityId} and used_at is null`,
  )
}

/** The newest code of this log-in that can still be entered: where it went, and until when. */
export async function findWaitingEmailCode(
  tx: Tx,
  { identityId, loginId, purpose }: Purpose,
  now: Date,
): Promise<{ sentTo: string; expiresAt: Date } | null> {
  const [newest] = await tx.query<{ sentTo: string; expiresAt: Date; good: boolean }>(sql`
    select sent_to as "sentTo", expires_at as "expiresAt",
      used_at is null and expires_at > ${now} and tries < ${triesMax} as good
    from email_codes where identity_id = ${identityId} and login_id = ${loginId} and purpose = ${purpose}
    order by created_at desc, id desc limit 1`)
  return newest?.good ? { sentTo: newest.sentTo, expiresAt: newest.expiresAt } : null
}
