import sql from 'sql-template-tag'
import type { IdentityId, LoginId } from '#api/common.ts'
import type { Evidence } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { hashToken } from '#server/platform/token.ts'

// A log-in is what one browser or client has proved since it signed in. Sessions and pending sign-ins stand on it.

/** `browserHash`: of the browser that signed in; null: of none that keeps cookies. */
export async function startLogin(
  tx: Tx,
  identityId: IdentityId,
  from: { transport: 'cookie' | 'bearer'; browserHash: Buffer | null; byProvider?: true },
  now: Date,
): Promise<LoginId> {
  const [row] = await tx.query<{ id: LoginId }>(sql`
    insert into logins (identity_id, transport, browser_hash, by_provider, created_at)
    values (${identityId}, ${from.transport}, ${from.browserHash}, ${from.byProvider ?? false}, ${now}) returning id`)
  if (!row) throw new Error('a log-in was not made')
  return row.id
}

/** Whether a log-in was begun on an identity provider's word. */
export async function isBegunByProvider(tx: Tx, loginId: LoginId): Promise<boolean> {
  const rows = await tx.query(sql`select from logins where id = ${loginId} and by_provider`)
  return rows.length > 0
}

/** Evidence of something that is the person's own. */
export const ownProof = (kind: Exclude<Evidence['kind'], 'sso'>, at: Date): Evidence => ({
  kind,
  connectionId: null,
  organizationId: null,
  at,
})

/** Adds what was just proved, in place of an earlier proof: also of one from a clock that went ahead and was set back. */
export async function addEvidence(tx: Tx, loginId: LoginId, evidence: Evidence): Promise<void> {
  await tx.query(sql`
    insert into evidence (login_id, kind, connection_id, organization_id, at)
    values (${loginId}, ${evidence.kind}, ${evidence.connectionId}, ${evidence.organizationId}, ${evidence.at})
    on conflict (login_id, kind, connection_id) do update set at = excluded.at`)
}

/**
 * The authenticator of an identity is another one, or gone: what was proved with it elsewhere counts no more, and whoever is
 * on the way in elsewhere begins anew (LG2).
 */
export async function forgetTotpOfOthers(
  tx: Tx,
  identityId: IdentityId,
  except: LoginId,
): Promise<void> {
  await Promise.all([
    tx.query(sql`delete from evidence where kind = 'totp'
      and login_id in (select id from logins where identity_id = ${identityId} and id <> ${except})`),
    tx.query(
      sql`delete from pending_sign_ins where identity_id = ${identityId} and login_id <> ${except}`,
    ),
  ])
}

/** Ends a log-in with its evidence, pending rows and sessions (LG9). */
export const endLogin = (tx: Tx, loginId: LoginId, reason: string, now: Date) =>
  endLogins(tx, sql`id = ${loginId}`, reason, now)

/** Signing in again in a browser replaces the log-in that it held. */
export async function endLoginOfSession(
  tx: Tx,
  sessionToken: string | null,
  now: Date,
): Promise<void> {
  if (!sessionToken) return
  const [row] = await tx.query<{ loginId: LoginId }>(
    sql`select login_id as "loginId" from sessions where token_hash = ${hashToken(sessionToken)} and ended_at is null`,
  )
  if (row) await endLogin(tx, row.loginId, 'replaced', now)
}

/** Ends every log-in of an identity, except one if named. */
export const endLoginsOf = (
  tx: Tx,
  identityId: IdentityId,
  except: LoginId | null,
  reason: string,
  now: Date,
) => endLogins(tx, sql`identity_id = ${identityId} and id is distinct from ${except}`, reason, now)

async function endLogins(
  tx: Tx,
  which: ReturnType<typeof sql>,
  reason: string,
  now: Date,
): Promise<void> {
  await tx.query(sql`
    with ended as (
      update logins set ended_at = ${now}, end_reason = ${reason} where ended_at is null and ${which} returning id
    ), sessions_ended as (
      update sessions set ended_at = ${now}, end_reason = ${reason}
      where login_id in (select id from ended) and ended_at is null
    ), forgotten as (
      delete from evidence where login_id in (select id from ended)
    )
    delete from pending_sign_ins where login_id in (select id from ended)`)
}
