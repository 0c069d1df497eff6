import type { MemberId } from '#api/common.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { updateByProvider } from '#server/members/update-by-provider.ts'
import type { Tx } from '#server/platform/database.ts'
import type { Connection } from '#server/sso/connection.ts'
import type { Described } from '#server/sso/described.ts'
import { findRoleFor } from '#server/sso/find-role-for.ts'

/** Takes over what a provider says of a member, their role by the groups that they are in. Runs confined. */
export async function applyDescribed(
  tx: Tx,
  { organizationId, id: connectionId }: Connection,
  memberId: MemberId,
  said: Described,
  request: Where,
  now: Date,
): Promise<void> {
  const roleId = await findRoleFor(tx, connectionId, said.groups)
  const member = { organizationId, connectionId, memberId }
  await updateByProvider(tx, member, { ...said, roleId }, request, now)
}
