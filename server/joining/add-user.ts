import type { Acting } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { NewMember } from '#server/members/member.ts'
import type { Tx } from '#server/platform/database.ts'
import { addPerson } from './add-person.ts'

/** Adds a person to the user table (US3): they may enter at once, or decline when they first sign in. Throws as `addPerson`. */
export async function addUser(
  tx: Tx,
  caller: Acting,
  person: NewMember,
  request: Where,
  now: Date,
) {
  const id = await addPerson(tx, caller, 'administrator-adds', person, request, now)
  return { id, email: person.email, status: 'registering' as const }
}
