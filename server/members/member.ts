import sql, { empty, type Sql } from 'sql-template-tag'
import type { FileId, HubId, IdentityId, Language, MemberId, RoleId } from '#api/common.ts'
import type { User } from '#api/members.ts'
import type { Restriction, RoleTemplate } from '#api/permissions.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import type { MemberStatus } from '#api/sessions.ts'
import type { Tx } from '#server/platform/database.ts'
import type { Holding } from '#server/roles/holds-more.ts'
import { photoUrl } from './photo-url.ts'

type Shown = 'photoUrl' | 'lastVisitedAt' | 'invitationExpiresAt' | 'createdAt'
type UserRow = Omit<User, Shown> & {
  photoId: FileId | null
  lastVisitedAt: Date | null
  invitationExpiresAt: Date | null
  createdAt: Date
}

/** Members as the user table shows them. Links and connections belong to sso, which stands above: read here, not written. */
const users = (from: Sql, more: Sql) => sql`
  select m.id, m.email, m.first_name as "firstName", m.last_name as "lastName", m.title, m.phone, m.status, m.source,
    m.employee_id as "employeeId", m.photo_id as "photoId", m.created_at as "createdAt", m.added_by as "addedBy",
    jsonb_build_object('id', r.id, 'name', r.name, 'template', r.template) as role,
    (select coalesce(jsonb_agg(jsonb_build_object('id', h.id, 'name', h.name) order by lower(h.name), h.id), '[]')
      from member_hubs a join hubs h on h.organization_id = a.organization_id and h.id = a.hub_id
      where a.organization_id = m.organization_id and a.member_id = m.id) as hubs,
    m.guest, (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) order by lower(c.name), c.id), '[]')
      from connections c where c.organization_id = m.organization_id and c.id in (
        select l.connection_id from sso_links l where l.organization_id = m.organization_id and l.member_id = m.id)) as connections,
    m.last_visited_at as "lastVisitedAt", m.invitation_expires_at as "invitationExpiresAt"${more}
  from ${from} m join roles r on r.organization_id = m.organization_id and r.id = m.role_id`

/**
 * The same of a page of members, with what says where each stands in the list. The page is found first: else the planner
 * might begin with the roles, and look through all who have one.
 */
export const usersOfPage = (page: Sql, place: Sql) =>
  users(sql`(${page})`, sql`, ${place} as place`)
export type PlacedUserRow = UserRow & { place: string | number | null }

export const readUser = ({ photoId, ...row }: UserRow): User => ({
  ...row,
  photoUrl: photoUrl(photoId),
  createdAt: row.createdAt.toISOString(),
  lastVisitedAt: row.lastVisitedAt?.toISOString() ?? null,
  invitationExpiresAt: row.invitationExpiresAt?.toISOString() ?? null,
})

/** @throws not-found, also for a member of another organization */
export async function getUser(tx: Tx, memberId: MemberId): Promise<User> {
  const [row] = await tx.query<UserRow>(sql`${users(sql`members`, empty)} where m.id = ${memberId}`)
  if (!row) throw problem('not-found')
  return readUser(row)
}

/** A member whom somebody is about to change. */
export interface Member {
  id: MemberId
  identityId: IdentityId
  email: string
  firstName: string
  lastName: string
  /** Null: the organization's. */
  language: Language | null
  status: MemberStatus
  source: User['source']
  /** Who that was, as the person is told; null: nobody, or nameless. */
  addedBy: string | null
  roleId: RoleId
  role: Holding
  firstEnteredAt: Date | null
  invitationExpiresAt: Date | null
}

/**
 * Finds a member and holds the row until the transaction ends, so that what is judged is what is changed.
 *
 * @throws not-found, also for a member of another organization
 */
export async function getMemberToChange(tx: Tx, memberId: MemberId): Promise<Member> {
  // Two statements: the second sees what whoever was waited for has written.
  await tx.query(sql`select from members where id = ${memberId} for no key update`)
  const [row] = await tx.query<
    Omit<Member, 'role'> & {
      template: RoleTemplate | null
      permissions: string[]
      restrictions: Restriction[]
    }
  >(sql`
    select m.id, m.identity_id as "identityId", m.email, m.first_name as "firstName", m.last_name as "lastName", m.language, m.status,
      m.source, m.added_by as "addedBy", m.role_id as "roleId", m.first_entered_at as "firstEnteredAt",
      m.invitation_expires_at as "invitationExpiresAt", r.template, r.permissions, r.restrictions
    from members m join roles r on r.organization_id = m.organization_id and r.id = m.role_id
    where m.id = ${memberId}`)
  if (!row) throw problem('not-found')
  const { template, permissions, restrictions, ...member } = row
  return { ...member, role: { template, permissions, restrictions } }
}

/** What two requests at once may run into. */
export const memberViolations = {
  keep_an_owner: () => problem('last-owner'),
  members_identity: () =>
    fieldProblem(
      'already-a-member',
      '#/email',
      'This person is in the user table already.',
      'already-a-member',
    ),
  members_employee_id: () =>
    fieldProblem('values-refused', '#/employeeId', 'Somebody else has this employee id.', 'taken'),
}

export interface NewMember {
  email: string
  firstName?: string | undefined
  lastName?: string | undefined
  roleId: RoleId
  hubIds: readonly HubId[]
  /** In which they came in by themselves; the organization's own counts as not chosen. */
  language?: Language
}
