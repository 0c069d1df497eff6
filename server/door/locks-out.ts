import type { OrganizationId } from '#api/common.ts'
import type { SignInPolicy } from '#api/policies.ts'
import type { Tx } from '#server/platform/database.ts'
import { judgeMembers } from './judge-members.ts'

/**
 * Whether no active owner could enter under a policy with what they have already: an authenticator that is enrolled, a
 * mailbox that is proved (DR6). That one may be enrolled inside the step with a mailbox code does not count here: it is what
 * is left to an owner who removes the authenticator later, when no policy is being changed that could be refused.
 */
export async function locksOut(
  tx: Tx,
  organizationId: OrganizationId,
  policy: SignInPolicy,
  now: Date,
): Promise<boolean> {
  const both = { current: policy, next: policy }
  for await (const owner of judgeMembers(tx, organizationId, both, now, { ownersOnly: true }))
    if (owner.status === 'active' && owner.canEnter) return false
  return true
}
