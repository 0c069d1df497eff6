import sql, { type Sql } from 'sql-template-tag'
import type { FileId, MemberId } from '#api/common.ts'
import type { Person } from '#api/programs.ts'
import { type Acting, may } from '#server/access/caller.ts'
import { photoUrl } from '#server/members/photo-url.ts'
import type { Tx } from '#server/platform/database.ts'
import { contains, isNamed } from '#server/platform/search.ts'

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

/** Whether somebody may know the addresses of others here: whoever finds them in the user table. */
export const seesAddresses = (caller: Pick<Acting, 'permissions'>): boolean =>
  may(caller, 'users:view')

/** Which `members m` a text finds: by name, and by address and number only for those who may see these. */
export async function findsPerson(
  tx: Tx,
  caller: Pick<Acting, 'permissions'>,
  q: string,
): Promise<Sql> {
  const found = await contains(tx, 'members', { id: sql`m.id`, text: sql`m.sort_name` }, q)
  return seesAddresses(caller) ? found : sql`(${found} and ${isNamed(q)})`
}
