import sql from 'sql-template-tag'
import type { OperationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { getOwn, type OperationRow, undoMs } from './operation.ts'

/**
 * Marks an operation of the caller as undone, once, and tells what it was given and what it kept.
 *
 * @throws not-found, cannot-undo
 */
export async function startUndo(
  tx: Tx,
  caller: Acting,
  operationId: OperationId,
  now: Date,
): Promise<Pick<OperationRow, 'kind' | 'input' | 'state'>> {
  const { kind, input, state } = await getOwn(tx, caller, operationId)
  const [undone] = await tx.query(sql`
    update operations set undone_at = ${now}
    where id = ${operationId} and undoable and undone_at is null and ended_at > ${new Date(now.getTime() - undoMs)}
    returning id`)
  if (!undone) throw problem('cannot-undo')
  return { kind, input, state }
}
