import sql, { type Sql } from 'sql-template-tag'
import type {
  FileId,
  IdentityId,
  Language,
  LoginId,
  MemberId,
  OrganizationId,
  RoleId,
  SessionId,
} from '#api/common.ts'
import type { SecondFactor } from '#api/door.ts'
import { permissions, type Restriction, type RoleTemplate } from '#api/permissions.ts'
import type { MemberStatus } from '#api/sessions.ts'
import type { PendingCaller, SessionCaller } from '#server/access/caller.ts'
import { decide, memberAtDoor } from '#server/door/decide.ts'
import { readPolicy } from '#server/door/policy.ts'
import { readEvidence } from '#server/door/read-evidence.ts'
import { readStanding } from '#server/identities/standing.ts'

/**
 * Finds who holds a token and how they stand today, and confines the transaction to their organization, by one statement in
 * one flight with BEGIN.
 *
 * It fails closed. The left join always yields a row, so a transaction with an unknown token is confined as well:
 * to no organization, where it sees nothing.
 */
export const identifySession = (tokenHash: Buffer): readonly [Sql] => [
  sql`select s.caller, set_config('role', 'foyer_member', true), ${settings}
    from (values (1)) always left join caller_of(${tokenHash}) s on true`,
]

/** The same for the routes that cross organizations or live in the identity plane: nothing is confined. */
export const identifySessionUnconfined = (tokenHash: Buffer): readonly [Sql] => [
  sql`select s.caller, ${settings}, set_config('app.login_id', coalesce(s.login_id::text, ''), true)
    from (values (1)) always left join caller_of(${tokenHash}) s on true`,
]

const settings = sql`set_config('app.organization_id', coalesce(s.organization_id::text, ''), true),
  set_config('app.member_id', coalesce(s.member_id::text, ''), true),
  set_config('app.identity_id', coalesce(s.identity_id::text, ''), true)`

export const identifyPending = (tokenHash: Buffer): readonly [Sql] => [
  sql`select p.id as "pendingId", p.source_session_id as "sourceSessionId", p.target_member_id as "targetMemberId",
      p.expires_at as "expiresAt",
      l.id as "loginId", l.identity_id as "identityId", l.transport, i.email,
      evidence_of(l.id) as evidence, standing_of(i, pw, a) as standing,
      set_config('app.identity_id', l.identity_id::text, true), set_config('app.login_id', l.id::text, true)
    from pending_sign_ins p
    join logins l on l.id = p.login_id and l.ended_at is null
    join identities i on i.id = l.identity_id
    left join passwords pw on pw.identity_id = i.id
    left join authenticators a on a.identity_id = i.id
    where p.token_hash = ${tokenHash} and p.consumed_at is null
      and (p.source_session_id is null
        or exists (select from sessions s where s.id = p.source_session_id and s.ended_at is null))`,
]

interface PendingRow {
  pendingId: string
  sourceSessionId: SessionId | null
  targetMemberId: MemberId | null
  expiresAt: Date
  loginId: LoginId
  identityId: IdentityId
  email: string
  transport: 'cookie' | 'bearer'
  /** `kind,connection,milliseconds`, with spaces in between. */
  evidence: string | null
  /** As `standing_of` packs it. */
  standing: string
}

/** What `caller_of` tells, times in milliseconds since 1970. */
interface SessionRow {
  session_id: SessionId
  login_id: LoginId
  identity_id: IdentityId
  organization_id: OrganizationId
  member_id: MemberId
  created_at: number
  last_seen_at: number
  transport: 'cookie' | 'bearer'
  email: string
  evidence: string | null
  standing: string
  status: MemberStatus
  first_name: string
  last_name: string
  language: Language | null
  time_zone: string | null
  photo_id: FileId | null
  guest: boolean
  organization_name: string
  slug: string
  organization_status: string
  organization_language: Language
  currency: string
  organization_time_zone: string
  logo_id: FileId | null
  configuration: string
  members_may_invite: boolean
  fields_missing: number
  role_id: RoleId
  role_name: string
  template: RoleTemplate | null
  permissions: string
  restrictions: string
  role_second_factor: SecondFactor
  policy: string
  newer: boolean
  break_glass_until: number | null
}

/** Who holds the session, judged by the door as it stands now; null where the session is over. */
export function readSession(
  [found]: readonly Record<string, unknown>[][],
  now: Date,
): SessionCaller | null {
  const row = found?.[0]?.caller as SessionRow | null | undefined
  if (!row) return null
  if (
    row.organization_status !== 'active' ||
    (row.status !== 'active' && row.status !== 'registering')
  )
    return null
  const policy = readPolicy(row.policy, now)
  if (policy.singleSession && row.newer) return null
  const expiresAt = new Date(row.created_at + policy.sessionSeconds * 1000)
  if (expiresAt <= now) return null
  const idledOutAt = new Date(row.last_seen_at + policy.idleSeconds * 1000)
  const evidence = readEvidence(row.evidence)
  const standing = readStanding(row.standing)
  const decision = decide(
    policy,
    memberAtDoor(standing, row.guest, row.organization_id, idledOutAt <= now ? idledOutAt : null),
    evidence,
    now,
  )
  return {
    kind: 'session',
    loginId: row.login_id,
    identityId: row.identity_id,
    email: row.email,
    transport: row.transport,
    evidence,
    standing,
    sessionId: row.session_id,
    organizationId: row.organization_id,
    memberId: row.member_id,
    status: row.status,
    firstName: row.first_name,
    lastName: row.last_name,
    language: row.language,
    timeZone: row.time_zone,
    photoId: row.photo_id,
    fieldsMissing: row.fields_missing,
    organization: {
      name: row.organization_name,
      slug: row.slug,
      language: row.organization_language,
      currency: row.currency,
      timeZone: row.organization_time_zone,
      logoId: row.logo_id,
      configuration: row.configuration,
      membersMayInvite: row.members_may_invite,
    },
    role: {
      id: row.role_id,
      name: row.role_name,
      template: row.template,
      secondFactor: row.role_second_factor,
    },
    permissions: permissionsOf(row.template, row.permissions),
    restrictions: new Set(words(row.restrictions) as Restriction[]),
    missing: decision.enter ? [] : decision.missing,
    // An owner's: who was demoted meanwhile has nothing of it.
    breakGlassUntil:
      row.template === 'owner' &&
      row.break_glass_until !== null &&
      row.break_glass_until > now.getTime()
        ? new Date(row.break_glass_until)
        : null,
    lastSeenAt: new Date(row.last_seen_at),
    expiresAt,
  }
}

/** Who holds the pending sign-in; null where it is used, expired or its log-in ended. */
export function readPending(
  [found]: readonly Record<string, unknown>[][],
  now: Date,
): PendingCaller | null {
  const row = found?.[0] as PendingRow | undefined
  if (!row || row.expiresAt <= now) return null
  return {
    ...row,
    kind: 'pending',
    evidence: readEvidence(row.evidence),
    standing: readStanding(row.standing),
  }
}

const words = (text: string): string[] => (text === '' ? [] : text.split(' '))

/** What a role permits. Many members share a role, and its permissions are many, so each text is taken apart once. */
function permissionsOf(template: RoleTemplate | null, packed: string): ReadonlySet<string> {
  const role = `${template} ${packed}`
  let permitted = permitting.get(role)
  if (!permitted) {
    // Owner's permissions are fixed (RP1): also those that a later release adds.
    permitted = new Set([...(template === 'owner' ? permissions : []), ...words(packed)])
    if (permitting.size >= rolesMax) permitting.clear()
    permitting.set(role, permitted)
  }
  return permitted
}

const permitting = new Map<string, ReadonlySet<string>>()
const rolesMax = 1000

/** Stamps that a session was used. Called at most once a minute for a session, outside the request's transaction. */
export const touchSession = (sessionId: SessionId, now: Date): Sql =>
  sql`update sessions set last_seen_at = greatest(last_seen_at, ${now}) where id = ${sessionId} and ended_at is null`
