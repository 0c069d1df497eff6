import sql from 'sql-template-tag'
import type { MemberId, OrganizationId } from '#api/common.ts'
import type { RoleTemplate } from '#api/permissions.ts'
import type { MemberStatus, OrganizationRow, PendingInvitation } from '#api/sessions.ts'
import type { Caller } from '#server/access/caller.ts'
import { type Decision, decide } from '#server/door/decide.ts'
import { type PolicyRow, policyOf } from './identify.ts'

/** One's own row in an organization that is alive, with what its door demands. */
export interface Membership extends PolicyRow {
  memberId: MemberId
  organizationId: OrganizationId
  name: string
  slug: string
  role: string
  template: RoleTemplate | null
  status: MemberStatus
  guest: boolean
  addedBy: string | null
  invitationExpiresAt: Date | null
  firstEnteredAt: Date | null
  lastVisitedAt: Date | null
}

const own = sql`select m.id as "memberId", m.organization_id as "organizationId", o.name, o.slug, r.name as role, r.template,
    m.status, m.guest, m.added_by as "addedBy", m.invitation_expires_at as "invitationExpiresAt",
    m.first_entered_at as "firstEnteredAt", m.last_visited_at as "lastVisitedAt",
    r.second_factor as "roleSecondFactor", p.first_factor as "firstFactor", p.second_factor as "secondFactor",
    p.evidence_seconds as "evidenceSeconds", p.session_seconds as "sessionSeconds",
    p.idle_seconds as "idleSeconds", p.password_days as "passwordDays"
  from members m
  join organizations o on o.id = m.organization_id and o.status = 'active'
  join roles r on r.organization_id = m.organization_id and r.id = m.role_id
  join sign_in_policies p on p.organization_id = m.organization_id
  where m.identity_id = current_identity_id()`

/** All that one belongs to or is invited to, last visited first: for whoever `app.identity_id` says. */
export const ownMemberships = sql`${own} and m.status <> 'suspended'
  order by m.last_visited_at desc nulls last, lower(o.name), m.id`

/** The one of them with this id, if it can be entered. */
export const ownMembership = (memberId: MemberId) =>
  sql`${own} and m.id = ${memberId} and m.status in ('registering', 'active')`

/** The first that one owns: the earliest membership with the Owner role in an active organization (CR2). */
export const firstOwnedMembership = sql`${own} and m.status = 'active' and r.template = 'owner'
  order by m.created_at, m.id limit 1`

/** What the door of a membership says to a caller now (LG3). */
export const decideFor = (
  membership: Membership,
  caller: Pick<Caller, 'evidence' | 'passwordChangedAt'>,
  now: Date,
): Decision =>
  decide(
    policyOf(membership),
    {
      guest: membership.guest,
      totpEnrolled: false,
      passwordChangedAt: caller.passwordChangedAt,
      idledOutAt: null,
    },
    caller.evidence,
    now,
  )

/** Memberships as rows of the picker and as invitations that wait. */
export function toRows(
  memberships: readonly Membership[],
  caller: Pick<Caller, 'evidence' | 'passwordChangedAt'>,
  currentMemberId: MemberId | null,
  now: Date,
): { organizations: OrganizationRow[]; pendingInvitations: PendingInvitation[] } {
  const organizations: OrganizationRow[] = []
  const pendingInvitations: PendingInvitation[] = []
  for (const m of memberships) {
    const shared = {
      memberId: m.memberId,
      organizationId: m.organizationId,
      name: m.name,
      slug: m.slug,
      logoUrl: null,
      role: m.role,
      roleTemplate: m.template,
    }
    if (m.invitationExpiresAt) {
      if (m.invitationExpiresAt > now)
        pendingInvitations.push({
          ...shared,
          invitedBy: m.addedBy,
          expiresAt: m.invitationExpiresAt.toISOString(),
        })
      continue
    }
    const decision = decideFor(m, caller, now)
    organizations.push({
      ...shared,
      status: m.status,
      lastVisitedAt: m.lastVisitedAt?.toISOString() ?? null,
      addedBy: m.firstEnteredAt ? null : m.addedBy,
      current: m.memberId === currentMemberId,
      requires: decision.enter ? [] : decision.missing.map((step) => step.kind),
    })
  }
  return { organizations, pendingInvitations }
}
