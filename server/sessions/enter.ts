import sql from 'sql-template-tag'
import type { IdentityId, LoginId, SessionId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Outcome } from '#api/sessions.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { readPolicy } from '#server/door/policy.ts'
import type { Tx } from '#server/platform/database.ts'
import { newToken } from '#server/platform/token.ts'
import type { Membership } from './membership.ts'

/** A session with its token, which exists only here and in the caller's hands. */
export type Entered = Extract<Outcome, { outcome: 'entered' }> & { token: string }

interface From {
  identityId: IdentityId
  loginId: LoginId
  /** The session that ends with this one beginning, if one walks over from another organization. */
  sourceSessionId: SessionId | null
  /** The pending sign-in that is used up, if one comes from there. */
  pendingId: string | null
}

/**
 * Walks through a door that has been decided to be open: in one statement the old session ends, the pending sign-in is
 * used up, the new session begins, the visit is stamped, and both organizations' audit logs get their row, neither of which
 * names the other (SW3). Of two at once the second finds nothing to end and is refused.
 *
 * Runs unconfined: it writes in two organizations.
 *
 * @throws not-signed-in where the source session or pending sign-in is gone, or the membership was just taken away
 */
export async function enter(
  tx: Tx,
  from: From,
  target: Membership,
  request: Where,
  now: Date,
  /** Set by an owner's break-glass code, where the door stays shut (DR6). */
  breakGlassUntil: Date | null = null,
): Promise<Entered> {
  const { token, hash } = newToken('session')
  const policy = readPolicy(target.policy, now)
  const [started] = await tx.query<{ id: SessionId }>(sql`
    with left_behind as (
      update sessions set ended_at = ${now}, end_reason = 'switched'
      where id = ${from.sourceSessionId} and ended_at is null
      returning organization_id, member_id
    ), used_up as (
      update pending_sign_ins set consumed_at = ${now}
      where id = ${from.pendingId} and consumed_at is null
      returning id
    ), visit as (
      update members set last_visited_at = ${now}, first_entered_at = coalesce(first_entered_at, ${now})
      where organization_id = ${target.organizationId} and id = ${target.memberId}
        and identity_id = ${from.identityId} and status in ('registering', 'active')
        and (${from.sourceSessionId}::uuid is null or exists (select from left_behind))
        and (${from.pendingId}::uuid is null or exists (select from used_up))
      returning organization_id, id
    ), superseded as (
      update sessions set ended_at = ${now}, end_reason = 'newer-session'
      where ${policy.singleSession} and organization_id = ${target.organizationId} and member_id = ${target.memberId}
        and ended_at is null and id is distinct from ${from.sourceSessionId} and exists (select from visit)
    ), started as (
      insert into sessions (token_hash, login_id, identity_id, organization_id, member_id, created_at, last_seen_at, ip, user_agent, break_glass_until)
      select ${hash}, ${from.loginId}, ${from.identityId}, organization_id, id, ${now}, ${now}, ${request.ip}, ${request.userAgent},
        ${breakGlassUntil}
      from visit
      returning id
    ), told as (
      insert into audit_events (organization_id, at, action, actor_member_id, ip, user_agent, request_id)
      select organization_id, ${now}::timestamptz, 'session.left', member_id, ${request.ip}::inet, ${request.userAgent}, ${request.id}::uuid
      from left_behind where exists (select from visit)
      union all
      select organization_id, ${now}, 'session.entered', id, ${request.ip}, ${request.userAgent}, ${request.id} from visit
    )
    select id from started`)
  if (!started) throw problem('not-signed-in')
  return {
    outcome: 'entered',
    token,
    expiresAt: new Date(now.getTime() + policy.sessionSeconds * 1000).toISOString(),
    member: { id: target.memberId },
    organization: { id: target.organizationId, name: target.name, slug: target.slug },
    landing: `/o/${target.slug}/tasks`,
  }
}
