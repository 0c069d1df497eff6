import type { OrganizationId } from '#api/common.ts'
import type { Caller } from '#server/access/caller.ts'
import { may } from '#server/access/caller.ts'

/** Whether a caller may try an organization's connections out: behind its open door, or behind glass (DR6). */
export const mayTest = (caller: Caller | null, organizationId: OrganizationId): boolean =>
  caller?.kind === 'session' &&
  caller.organizationId === organizationId &&
  caller.status === 'active' &&
  (caller.missing.length === 0 || caller.breakGlassUntil !== null) &&
  may(caller, 'single_sign_on:edit')
