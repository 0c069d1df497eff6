import sql from 'sql-template-tag'
import type { FileId, MemberId } from '#api/common.ts'
import type { Person } from '#api/programs.ts'
import { photoUrl } from '#server/members/photo-url.ts'

/** A member's name as others read it; somebody without one is called by e-mail. */
export const nameOf = sql`coalesce(nullif(trim(m.first_name || ' ' || m.last_name), ''), m.email)`

/** A person among those who take part, as the database tells it. */
export interface PersonRow {
  memberId: MemberId | null
  name: string
  title: string | null
  photoId: FileId | null
}

export const readPerson = ({ memberId, name, title, photoId }: PersonRow): Person => ({
  memberId,
  name,
  title: title ?? '',
  photoUrl: photoUrl(photoId),
})
