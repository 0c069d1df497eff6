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
import { readPolicy } from '#server/door/policy.ts'

/**
 * Finds who holds a token and confines the transaction to their organization, in one flight with BEGIN: the first
 * statement finds the session and takes on the role, the second reads the member's standing from inside the wall.
 *
 * It fails closed. The left join always yields a row, so a transaction with an unknown token is confined as well:
 * to no organization, where it sees nothing.
 */
export const identifySession = (tokenHash: Buffer): readonly [Sql, Sql] => [
  findSession(tokenHash),
  standing,
]

/**
 * The same for the routes that cross organizations: the standing is read from inside the wall as well, and with it the
 * transaction steps back out, into the role that connects.
 */
export const identifySessionUnconfined = (tokenHash: Buffer): readonly [Sql, Sql] => [
  findSession(tokenHash),
  standingThenLeave,
]

export const identifyPending = (tokenHash: Buffer): readonly [Sql] => [
  sql`select p.id as "pendingId", p.source_session_id as "sourceSessionId", p.expires_at as "expiresAt",
      l.id as "loginId", l.identity_id as "identityId", l.transport, i.email,
      e.evidence, pw.changed_at as "passwordChangedAt",
      set_config('app.identity_id', l.identity_id::text, true)
    from pending_sign_ins p
    join logins l on l.id = p.login_id and l.ended_at is null
    join identities i on i.id = l.identity_id
    left join passwords pw on pw.identity_id = i.id
    ${evidenceOfLogin}
    where p.token_hash = ${tokenHash} and p.consumed_at is null
      and (p.source_session_id is null
        or exists (select from sessions s where s.id = p.source_session_id and s.ended_at is null))`,
]

// Last in the list of joins, so that it runs once, for the one log-in that was found.
const evidenceOfLogin = sql`left join lateral (
    select string_agg(concat_ws(',', e.kind, coalesce(e.connection_id::text, ''), round(extract(epoch from e.at) * 1000)), ' ') as evidence
    from evidence e where e.login_id = l.id offset 0) e on true`

const findSession = (tokenHash: Buffer) =>
  sql`select s.*,
      set_config('role', 'foyer_member', true),
      set_config('app.organization_id', coalesce(s."organizationId"::text, ''), true),
      set_config('app.member_id', coalesce(s."memberId"::text, ''), true),
      set_config('app.identity_id', coalesce(s."identityId"::text, ''), true)
    from (values (1)) always left join (
      select s.id as "sessionId", s.login_id as "loginId", s.identity_id as "identityId",
        s.organization_id as "organizationId", s.member_id as "memberId",
        s.created_at as "createdAt", s.last_seen_at as "lastSeenAt", l.transport, i.email,
        e.evidence, pw.changed_at as "passwordChangedAt"
      from sessions s
      join logins l on l.id = s.login_id and l.ended_at is null
      join identities i on i.id = s.identity_id
      left join passwords pw on pw.identity_id = i.id
      ${evidenceOfLogin}
      where s.token_hash = ${tokenHash} and s.ended_at is null
    ) s on true`

// Arrays and the policy travel as one text each: taking rows apart is most of what a request costs us.
const standingBy = (more: string) =>
  sql([
    `select m.status, m.first_name as "firstName", m.last_name as "lastName", m.language,
        m.time_zone as "timeZone", m.guest, o.name as "organizationName", o.slug, o.status as "organizationStatus",
        o.language as "organizationLanguage", o.currency, o.time_zone as "organizationTimeZone",
        r.id as "roleId", r.name as "roleName", r.template, array_to_string(r.permissions, ' ') as permissions,
        array_to_string(r.restrictions, ' ') as restrictions, r.second_factor as "roleSecondFactor",
        policy_of(p, r) as policy${more}
      from members m
      join organizations o on o.id = m.organization_id
      join roles r on r.organization_id = m.organization_id and r.id = m.role_id
      join sign_in_policies p on p.organization_id = m.organization_id
      where m.organization_id = current_organization_id()
        and m.id = nullif(current_setting('app.member_id', true), '')::uuid`,
  ])
const standing = standingBy('')
const standingThenLeave = standingBy(", set_config('role', 'none', true)")

interface SomeoneRow {
  loginId: LoginId
  identityId: IdentityId
  email: string
  transport: 'cookie' | 'bearer'
  /** `kind,connection,milliseconds`, with spaces in between. */
  evidence: string | null
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

interface StandingRow {
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
  permissions: string
  restrictions: string
  roleSecondFactor: SecondFactor
  policy: string
}

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
  const policy = readPolicy(row.policy)
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
    permissions: permissionsOf(row),
    restrictions: new Set(words(row.restrictions) as Restriction[]),
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
  evidence: words(row.evidence ?? '').map(readEvidence),
  passwordChangedAt: row.passwordChangedAt,
})

const words = (text: string): string[] => (text === '' ? [] : text.split(' '))

function readEvidence(text: string): Evidence {
  const [kind, connectionId, at] = text.split(',')
  return {
    kind: kind as Evidence['kind'],
    connectionId: connectionId || null,
    at: new Date(Number(at)),
  }
}

const permissionsOf = (row: StandingRow): ReadonlySet<string> =>
  new Set(
    row.template === 'owner' ? [...permissions, ...words(row.permissions)] : words(row.permissions),
  )

/** Stamps that a session was used. Called at most once a minute for a session, outside the request's transaction. */
export const touchSession = (sessionId: SessionId, now: Date): Sql =>
  sql`update sessions set last_seen_at = greatest(last_seen_at, ${now}) where id = ${sessionId} and ended_at is null`
