import sql from 'sql-template-tag'
import { fieldProblem } from '#api/problem.ts'
import type { TaskView } from '#api/tasks.ts'
import type { Tx } from '#server/platform/database.ts'

type Query = TaskView['query']

const kept = ['hubId', 'flowId', 'assigneeId'] as const

/**
 * A saved view names only what there is in this organization; what it named before may have gone meanwhile.
 *
 * @throws values-refused at `#/query/hubId`, `#/query/flowId` or `#/query/assigneeId`
 */
export async function checkViewQuery(tx: Tx, query: Query, before: Query = {}): Promise<void> {
  const fresh = (name: (typeof kept)[number]) => {
    const id = query[name]
    return id === before[name] || id === 'me' || id === 'nobody' ? null : (id ?? null)
  }
  const [hubId, flowId, assigneeId] = [fresh('hubId'), fresh('flowId'), fresh('assigneeId')]
  const [known] = await tx.query<Record<(typeof kept)[number], boolean>>(sql`
    select ${hubId}::uuid is null or exists (select from hubs where id = ${hubId}) as "hubId",
      ${flowId}::uuid is null or exists (select from flow_versions where flow_id = ${flowId}) as "flowId",
      ${assigneeId}::uuid is null or exists (select from members where id = ${assigneeId}) as "assigneeId"`)
  const missing = kept.find((name) => known?.[name] === false)
  if (missing)
    throw fieldProblem('values-refused', `#/query/${missing}`, 'is not there', 'not-one-of')
}
