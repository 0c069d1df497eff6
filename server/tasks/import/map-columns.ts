import sql from 'sql-template-tag'
import type { FlowId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { columnsOfReport, hashOfHeader } from '#server/platform/tables/table.ts'
import { guessMapping } from './guess-mapping.ts'
import { findFirstPage, fitMapping, type ImportRecord, type Mapping } from './task-import.ts'

type Mapped = Pick<ImportRecord, 'flowId' | 'mapping' | 'remembered'>

/**
 * As the same header was mapped the last time, for this flow or, where none is chosen, for the last one that it was imported for;
 * else by the names of the columns. The only flow of an organization is chosen by itself.
 */
export async function mapColumns(
  tx: Tx,
  columns: readonly string[],
  wished: FlowId | null,
): Promise<Mapped> {
  const ours = columnsOfReport(columns)
  const theirs = columns.slice(ours)
  const [earlier] = await tx.query<{ flowId: FlowId; mapping: Mapping }>(sql`
    select flow_id as "flowId", mapping from task_import_mappings
    where header_hash = ${hashOfHeader(theirs)} and flow_id = coalesce(${wished}, flow_id) order by used_at desc limit 1`)
  const flowId = wished ?? earlier?.flowId ?? (await findOnlyFlow(tx))
  const firstPage = await findFirstPage(tx, flowId)
  const known = earlier?.mapping ?? guessMapping(theirs, firstPage)
  const mapping = [...Array.from({ length: ours }, () => null), ...known]
  return {
    flowId,
    mapping: fitMapping(mapping, firstPage, columns.length),
    remembered: Boolean(earlier),
  }
}

async function findOnlyFlow(tx: Tx): Promise<FlowId | null> {
  const flows = await tx.query<{ id: FlowId }>(sql`select id from flows limit 2`)
  return flows.length === 1 ? (flows[0]?.id ?? null) : null
}
