import type { Acting } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { NewMember } from '#server/members/member.ts'
import { invitationExpiry } from '#server/members/member-status.ts'
import type { Tx } from '#server/platform/database.ts'
import { addPerson } from './add-person.ts'

/** Invites a person, who accepts or declines within 7 days; one invitation at a time (US5). Throws as `addPerson`. */
export async function inviteUser(
  tx: Tx,
  caller: Acting,
  person: NewMember,
  request: Where,
  now: Date,
) {
  const id = await addPerson(tx, caller, 'administrator-invites', person, request, now)
  return {
    id,
    email: person.email,
    status: 'invited' as const,
    expiresAt: invitationExpiry(now).toISOString(),
  }
}
