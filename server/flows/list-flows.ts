import sql from 'sql-template-tag'
import type { FlowSummary } from '#api/flows.ts'
import type { Tx } from '#server/platform/database.ts'
import { flowColumns } from './flow.ts'

/** All flows in their order. */
export const listFlows = async (tx: Tx) => ({
  items: await tx.query<FlowSummary>(
    sql`select ${flowColumns} from flows f order by f.position, f.id`,
  ),
})
