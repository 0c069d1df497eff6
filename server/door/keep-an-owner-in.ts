import type { OrganizationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Tx } from '#server/platform/database.ts'
import { ownerCanEnter } from './owner-can-enter.ts'

/**
 * Writes what is not of the policy but may shut a door all the same: not where an owner could enter before it, and none
 * afterwards (DR6).
 *
 * @throws policy-locks-out
 */
export async function keepAnOwnerIn(
  tx: Tx,
  organizationId: OrganizationId,
  now: Date,
  { write, detail }: { write: () => Promise<unknown>; detail: string },
): Promise<void> {
  const before = await ownerCanEnter(tx, organizationId, now)
  await write()
  if (before && !(await ownerCanEnter(tx, organizationId, now)))
    throw problem('policy-locks-out', { detail })
}
