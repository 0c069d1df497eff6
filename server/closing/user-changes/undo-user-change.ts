import type { OperationId } from '#api/common.ts'
import type { Operation } from '#api/operations.ts'
import { problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { getOwn } from '#server/operations/operation.ts'
import { startOperation } from '#server/operations/start-operation.ts'
import { startUndo } from '#server/operations/start-undo.ts'
import type { Tx } from '#server/platform/database.ts'
import { permissionToChange, UserChangeInput } from './user-change.ts'

/**
 * Begins to give many members back what a change of the caller's took, once, within an hour of its end. Each is judged as if
 * alone, and whoever was changed again meanwhile stays.
 *
 * @throws not-found, cannot-undo, not-permitted, too-many
 */
export async function undoUserChange(
  tx: Tx,
  caller: Acting,
  operationId: OperationId,
  request: Where,
  now: Date,
): Promise<Operation> {
  const { createdAt: since } = await getOwn(tx, caller, operationId)
  const { kind, input } = await startUndo(tx, caller, operationId, now)
  if (kind !== 'user-change') throw problem('cannot-undo')
  const { change } = UserChangeInput.parse(input)
  if (!caller.permissions.has(permissionToChange[change.kind])) throw problem('not-permitted')
  const { id, ip, userAgent } = request
  const undoing: UserChangeInput = {
    which: { undo: operationId, since },
    change,
    request: { id, ip, userAgent },
  }
  return startOperation(tx, caller, { kind, input: undoing }, now)
}
