import sql from 'sql-template-tag'
import type { FileId, MemberId } from '#api/common.ts'
import type { profileParts } from '#api/members.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { readFile } from '#server/files/file.ts'
import { getProfile, type Profile, writeProfile } from '#server/members/profile.ts'
import { replacePhoto } from '#server/members/replace-photo.ts'
import { confine, type Tx } from '#server/platform/database.ts'
import { decideAtDoor, type Membership, ownMembership } from '#server/sessions/membership.ts'

type Part = (typeof profileParts)[number]
type Words = Omit<Profile, 'photoUrl'>

/**
 * Copies parts of the caller's own profile from another organization of theirs (PR1), whose door must open on what has been
 * proved already. What is empty there stays as it is here. Neither log nor files tell from where it came (PR4). Begins
 * unconfined, enters the walls of the one organization, then those of the other.
 *
 * @throws organization-not-found for whatever is not one's own, out of sight, or behind a closed door: all the same
 */
export async function copyProfile(
  tx: Tx,
  caller: SessionCaller,
  { memberId, parts }: { memberId: MemberId; parts: readonly Part[] },
  request: Where,
  now: Date,
): Promise<Profile> {
  const source = await getOpenSource(tx, caller, memberId, now)
  await confine(tx, source.organizationId)
  const { photo, words } = await readParts(tx, source.memberId, new Set(parts))
  await confine(tx, caller.organizationId)
  await writeProfile(tx, caller, words)
  if (photo) await replacePhoto(tx, caller, photo, now)
  const fields = [...Object.keys(words), ...(photo ? ['photo'] : [])]
  if (fields.length > 0)
    await addAuditEvent(
      tx,
      caller,
      request,
      { action: 'profile.updated', subjectId: caller.memberId, details: { fields } },
      now,
    )
  return getProfile(tx, caller)
}

/** What is out of sight is behind a closed door too: none opens on another organization's word (DR3) or in doubt (PW4). */
async function getOpenSource(
  tx: Tx,
  caller: SessionCaller,
  memberId: MemberId,
  now: Date,
): Promise<Membership> {
  const [source] = await tx.query<Membership>(ownMembership(memberId))
  if (!source || source.memberId === caller.memberId) throw problem('organization-not-found')
  const decision = await decideAtDoor(tx, source, caller, now)
  if (!decision.enter) throw problem('organization-not-found')
  return source
}

/** Those of the parts that say something. */
async function readParts(
  tx: Tx,
  memberId: MemberId,
  parts: ReadonlySet<Part>,
): Promise<{ words: Partial<Words>; photo: Buffer | null }> {
  const [row] = await tx.query<Words & { photoId: FileId | null }>(sql`
    select first_name as "firstName", last_name as "lastName", title, phone, language, time_zone as "timeZone",
      photo_id as "photoId"
    from members where id = ${memberId}`)
  if (!row) throw problem('organization-not-found')
  const { photoId, ...words } = row
  const copied = Object.entries(words).filter(
    ([part, value]) => parts.has(part as keyof Words) && value,
  )
  return {
    words: Object.fromEntries(copied),
    photo: photoId && parts.has('photo') ? await readFile(tx, photoId) : null,
  }
}
