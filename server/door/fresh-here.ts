import type { OrganizationId } from '#api/common.ts'
import type { Caller } from '#server/access/caller.ts'
import { isFresh, requireFreshEvidence } from './fresh-evidence.ts'
import type { Connection } from './policy.ts'

/**
 * Fresh evidence for what concerns one organization alone, and nothing by which somebody signs in elsewhere: there its own
 * single sign-on counts as well, through a connection that is enabled as it stands (OR2, DR3).
 *
 * @throws fresh-evidence-required with what is missing
 */
export function requireFreshHere(
  caller: Caller,
  organizationId: OrganizationId,
  connections: readonly Connection[],
  now: Date,
): void {
  const vouched = caller.evidence.filter(
    (e) =>
      e.organizationId === organizationId &&
      connections.some(({ id, since }) => id === e.connectionId && e.at >= since),
  )
  if (!isFresh(vouched, 'sso', now)) requireFreshEvidence(caller, now)
}
