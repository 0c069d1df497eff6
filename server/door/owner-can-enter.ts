import type { OrganizationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { listEnabledConnections } from './enabled-connections.ts'
import { judgeMembers } from './judge-members.ts'
import { actingAt, holdDecided } from './sign-in-policy.ts'

/**
 * Whether at least one active owner could enter under the policy as it stands, with what they have already (DR6): asked
 * before and after a change that is not of the policy but of owners. Holds the policy, so that of two such changes at once
 * the second sees what the first has made.
 */
export async function ownerCanEnter(
  tx: Tx,
  organizationId: OrganizationId,
  now: Date,
): Promise<boolean> {
  const { policy } = actingAt(await holdDecided(tx), now)
  const door = { policy, connections: await listEnabledConnections(tx) }
  const stands = { current: door, next: door }
  for await (const owner of judgeMembers(tx, organizationId, stands, now, { ownersOnly: true }))
    if (owner.status === 'active' && owner.entry === 'open') return true
  return false
}
