import sql, { type Sql } from 'sql-template-tag'
import { z } from 'zod'
import { type FileId, type MemberId, OperationId } from '#api/common.ts'
import type { Operation, OperationKind } from '#api/operations.ts'
import type { Permission } from '#api/permissions.ts'
import { problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { type Job, job } from '#server/platform/jobs.ts'

/** Who or what an operation passed over, and why. */
export type Refusal = Operation['refusals'][number]

/** As the database holds it; what is shown of it is less (`readOperation`). */
export interface OperationRow {
  id: OperationId
  kind: OperationKind
  status: Operation['status']
  memberId: MemberId
  input: Record<string, unknown>
  state: Record<string, unknown>
  done: number
  total: number | null
  counts: Record<string, number>
  refusals: Refusal[]
  failure: string | null
  fileId: FileId | null
  file: { name: string; bytes: number; expiresAt: string } | null
  undoable: boolean
  undoneAt: Date | null
  createdAt: Date
  endedAt: Date | null
}

/** One kind of job a kind of operation, so that each is found by its performer. */
export const operationJob = (kind: OperationKind): Job<typeof Payload> =>
  job(`operation-${kind}`, Payload)
const Payload = z.object({ operationId: OperationId })

/** What a member must hold to see, and download, what came of work of theirs: it shows what that permission guards. */
const toSee: Record<OperationKind, Permission> = {
  'user-import': 'users:add',
  'user-change': 'users:view',
  'organization-export': 'organization:export',
  'audit-export': 'audit:view',
  'match-proposal': 'matches:view',
  'task-import': 'tasks:import',
  'task-export': 'tasks:export',
  'match-export': 'matches:view',
  'match-review': 'matches:view',
}

/** How long what was done may be taken back, in milliseconds. */
export const undoMs = 3_600_000

const columns = sql`o.id, o.kind, o.status, o.member_id as "memberId", o.input, o.state, o.done, o.total, o.counts, o.refusals,
  o.failure, o.file_id as "fileId", o.undoable, o.undone_at as "undoneAt", o.created_at as "createdAt", o.ended_at as "endedAt",
  (select jsonb_build_object('name', f.name, 'bytes', f.bytes, 'expiresAt', f.expires_at) from files f
    where f.organization_id = o.organization_id and f.id = o.file_id) as file`

const where = (tx: Tx, condition: Sql): Promise<OperationRow[]> =>
  tx.query<OperationRow>(sql`select ${columns} from operations o ${condition}`)

/** The operations that a member began and may still see, the newest first. */
export async function listOwn(tx: Tx, caller: Acting, most: number): Promise<OperationRow[]> {
  const kinds = Object.entries(toSee)
    .filter(([, permission]) => caller.permissions.has(permission))
    .map(([kind]) => kind)
  return where(
    tx,
    sql`where o.member_id = ${caller.memberId} and o.kind = any(${kinds}) order by o.created_at desc, o.id desc limit ${most}`,
  )
}

/** @throws not-found, also for work of somebody else, and where the right to see it is gone */
export async function getOwn(
  tx: Tx,
  caller: Acting,
  operationId: OperationId,
): Promise<OperationRow> {
  const [row] = await where(
    tx,
    sql`where o.id = ${operationId} and o.member_id = ${caller.memberId}`,
  )
  if (!row || !caller.permissions.has(toSee[row.kind])) throw problem('not-found')
  return row
}

/**
 * Waits for its turn at an operation. Turns are given in the order in which they were asked for, which the lock of a row is not:
 * whoever cancels comes before the next step, however closely the steps follow one another.
 */
export async function takeTurn(tx: Tx, operationId: OperationId): Promise<void> {
  await tx.query(
    sql`select pg_advisory_xact_lock(hashtextextended(${`operation ${operationId}`}, 0))`,
  )
}

/** Takes hold of an operation for one step; null: it is over. */
export async function holdRunning(tx: Tx, operationId: OperationId): Promise<OperationRow | null> {
  await takeTurn(tx, operationId)
  const [row] = await where(
    tx,
    sql`where o.id = ${operationId} and o.status = 'running' for update of o`,
  )
  return row ?? null
}

/** What is shown of it. */
export const readOperation = (row: OperationRow, now: Date): Operation => ({
  id: row.id,
  kind: row.kind,
  status: row.status,
  done: row.done,
  total: row.total,
  counts: row.counts,
  failure: row.failure,
  refusals: row.refusals,
  file: fileOf(row, now),
  undoable:
    row.undoable &&
    row.undoneAt === null &&
    row.endedAt !== null &&
    now.getTime() - row.endedAt.getTime() < undoMs,
  createdAt: row.createdAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
})

/** Once the work is done, and until the file expires. */
function fileOf({ status, file }: OperationRow, now: Date): Operation['file'] {
  if (status === 'running' || !file || Date.parse(file.expiresAt) <= now.getTime()) return null
  return { ...file, expiresAt: new Date(file.expiresAt).toISOString() }
}

/** It is over: done, or failed by a stable name; what has ended otherwise meanwhile stays so. */
export async function endOperation(
  tx: Tx,
  operationId: OperationId,
  failure: string | null,
  now: Date,
): Promise<void> {
  await tx.query(sql`
    update operations set status = ${failure === null ? 'done' : 'failed'}, failure = ${failure}, ended_at = ${now}
    where id = ${operationId} and status = 'running'`)
}
