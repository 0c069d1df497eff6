import sql, { type Sql } from 'sql-template-tag'
import type { FlowId } from '#api/common.ts'
import type { Flow } from '#api/flows.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import type { Tx } from '#server/platform/database.ts'

export const pageCount = (row: Sql) => sql`jsonb_array_length(${row}.pages)`
export const componentCount = (row: Sql) =>
  sql`jsonb_array_length(jsonb_path_query_array(${row}.pages, '$[*].components[*]'))`

/** `FlowSummary` of `flows f`. */
export const flowColumns = sql`f.id, f.name, f.template is not null as default, f.version,
  ${pageCount(sql`f`)} as "pageCount", ${componentCount(sql`f`)} as "componentCount"`

/** @throws not-found */
export async function getFlow(tx: Tx, flowId: FlowId): Promise<Flow> {
  const [flow] = await tx.query<Flow>(
    sql`select ${flowColumns}, f.pages from flows f where f.id = ${flowId}`,
  )
  if (!flow) throw problem('not-found')
  return flow
}

/** Keeps the flow as it stands now: tasks point at the version that they were made with. */
export async function addFlowVersion(
  tx: Tx,
  flowId: FlowId,
  savedBy: string,
  now: Date,
): Promise<void> {
  await tx.query(sql`
    insert into flow_versions (organization_id, flow_id, version, name, pages, saved_by, saved_at)
    select organization_id, id, version, name, pages, ${savedBy}, ${now} from flows where id = ${flowId}`)
}

/** The unique name is kept by the database, so that of two at once one is refused. */
export const flowViolations = {
  flows_name: () => fieldProblem('name-taken', '#/name', 'is the name of another flow', 'taken'),
}
