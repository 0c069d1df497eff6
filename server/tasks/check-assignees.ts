import sql from 'sql-template-tag'
import type { HubId, MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Tasks are given to members who can work (active or registering) and have the hubs of these tasks.
 *
 * @throws values-refused at `#/assigneeIds/<index>`, the same for members of other organizations and nobody at all
 */
export async function checkAssignees(
  tx: Tx,
  assigneeIds: readonly MemberId[],
  hubIds: readonly HubId[],
): Promise<void> {
  if (assigneeIds.length === 0) return
  const hubs = [...new Set(hubIds)]
  const fit = await tx.query<{ id: MemberId }>(sql`
    select m.id from members m where m.id = any(${assigneeIds}::uuid[]) and m.status in ('active', 'registering')
      and (select count(*) from member_hubs mh where mh.member_id = m.id and mh.hub_id = any(${hubs}::uuid[])) = ${hubs.length}`)
  const fits = new Set(fit.map(({ id }) => id))
  const errors = assigneeIds.flatMap((id, i) =>
    fits.has(id)
      ? []
      : [
          {
            pointer: `#/assigneeIds/${i}`,
            detail: 'cannot be given tasks of this hub',
            code: 'not-one-of',
          },
        ],
  )
  if (errors.length > 0) throw problem('values-refused', { errors })
}
