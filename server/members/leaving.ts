import type { IdentityId, MemberId, OrganizationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

/** A member who is about to go for good. */
export interface Leaver {
  organizationId: OrganizationId
  memberId: MemberId
  identityId: IdentityId
}

export type LeavingReason = 'removed' | 'left'

/**
 * What a member's going means for the tables of a module: declared beside them, run by `removeMember`. The row is held and
 * still there; what goes with it by reference needs no word.
 */
export type Leaving = (tx: Tx, leaver: Leaver, reason: LeavingReason, now: Date) => Promise<void>
