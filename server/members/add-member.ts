import sql from 'sql-template-tag'
import type { IdentityId, MemberId, OrganizationId } from '#api/common.ts'
import type { memberSources } from '#api/members.ts'
import type { MemberStatus } from '#api/sessions.ts'
import { addHubsTo } from '#server/hubs/hub-access.ts'
import type { Tx } from '#server/platform/database.ts'
import type { NewMember } from './member.ts'
import { invitationExpiry } from './member-status.ts'
import { removeRefusedJoin } from './refused-join.ts'

interface Added {
  status: Extract<MemberStatus, 'registering' | 'invited'>
  addedBy: string | null
  /** Null: as the status says. */
  source?: Exclude<(typeof memberSources)[number], 'founder'> | null
}

/**
 * Puts a person into the user table, as added or as invited. `addedBy` is what the person is told (LG2). Refused attempts
 * of theirs are settled by it (US7), unless it is a member who invites. Somebody who is in it already violates
 * `members_identity`.
 *
 * @throws values-refused at #/hubIds/…
 */
export async function addMember(
  tx: Tx,
  organizationId: OrganizationId,
  identityId: IdentityId,
  person: NewMember,
  { status, addedBy, source }: Added,
  now: Date,
): Promise<MemberId> {
  const invited = status === 'invited'
  const [row] = await tx.query<{ id: MemberId }>(sql`
    insert into members (organization_id, identity_id, email, status, source, role_id, first_name, last_name, added_by,
      language, invitation_expires_at, created_at)
    values (${organizationId}, ${identityId}, ${person.email}, ${status}, ${source ?? (invited ? 'invited' : 'added')},
      ${person.roleId},
      ${person.firstName ?? ''}, ${person.lastName ?? ''}, ${addedBy},
      (select nullif(${person.language ?? null}, language) from organizations where id = ${organizationId}),
      ${invited ? invitationExpiry(now) : null}, ${now})
    returning id`)
  if (!row) throw new Error('a member was not made')
  await addHubsTo(tx, organizationId, row.id, person.hubIds)
  if (source !== 'member-invited') await removeRefusedJoin(tx, person.email)
  return row.id
}
