import sql from 'sql-template-tag'
import type { z } from 'zod'
import type { FileId } from '#api/common.ts'
import type { getMyProfile } from '#api/members.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { photoUrl } from './photo-url.ts'

/** What a person says of themselves in one organization; no other one sees it (PR1). */
export type Profile = z.infer<(typeof getMyProfile)['returns']>

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
