import { endLinksOfOrganization } from '#server/identities/password-link.ts'
import type { Leaving } from '#server/members/leaving.ts'

/** Resets that an organization has begun stop once the person is its member no more (PW5). Runs unconfined. */
export const leaveResets: Leaving = (tx, { identityId, organizationId }, _reason, now) =>
  endLinksOfOrganization(tx, identityId, organizationId, now)
