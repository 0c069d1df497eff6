import sql from 'sql-template-tag'
import type { MemberId, OrganizationId } from '#api/common.ts'
import type { StepKind } from '#api/door.ts'
import type { RoleTemplate } from '#api/permissions.ts'
import type { MemberStatus, OrganizationRow, PendingInvitation } from '#api/sessions.ts'
import type { Caller } from '#server/access/caller.ts'
import { type Decision, decide } from '#server/door/decide.ts'
import { readPolicy } from '#server/door/policy.ts'

/** One's own row in an organization that is alive, with what its door demands; times as ISO 8601 text. */
export interface Membership {
  memberId: MemberId
  organizationId: OrganizationId
  name: string
  slug: string
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

const columns = sql`member_id as "memberId", organization_id as "organizationId", name, slug, role, template, status, guest,
  added_by as "addedBy", invitation_expires_at as "invitationExpiresAt", entered, last_visited_at as "lastVisitedAt", policy`

/** All that one belongs to or is invited to, last visited first: for whoever `app.identity_id` says. */
export const ownMemberships = sql`select ${columns} from own_memberships() where organization_status = 'active'`

/** The one of them with this id, if it can be entered. */
export const ownMembership = (memberId: MemberId) =>
  sql`select ${columns} from own_memberships(${memberId})
    where organization_status = 'active' and status in ('registering', 'active')`

/** The first that one owns: the earliest membership with the Owner role in an active organization (CR2). */
export const firstOwnedMembership = sql`select ${columns} from own_memberships()
  where organization_status = 'active' and status = 'active' and template = 'owner'
  order by created_at, member_id limit 1`

/** What the door of a membership says to a caller now (LG3). */
export const decideFor = (
  membership: Membership,
  caller: Pick<Caller, 'evidence' | 'passwordChangedAt'>,
  now: Date,
): Decision =>
  decide(
    readPolicy(membership.policy),
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
  const nowText = now.toISOString()
  // Thousands of memberships share a few policies: each is decided once.
  const decided = new Map<string, StepKind[]>()
  const requires = (m: Membership) => {
    const door = `${m.policy},${m.guest}`
    let kinds = decided.get(door)
    if (!kinds) {
      const decision = decideFor(m, caller, now)
      kinds = decision.enter ? [] : decision.missing.map((step) => step.kind)
      decided.set(door, kinds)
    }
    return kinds
  }
  for (const m of memberships) {
    const { memberId, organizationId, name, slug, role, template: roleTemplate } = m
    if (m.invitationExpiresAt === null)
      organizations.push({
        memberId,
        organizationId,
        name,
        slug,
        logoUrl: null,
        role,
        roleTemplate,
        status: m.status,
        lastVisitedAt: m.lastVisitedAt,
        addedBy: m.entered ? null : m.addedBy,
        current: memberId === currentMemberId,
        requires: requires(m),
      })
    else if (m.invitationExpiresAt > nowText)
      pendingInvitations.push({
        memberId,
        organizationId,
        name,
        slug,
        logoUrl: null,
        role,
        roleTemplate,
        invitedBy: m.addedBy,
        expiresAt: m.invitationExpiresAt,
      })
  }
  return { organizations, pendingInvitations }
}
