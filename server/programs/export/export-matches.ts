import sql, { join } from 'sql-template-tag'
import type { MatchFilter } from '#api/matches.ts'
import type { Operation } from '#api/operations.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { startOperation } from '#server/operations/start-operation.ts'
import { countAbout } from '#server/platform/count-about.ts'
import type { Tx } from '#server/platform/database.ts'
import { filterMatches } from '../matches/filter-matches.ts'
import type { MatchExportInput } from './match-export-performer.ts'

/** Begins to write matches to a file: those that a filter shows, as the list does. @throws too-many */
export async function exportMatches(
  tx: Tx,
  caller: SessionCaller,
  filter: MatchFilter,
  request: Where,
  now: Date,
): Promise<Operation> {
  const conditions = join(await filterMatches(tx, caller, filter), ' and ')
  const total = await countAbout(tx, sql`from matches x where ${conditions}`)
  const input: MatchExportInput = { filter, timeZone: caller.timeZone }
  const operation = await startOperation(
    tx,
    caller,
    { kind: 'match-export', input: { ...input }, total },
    now,
  )
  const details = { ...filter, operationId: operation.id }
  await addAuditEvent(tx, caller, request, { action: 'match.exported', details }, now)
  return operation
}
