import sql from 'sql-template-tag'
import type { OperationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { getOwn, takeTurn } from './operation.ts'

/**
 * Stops long work after the step that is running; what it has done stays.
 *
 * @throws not-found, not-in-status
 */
export async function cancelOperation(
  tx: Tx,
  caller: Acting,
  operationId: OperationId,
  now: Date,
): Promise<void> {
  await getOwn(tx, caller, operationId)
  await takeTurn(tx, operationId)
  const [cancelled] = await tx.query(sql`
    update operations set status = 'cancelled', ended_at = ${now}
    where id = ${operationId} and status = 'running' returning id`)
  if (!cancelled) throw problem('not-in-status')
}
