import type { Language } from '#api/common.ts'
import type { Caller } from '#server/access/caller.ts'
import { languageOf } from '#server/identities/language-of.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * In which language to write to a caller: as they chose in the organization that they are in, or go to, or were in last.
 * Runs unconfined for a pending caller.
 */
export const languageFor = async (tx: Tx, caller: Caller): Promise<Language> =>
  caller.kind === 'session'
    ? (caller.language ?? caller.organization.language)
    : languageOf(tx, caller.identityId, 'en', caller.targetMemberId)
