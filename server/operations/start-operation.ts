import sql from 'sql-template-tag'
import type { OperationId } from '#api/common.ts'
import type { Operation, OperationKind } from '#api/operations.ts'
import { problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { addJob } from '#server/platform/jobs.ts'
import { getOwn, operationJob, readOperation } from './operation.ts'

interface NewOperation {
  kind: OperationKind
  /** What its steps are given; JSON. */
  input: Record<string, unknown>
  /** How much there is to do, if that is known yet. */
  total?: number
  /** Whether its steps keep in `state` what `startUndo` will need. */
  undoable?: boolean
}

const runningMax = 3

/**
 * Begins long work in the name of a member: it runs once this transaction has committed.
 *
 * @throws too-many where the member has three running already, or the organization is being exported
 */
export async function startOperation(
  tx: Tx,
  caller: Acting,
  { kind, input, total, undoable = false }: NewOperation,
  now: Date,
): Promise<Operation> {
  // One after the other, so that two at once do not both find room.
  await tx.query(
    sql`select pg_advisory_xact_lock(hashtextextended(${`operations ${caller.organizationId}`}, 0))`,
  )
  const [running] = await tx.query<{ own: number; exports: number }>(sql`
    select count(*) filter (where member_id = ${caller.memberId}) as own,
      count(*) filter (where kind = 'organization-export') as exports
    from operations where status = 'running'`)
  if ((running?.own ?? 0) >= runningMax)
    throw problem('too-many', { detail: `You have ${runningMax} running already.` })
  if (kind === 'organization-export' && (running?.exports ?? 0) > 0)
    throw problem('too-many', { detail: 'An export of this organization is running already.' })
  const [row] = await tx.query<{ id: OperationId }>(sql`
    insert into operations (organization_id, kind, member_id, input, total, undoable, created_at)
    values (${caller.organizationId}, ${kind}, ${caller.memberId}, ${JSON.stringify(input)}, ${total ?? null}, ${undoable}, ${now})
    returning id`)
  const { id } = row as { id: OperationId }
  await addJob(tx, operationJob(kind), { operationId: id }, { key: id })
  return readOperation(await getOwn(tx, caller, id), now)
}
