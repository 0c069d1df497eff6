import sql from 'sql-template-tag'
import type { IdentityId, LoginId } from '#api/common.ts'
import type { ThrottledProof } from '#server/identities/throttle.ts'
import type { Tx } from '#server/platform/database.ts'

// Browsers in which an identity has signed in before. Each has counters of its own for what it has shown (LG8).

/**
 * Whether an identity has signed in by this browser before. Asked for an unknown e-mail as well: one statement less could
 * be measured (LG1).
 */
export async function isKnownBrowser(
  tx: Tx,
  identityId: IdentityId | null,
  browserHash: Buffer,
): Promise<boolean> {
  const rows = await tx.query(
    sql`select from known_browsers where identity_id = ${identityId} and browser_hash = ${browserHash}`,
  )
  return rows.length > 0
}

export async function rememberBrowser(
  tx: Tx,
  identityId: IdentityId,
  browserHash: Buffer | null,
  now: Date,
): Promise<void> {
  if (browserHash)
    await tx.query(sql`insert into known_browsers (identity_id, browser_hash, last_used_at)
      values (${identityId}, ${browserHash}, ${now})
      on conflict (identity_id, browser_hash) do update set last_used_at = excluded.last_used_at`)
}

/**
 * Browsers in which an identity has shown nothing but a password that was just replaced are strangers again, except that of
 * a log-in if named: or whoever stole it keeps as many counters as they had opened browsers, and guesses at the next one.
 */
export async function forgetBrowsers(
  tx: Tx,
  identityId: IdentityId,
  except: LoginId | null,
): Promise<void> {
  await tx.query(sql`
    delete from known_browsers b where b.identity_id = ${identityId} and b.second_factor is null
      and not exists (select from logins l where l.id = ${except} and l.browser_hash = b.browser_hash)`)
}

/** The browser of a log-in, if this identity has signed in by it before. */
export async function findKnownBrowser(tx: Tx, loginId: LoginId): Promise<Buffer | null> {
  const [row] = await tx.query<{ hash: Buffer }>(sql`
    select b.browser_hash as hash
    from logins l join known_browsers b on b.identity_id = l.identity_id and b.browser_hash = l.browser_hash
    where l.id = ${loginId}`)
  return row?.hash ?? null
}

/**
 * The browser of a log-in, if it has shown for this identity the second factor that is being guessed, or a stronger one.
 * Having shown a password is not enough: whoever stole that would get a new counter with every new browser; and having
 * shown a mailbox code not for the authenticator, or a stolen mailbox would do the same.
 */
export async function findProvenBrowser(
  tx: Tx,
  loginId: LoginId,
  proof: Exclude<ThrottledProof, 'password'>,
): Promise<Buffer | null> {
  const shown = {
    email_otp: ['email_otp', 'totp'],
    totp: ['totp'],
    recovery: ['totp'],
    'break-glass': [],
    joining: [],
  }
  const [row] = await tx.query<{ hash: Buffer }>(sql`
    select b.browser_hash as hash
    from logins l join known_browsers b on b.identity_id = l.identity_id and b.browser_hash = l.browser_hash
    where l.id = ${loginId} and b.second_factor = any (${shown[proof]}::text[])`)
  return row?.hash ?? null
}

/** The browser of a log-in has shown a second factor, also one that has never shown the password; the strongest stays. */
export async function rememberSecondFactor(
  tx: Tx,
  loginId: LoginId,
  kind: 'email_otp' | 'totp',
  now: Date,
): Promise<void> {
  await tx.query(sql`
    insert into known_browsers (identity_id, browser_hash, last_used_at, second_factor)
    select l.identity_id, l.browser_hash, ${now}, ${kind} from logins l
    where l.id = ${loginId} and l.browser_hash is not null
    on conflict (identity_id, browser_hash) do update set second_factor = excluded.second_factor
      where known_browsers.second_factor is distinct from 'totp'`)
}
