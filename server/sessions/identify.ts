import sql, { type Sql } from 'sql-template-tag'
import type {
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
import type { Evidence, PendingCaller, SessionCaller } from '#server/access/caller.ts'
import { decide } from '#server/door/decide.ts'
import { type SignInPolicy, stricter } from '#server/door/policy.ts'

/**
 * Finds who holds a token and confines the transaction to their organization, in one flight with BEGIN: the first
 * statement finds the session and takes on the role, the second reads the member's standing from inside the wall.
 *
 * It fails closed. The left join always yields a row, so a transaction with an unknown token is confined as well:
 * to no organization, where it sees nothing.
 */
export const identifySession = (tokenHash: Buffer): readonly [Sql, Sql] => [
  sql`select s.*,
      set_config('role', 'foyer_member', true),
      set_config('app.organization_id', coalesce(s."organizationId"::text, ''), true),
      set_config('app.member_id', coalesce(s."memberId"::text, ''), true),
      set_config('app.identity_id', coalesce(s."identityId"::text, ''), true)
    from (values (1)) always left join (${sessionBy(tokenHash)}) s on true`,
  standing,
]

/** The same without confinement, for the routes that cross organizations: still only one's own rows (policies of foyer). */
export const identifySessionUnconfined = (tokenHash: Buffer): readonly [Sql, Sql] => [
  sql`select s.*,
      set_config('app.organization_id', coalesce(s."organizationId"::text, ''), true),
      set_config('app.member_id', coalesce(s."memberId"::text, ''), true),
      set_config('app.identity_id', coalesce(s."identityId"::text, ''), true)
    from (values (1)) always left join (${sessionBy(tokenHash)}) s on true`,
  standingAsFoyer,
]

export const identifyPending = (tokenHash: Buffer): readonly [Sql] => [
  sql`select p.id as "pendingId", p.source_session_id as "sourceSessionId", p.expires_at as "expiresAt",
      l.id as "loginId", l.identity_id as "identityId", l.transport, i.email,
      ${evidenceOf} as evidence, pw.changed_at as "passwordChangedAt",
      set_config('app.identity_id', l.identity_id::text, true)
    from pending_sign_ins p
    join logins l on l.id = p.login_id and l.ended_at is null
    join identities i on i.id = l.identity_id
    left join passwords pw on pw.identity_id = i.id
    where p.token_hash = ${tokenHash} and p.consumed_at is null
      and (p.source_session_id is null
        or exists (select from sessions s where s.id = p.source_session_id and s.ended_at is null))`,
]

const evidenceOf = sql`(select jsonb_agg(jsonb_build_object(
  'kind', e.kind, 'connectionId', e.connection_id, 'at', extract(epoch from e.at) * 1000)) from evidence e where e.login_id = l.id)`

const sessionBy = (
  tokenHash: Buffer,
) => sql`select s.id as "sessionId", s.login_id as "loginId", s.identity_id as "identityId",
    s.organization_id as "organizationId", s.member_id as "memberId",
    s.created_at as "createdAt", s.last_seen_at as "lastSeenAt", l.transport, i.email,
    ${evidenceOf} as evidence, pw.changed_at as "passwordChangedAt"
  from sessions s
  join logins l on l.id = s.login_id and l.ended_at is null
  join identities i on i.id = s.identity_id
  left join passwords pw on pw.identity_id = i.id
  where s.token_hash = ${tokenHash} and s.ended_at is null`

const standingColumns = `select m.status, m.first_name as "firstName", m.last_name as "lastName", m.language,
    m.time_zone as "timeZone", m.guest, o.name as "organizationName", o.slug, o.status as "organizationStatus",
    o.language as "organizationLanguage", o.currency, o.time_zone as "organizationTimeZone",
    r.id as "roleId", r.name as "roleName", r.template, r.permissions, r.restrictions,
    r.second_factor as "roleSecondFactor", p.first_factor as "firstFactor", p.second_factor as "secondFactor",
    p.evidence_seconds as "evidenceSeconds", p.session_seconds as "sessionSeconds",
    p.idle_seconds as "idleSeconds", p.password_days as "passwordDays"
  from members m
  join organizations o on o.id = m.organization_id
  join roles r on r.organization_id = m.organization_id and r.id = m.role_id
  join sign_in_policies p on p.organization_id = m.organization_id
  where m.organization_id = current_organization_id() and m.id = nullif(current_setting('app.member_id', true), '')::uuid`

// Two texts, for a plan belongs to the role that made it: one text under two roles would be planned again and again.
const standing = sql([standingColumns])
const standingAsFoyer = sql([`${standingColumns} and m.identity_id = current_identity_id()`])

interface SomeoneRow {
  loginId: LoginId
  identityId: IdentityId
  email: string
  transport: 'cookie' | 'bearer'
  evidence: { kind: Evidence['kind']; connectionId: string | null; at: number }[] | null
  passwordChangedAt: Date | null
}

interface SessionRow extends SomeoneRow {
  sessionId: SessionId | null
  organizationId: OrganizationId
  memberId: MemberId
  createdAt: Date
  lastSeenAt: Date
}

interface PendingRow extends SomeoneRow {
  pendingId: string
  sourceSessionId: SessionId | null
  expiresAt: Date
}

interface StandingRow extends PolicyRow {
  status: MemberStatus
  firstName: string
  lastName: string
  language: Language | null
  timeZone: string | null
  guest: boolean
  organizationName: string
  slug: string
  organizationStatus: string
  organizationLanguage: Language
  currency: string
  organizationTimeZone: string
  roleId: RoleId
  roleName: string
  template: RoleTemplate | null
  permissions: string[]
  restrictions: Restriction[]
}

export interface PolicyRow {
  roleSecondFactor: SecondFactor
  firstFactor: 'password' | 'sso'
  secondFactor: SecondFactor
  evidenceSeconds: number | null
  sessionSeconds: number
  idleSeconds: number
  passwordDays: number | null
}

/** The policy at the door of one member: the organization's, merged with what the role demands. */
export const policyOf = (row: PolicyRow): SignInPolicy => ({
  firstFactor: row.firstFactor,
  secondFactor: stricter(row.secondFactor, row.roleSecondFactor),
  evidenceSeconds: row.evidenceSeconds,
  sessionSeconds: row.sessionSeconds,
  idleSeconds: row.idleSeconds,
  passwordDays: row.passwordDays,
  connections: [],
})

/** Who holds the session, judged by the door as it stands now; null where the session is over. */
export function readSession(
  [found, stands]: readonly Record<string, unknown>[][],
  now: Date,
): SessionCaller | null {
  const session = found?.[0] as SessionRow | undefined
  const row = stands?.[0] as StandingRow | undefined
  if (!session?.sessionId || !row) return null
  if (
    row.organizationStatus !== 'active' ||
    (row.status !== 'active' && row.status !== 'registering')
  )
    return null
  const policy = policyOf(row)
  const expiresAt = new Date(session.createdAt.getTime() + policy.sessionSeconds * 1000)
  if (expiresAt <= now) return null
  const idledOutAt = new Date(session.lastSeenAt.getTime() + policy.idleSeconds * 1000)
  const someone = readSomeone(session)
  const decision = decide(
    policy,
    {
      guest: row.guest,
      totpEnrolled: false,
      passwordChangedAt: session.passwordChangedAt,
      idledOutAt: idledOutAt <= now ? idledOutAt : null,
    },
    someone.evidence,
    now,
  )
  return {
    ...someone,
    kind: 'session',
    sessionId: session.sessionId,
    organizationId: session.organizationId,
    memberId: session.memberId,
    status: row.status,
    firstName: row.firstName,
    lastName: row.lastName,
    language: row.language,
    timeZone: row.timeZone,
    organization: {
      name: row.organizationName,
      slug: row.slug,
      language: row.organizationLanguage,
      currency: row.currency,
      timeZone: row.organizationTimeZone,
    },
    role: {
      id: row.roleId,
      name: row.roleName,
      template: row.template,
      secondFactor: row.roleSecondFactor,
    },
    // Owner's permissions are fixed (RP1): also those that a later release adds.
    permissions: new Set<string>(
      row.template === 'owner' ? [...permissions, ...row.permissions] : row.permissions,
    ),
    restrictions: new Set(row.restrictions),
    missing: decision.enter ? [] : decision.missing,
    lastSeenAt: session.lastSeenAt,
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
    ...readSomeone(row),
    kind: 'pending',
    pendingId: row.pendingId,
    sourceSessionId: row.sourceSessionId,
    expiresAt: row.expiresAt,
  }
}

const readSomeone = (row: SomeoneRow) => ({
  loginId: row.loginId,
  identityId: row.identityId,
  email: row.email,
  transport: row.transport,
  evidence: (row.evidence ?? []).map((e) => ({ ...e, at: new Date(e.at) })),
  passwordChangedAt: row.passwordChangedAt,
})

/** Stamps that a session was used. Called at most once a minute for a session, outside the request's transaction. */
export const touchSession = (sessionId: SessionId, now: Date): Sql =>
  sql`update sessions set last_seen_at = greatest(last_seen_at, ${now}) where id = ${sessionId} and ended_at is null`
