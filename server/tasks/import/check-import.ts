import type { HubId } from '#api/common.ts'
import type { Flow } from '#api/flows.ts'
import { problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import { getFlow } from '#server/flows/flow.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkHub } from '../check-hub.ts'
import { fitMapping, type ImportRecord } from './task-import.ts'

/**
 * Refuses a file that cannot be imported as it stands: it needs a flow, a column of titles, and a hub for every row. Answers the
 * flow, and the mapping as it fits it now.
 *
 * @throws not-in-status, import-unfinished, values-refused at #/hubId
 */
export async function checkImport(
  tx: Tx,
  acting: Acting,
  record: ImportRecord,
  hubId: HubId | undefined,
): Promise<{ flow: Flow; mapping: ImportRecord['mapping'] }> {
  if (record.operationId) throw problem('not-in-status')
  const flow = record.flowId ? await getFlow(tx, record.flowId).catch(() => null) : null
  if (!flow) throw problem('import-unfinished', { detail: 'Choose of which flow the tasks are.' })
  const mapping = fitMapping(record.mapping, flow.pages.slice(0, 1), record.mapping.length)
  if (!mapping.includes('title'))
    throw problem('import-unfinished', { detail: 'One column must be the title.' })
  if (hubId) await checkHub(tx, acting, hubId)
  else if (!mapping.includes('hub'))
    throw problem('import-unfinished', { detail: 'Choose a hub, or the column that names it.' })
  return { flow, mapping }
}
