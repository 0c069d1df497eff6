import sql from 'sql-template-tag'
import type { FlowId } from '#api/common.ts'
import { fieldProblem } from '#api/problem.ts'
import type { Tx } from '#server/platform/database.ts'

/** @throws values-refused at the pointer, the same for flows of others and none at all */
export async function checkFlow(tx: Tx, flowId: FlowId, pointer: string): Promise<void> {
  const [known] = await tx.query(sql`select id from flows where id = ${flowId}`)
  if (!known)
    throw fieldProblem('values-refused', pointer, 'is no flow of this organization', 'not-one-of')
}
