import type { OrganizationId } from '#api/common.ts'
import type { Standing } from '#server/access/caller.ts'

/** Reads how an identity stands, as the database packs it (function `standing_of`). */
export function readStanding(text: string): Standing {
  const [changedAt, temporary, enrolled, doubted, doubtedBy, deletionDueAt] = text.split(',')
  const time = (milliseconds = '') => (milliseconds ? new Date(Number(milliseconds)) : null)
  return {
    passwordChangedAt: time(changedAt),
    passwordTemporary: temporary === '1',
    totpEnrolled: enrolled === '1',
    mailboxDoubt: doubted === '1' ? { by: (doubtedBy || null) as OrganizationId | null } : null,
    deletionDueAt: time(deletionDueAt),
  }
}
