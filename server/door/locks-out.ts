import type { OrganizationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import type { Entry } from './judge.ts'
import { type Change, judgeMembers } from './judge-members.ts'

/**
 * Whether a change would shut every active owner out of an organization (DR6): under the new policy none could enter with
 * what they have already, an authenticator that is enrolled, a mailbox that is proved; and it is this change that does it.
 * Where none could enter before either, a change that demands no more of them is none to refuse. That an authenticator may
 * be enrolled inside the step with a mailbox code does not count here: it is what is left to an owner who removes theirs
 * later, when no policy is being changed that could be refused. Reads owners alone.
 */
export async function locksOut(
  tx: Tx,
  organizationId: OrganizationId,
  change: Change,
  now: Date,
): Promise<boolean> {
  const entries = new Set<Entry>()
  for await (const owner of judgeMembers(tx, organizationId, change, now, { ownersOnly: true }))
    if (owner.status === 'active') entries.add(owner.entry)
  return shutsOut(entries)
}

/** The same, of what was found for the active owners. Pure. */
export const shutsOut = (owners: ReadonlySet<Entry>): boolean =>
  !owners.has('open') && owners.has('shut')
