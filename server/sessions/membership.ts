import sql from 'sql-template-tag'
import type { FileId, LoginId, MemberId, OrganizationId } from '#api/common.ts'
import type { StepKind } from '#api/door.ts'
import type { RoleTemplate } from '#api/permissions.ts'
import type {
  MemberStatus,
  OrganizationInDeletion,
  OrganizationRow,
  PendingInvitation,
} from '#api/sessions.ts'
import type { Caller, SessionCaller } from '#server/access/caller.ts'
import { type Decision, decide, memberAtDoor } from '#server/door/decide.ts'
import { readPolicy } from '#server/door/policy.ts'
import { provedOwn, sees, sightOf } from '#server/door/sight.ts'
import { logoUrl } from '#server/organizations/logo-url.ts'
import type { Tx } from '#server/platform/database.ts'

/** One's own row in an organization that is alive, with what its door demands; times as ISO 8601 text. */
export interface Membership {
  memberId: MemberId
  organizationId: OrganizationId
  name: string
  slug: string
  logoId: FileId | null
  role: string
  template: RoleTemplate | null
  status: MemberStatus
  guest: boolean
  addedBy: string | null
  invitationExpiresAt: string | null
  entered: boolean
  lastVisitedAt: string | null
  policy: string
}

const columns = sql`member_id as "memberId", organization_id as "organizationId", name, slug, logo_id as "logoId", role, template, status, guest,
  added_by as "addedBy", invitation_expires_at as "invitationExpiresAt", entered, last_visited_at as "lastVisitedAt", policy`

/** All that one belongs to or is invited to, last visited first: for whoever `app.identity_id` says. */
export const ownMemberships = sql`select ${columns} from own_rows() where organization_status = 'active'`

/** All of one's own rows, also in organizations that cannot be entered: of these, owners are told (OR2). */
export const ownRows = sql`select ${columns}, organization_status as "organizationStatus", deleting_until as until
  from own_rows()`

/** The one of them with this id, if it can be entered. */
export const ownMembership = (memberId: MemberId) =>
  sql`select ${columns} from own_rows(${memberId})
    where organization_status = 'active' and status in ('registering', 'active')`

/** In which organizations a caller may be told of their own rows, as `sightOf` says. */
export function inSight(caller: Proved) {
  const sight = sightOf(caller)
  return sight === 'everywhere' ? sql`true` : sql`organization_id = any(${sight}::uuid[])`
}

/** The same for what was read before it was known who asks; invitations are answered by the person alone. */
export function keepInSight<M extends Membership>(
  memberships: readonly M[],
  caller: Proved,
): readonly M[] {
  const sight = sightOf(caller)
  return sight === 'everywhere'
    ? memberships
    : memberships.filter((m) => sees(sight, m.organizationId) && m.invitationExpiresAt === null)
}

/** The first that one owns: the earliest membership with the Owner role in an active organization (CR2). */
export const firstOwnedMembership = (caller: Proved) => sql`
  select ${columns} from own_rows()
  where organization_status = 'active' and status = 'active' and template = 'owner' and ${inSight(caller)}
  order by created_at, member_id limit 1`

/** The last session of a log-in in one organization, as it was left or as it stands. */
export interface LastSession {
  lastSeenAt: Date
  endedAt: Date | null
}

/** The same for every organization in which the log-in of the transaction has been: whoever `app.login_id` says. */
export const lastSessions = sql`
  select distinct on (member_id) member_id as "memberId", last_seen_at as "lastSeenAt", ended_at as "endedAt"
  from sessions where login_id = nullif(current_setting('app.login_id', true), '')::uuid
  order by member_id, created_at desc, id desc`

/** Of one membership, the last session that the caller's log-in had there. */
export const lastSessionOf = (loginId: LoginId, memberId: MemberId) =>
  sql`select last_seen_at as "lastSeenAt", ended_at as "endedAt" from sessions
    where login_id = ${loginId} and member_id = ${memberId} order by created_at desc, id desc limit 1`

/** What counts at every door of somebody. */
export type Proved = Pick<Caller, 'evidence' | 'standing'>

/**
 * What the door of a membership says to a caller now (LG3). A session that had idled out is no better for having been left
 * by a switch: coming back, or switching to where one is, wants evidence that is newer than the idling-out (DR1).
 */
export function decideFor(
  membership: Membership,
  caller: Proved,
  lastSession: LastSession | undefined,
  now: Date,
): Decision {
  const policy = readPolicy(membership.policy, now)
  const idledOutAt =
    lastSession && new Date(lastSession.lastSeenAt.getTime() + policy.idleSeconds * 1000)
  return decide(
    policy,
    memberAtDoor(
      caller.standing,
      membership.guest,
      membership.organizationId,
      idledOutAt && idledOutAt <= (lastSession.endedAt ?? now) ? idledOutAt : null,
    ),
    caller.evidence,
    now,
  )
}

/** The same, for a caller who is about to enter it or to copy from it. */
export async function decideAtDoor(
  tx: Tx,
  membership: Membership,
  caller: Caller,
  now: Date,
): Promise<Decision> {
  const [lastSession] = await tx.query<LastSession>(
    lastSessionOf(caller.loginId, membership.memberId),
  )
  return decideFor(membership, caller, lastSession, now)
}

/** Where somebody can go, and whether there may be more once their mailbox is proved: that is said of everybody in doubt. */
export interface Listed {
  organizations: OrganizationRow[]
  pendingInvitations: PendingInvitation[]
  mailboxInDoubt: boolean
  hasPassword: boolean
  signedInBySsoAlone: boolean
}

/** Memberships as rows of the picker and as invitations that wait: those alone of which the caller may be told. */
export function toRows(
  memberships: readonly Membership[],
  caller: Proved,
  here: Pick<SessionCaller, 'memberId' | 'missing'> | null,
  lastSessions: ReadonlyMap<MemberId, LastSession>,
  now: Date,
): Listed {
  const organizations: OrganizationRow[] = []
  const pendingInvitations: PendingInvitation[] = []
  const nowText = now.toISOString()
  // Thousands of memberships share a few policies: each is decided once.
  const decided = new Map<string, StepKind[]>()
  const requires = (m: Membership) => {
    if (m.memberId === here?.memberId) return here.missing.map((step) => step.kind)
    const lastSession = lastSessions.get(m.memberId)
    // In doubt two kinds are in sight: of who made the password, and of who vouched (PW4).
    const doubted = caller.standing.mailboxDoubt?.by === m.organizationId
    const door = lastSession ? null : `${m.policy},${m.guest},${doubted}`
    let kinds = door && decided.get(door)
    if (!kinds) {
      const decision = decideFor(m, caller, lastSession, now)
      kinds = decision.enter ? [] : decision.missing.map((step) => step.kind)
      if (door) decided.set(door, kinds)
    }
    return kinds
  }
  for (const m of keepInSight(memberships, caller)) {
    const { memberId, organizationId, name, slug, role, template: roleTemplate } = m
    if (m.invitationExpiresAt === null)
      organizations.push({
        memberId,
        organizationId,
        name,
        slug,
        logoUrl: logoUrl(m.logoId),
        role,
        roleTemplate,
        status: m.status,
        lastVisitedAt: m.lastVisitedAt,
        addedBy: m.entered ? null : m.addedBy,
        current: memberId === here?.memberId,
        requires: requires(m),
      })
    else if (m.invitationExpiresAt > nowText)
      pendingInvitations.push({
        memberId,
        organizationId,
        name,
        slug,
        logoUrl: logoUrl(m.logoId),
        role,
        roleTemplate,
        invitedBy: m.addedBy,
        expiresAt: m.invitationExpiresAt,
      })
  }
  return {
    organizations,
    pendingInvitations,
    mailboxInDoubt: caller.standing.mailboxDoubt !== null,
    hasPassword: caller.standing.passwordChangedAt !== null,
    signedInBySsoAlone: !provedOwn(caller),
  }
}

/** A row of `ownRows`. */
export interface OwnRow extends Membership {
  organizationStatus: 'active' | 'suspended' | 'deleting'
  /** While it is being deleted: until when its owners can keep it, ISO 8601. */
  until: string | null
}

/** The organizations that are being deleted, for those of their owners who may be told of them. */
export function toInDeletion(rows: readonly OwnRow[], caller: Proved): OrganizationInDeletion[] {
  return keepInSight(rows, caller).flatMap((m) => {
    const { memberId, organizationId, name, slug, until } = m
    return until !== null && m.template === 'owner' && m.status === 'active'
      ? [{ memberId, organizationId, name, slug, logoUrl: logoUrl(m.logoId), until }]
      : []
  })
}
