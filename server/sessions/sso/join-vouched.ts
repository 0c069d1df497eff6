import type { MemberId } from '#api/common.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { addAuditEvent } from '#server/audit/add-audit-event.ts'
import {
  addIdentity,
  type Identity,
  proveMailbox,
  setHomeOnce,
} from '#server/identities/identity.ts'
import { addMember } from '#server/members/add-member.ts'
import { removeInvitation } from '#server/members/member-status.ts'
import { updateByProvider } from '#server/members/update-by-provider.ts'
import type { Tx } from '#server/platform/database.ts'
import { getLowestRole } from '#server/roles/role.ts'
import { described } from '#server/sso/described.ts'
import { findRoleFor } from '#server/sso/find-role-for.ts'
import { inside } from './inside.ts'
import type { Come, Vouched } from './vouched.ts'

/**
 * Makes a member of somebody whom the provider of an organization named by an address of a domain that it has proved (SS1,
 * US7). Somebody new is at home there; of whom exists nothing but the row is made. Comes and goes unconfined.
 */
export async function joinVouched(
  tx: Tx,
  { connection, assertion }: Vouched,
  known: Identity | null,
  instead: MemberId | null,
  address: string,
  request: Where,
  now: Date,
): Promise<Come['member']> {
  const said = described(connection.attributes, assertion)
  const { organizationId, id: connectionId } = connection
  const identity = known ?? (await addIdentity(tx, address, now))
  // Who runs the domain of a mailbox can read it: of nobody yet, they may say whose it is.
  if (!known) await proveMailbox(tx, identity.id, now)
  const memberId = await inside(tx, organizationId, async () => {
    if (instead) await removeInvitation(tx, instead)
    const roleId =
      (await findRoleFor(tx, connectionId, said.groups)) ??
      connection.defaultRoleId ??
      (await getLowestRole(tx))
    const { firstName, lastName } = said
    const person = { email: address, firstName, lastName, roleId, hubIds: [] }
    const how = { status: 'registering', addedBy: null, source: 'single-sign-on' } as const
    const id = await addMember(tx, organizationId, identity.id, person, how, now)
    const details = { email: address, roleId, connectionId }
    const event = { action: 'sso.joined', subjectId: id, details }
    await addAuditEvent(tx, { organizationId, memberId: null }, request, event, now)
    const member = { organizationId, connectionId, memberId: id }
    await updateByProvider(tx, member, { ...said, roleId: null }, request, now)
    return id
  })
  if (!known) await setHomeOnce(tx, identity.id, organizationId)
  return { memberId, identityId: identity.id, standing: 'registering', linked: false }
}
