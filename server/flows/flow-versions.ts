import sql, { empty, type Sql } from 'sql-template-tag'
import { z } from 'zod'
import type { FlowId } from '#api/common.ts'
import type { FlowPage, FlowVersion, FlowVersionSummary } from '#api/flows.ts'
import { problem } from '#api/problem.ts'
import { readCursor, toCursor } from '#server/platform/cursor.ts'
import type { Tx } from '#server/platform/database.ts'
import { componentCount, getFlow, pageCount } from './flow.ts'

interface Row extends Omit<FlowVersionSummary, 'savedAt'> {
  savedAt: Date
}

const Place = z.tuple([z.int().min(1)])

/**
 * The saved versions of a flow, newest first. Numbers begin at 1 and leave none out, so the newest is their count.
 *
 * @throws not-found, also where the flow is deleted
 */
export async function listFlowVersions(
  tx: Tx,
  flowId: FlowId,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const { version: about } = await getFlow(tx, flowId)
  const [before] = cursor ? readCursor(cursor, Place) : [null]
  const rows = await tx.query<Row>(sql`
    ${select(empty, flowId)} ${before === null ? empty : sql`and v.version < ${before}`}
    order by v.version desc limit ${limit + 1}`)
  const items = rows.slice(0, limit).map(toVersion)
  const last = rows.length > limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? toCursor([last.version]) : null, about }
}

/** @throws not-found */
export async function getFlowVersion(
  tx: Tx,
  flowId: FlowId,
  version: number,
): Promise<FlowVersion> {
  await getFlow(tx, flowId)
  const [row] = await tx.query<Row & { pages: FlowPage[] }>(
    sql`${select(sql`, v.pages`, flowId)} and v.version = ${version}`,
  )
  if (!row) throw problem('not-found')
  return toVersion(row)
}

const toVersion = <R extends Row>(row: R) => ({ ...row, savedAt: row.savedAt.toISOString() })

const select = (more: Sql, flowId: FlowId) => sql`
  select v.version, v.name, ${pageCount(sql`v`)} as "pageCount", ${componentCount(sql`v`)} as "componentCount",
    v.saved_at as "savedAt", (
      select jsonb_build_object('id', m.id, 'name', coalesce(nullif(trim(m.first_name || ' ' || m.last_name), ''), m.email))
      from members m where m.id = v.saved_by
    ) as "savedBy" ${more}
  from flow_versions v where v.flow_id = ${flowId}`
