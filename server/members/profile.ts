import sql from 'sql-template-tag'
import type { z } from 'zod'
import type { FileId } from '#api/common.ts'
import type { getMyProfile } from '#api/members.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { photoUrl } from './photo-url.ts'

/** What a person says of themselves in one organization; no other one sees it (PR1). */
export type Profile = z.infer<(typeof getMyProfile)['returns']>

/** What of it is written in words; null goes back to the organization's. */
export type ProfileChange = {
  [K in Exclude<keyof Profile, 'photoUrl'>]?: Profile[K] | undefined
}

type Row = Omit<Profile, 'photoUrl'> & { photoId: FileId | null }

export async function getProfile(
  tx: Tx,
  caller: Pick<SessionCaller, 'memberId'>,
): Promise<Profile> {
  const [row] = await tx.query<Row>(sql`
    select first_name as "firstName", last_name as "lastName", title, phone, language, time_zone as "timeZone",
      photo_id as "photoId"
    from members where id = ${caller.memberId}`)
  if (!row) throw new Error('a caller is no member of their organization')
  const { photoId, ...profile } = row
  return { ...profile, photoUrl: photoUrl(photoId) }
}

/** What is left out stays. */
export async function writeProfile(
  tx: Tx,
  { memberId }: Pick<SessionCaller, 'memberId'>,
  change: ProfileChange,
): Promise<void> {
  await tx.query(sql`update members set
      first_name = coalesce(${change.firstName ?? null}, first_name),
      last_name = coalesce(${change.lastName ?? null}, last_name),
      title = coalesce(${change.title ?? null}, title),
      phone = coalesce(${change.phone ?? null}, phone),
      language = case when ${change.language === undefined}::boolean then language else ${change.language ?? null} end,
      time_zone = case when ${change.timeZone === undefined}::boolean then time_zone else ${change.timeZone ?? null} end
    where id = ${memberId}`)
}
