import sql from 'sql-template-tag'
import type { FileId, OperationId, OrganizationId } from '#api/common.ts'
import type { OperationKind } from '#api/operations.ts'
import type { Permission } from '#api/permissions.ts'
import { Problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import { confine, type Database, isUnreachable, type Tx } from '#server/platform/database.ts'
import { addJob, type JobContext, type Performer } from '#server/platform/jobs.ts'
import { findActing } from './find-acting.ts'
import {
  endOperation,
  holdRunning,
  type OperationRow,
  operationJob,
  type Refusal,
} from './operation.ts'

/** What a step is given. */
export interface Step {
  organizationId: OrganizationId
  operationId: OperationId
  input: Record<string, unknown>
  /** What the step before has left; `{}` at first. */
  state: Record<string, unknown>
  done: number
  total: number | null
  counts: Record<string, number>
  /** Whoever began it, as they stand now. */
  acting: Acting
}

/** What a step leaves, written together with what it has done. */
export interface Stepped {
  state: Record<string, unknown>
  /** How much is behind it altogether. */
  done: number
  total?: number | null
  /** Altogether; what is not said stays as it was. */
  counts?: Record<string, number>
  /** Those of this step; the first 100 of all are kept. */
  refusals?: readonly Refusal[]
  /** What there is to download; its content type is one that `downloadResult` declares. */
  fileId?: FileId
  finished: boolean
  /** Why it ends unfinished: a stable name. */
  failure?: string
}

interface Options {
  kind: OperationKind
  /** Without it the work ends, whenever it is lost. */
  permission: Permission | ((input: Record<string, unknown>) => Permission)
  /**
   * Does the next second's work or less, in one transaction. A Problem that it throws undoes this step and ends the work as
   * failed by its name; anything else is tried again.
   */
  step(tx: Tx, step: Step, context: JobContext<OrganizationId>): Promise<Stepped>
}

/** How long one job goes on before it stands in line again, so that long work keeps nobody else's waiting. */
const sliceMs = 2_000
/** Attempts at a step that fails by our own mistake. */
const attemptsMax = 5
const refusalsMax = 100

/**
 * Performs operations of one kind, step by step. What was done, `state` and progress are committed together, so that it goes on
 * after a crash where it stood. It ends by itself when it is cancelled, or when whoever began it may not do it any more.
 */
export const operationPerformer = (options: Options): Performer => ({
  job: operationJob(options.kind),
  async perform(db, payload, context) {
    const { organizationId } = context
    if (!organizationId) throw new Error('an operation was added outside of an organization')
    const { operationId } = operationJob(options.kind).payload.parse(payload)
    const inside = <T>(work: (tx: Tx) => Promise<T>) => within(db, organizationId, work)
    const startedAt = performance.now()
    try {
      for (;;) {
        const goesOn = await inside((tx) =>
          goOn(tx, operationId, options, { ...context, organizationId }),
        )
        if (!goesOn) return
        if (context.signal.aborted || performance.now() - startedAt > sliceMs) break
      }
    } catch (error) {
      const failure = failureOf(error, context)
      if (failure === null) throw error
      return inside(async (tx) => {
        if (await holdRunning(tx, operationId))
          await endOperation(tx, operationId, failure, context.now)
      })
    }
    await inside((tx) =>
      addJob(tx, operationJob(options.kind), { operationId }, { key: operationId }),
    )
  },
})

const within = <T>(
  db: Database,
  organizationId: OrganizationId,
  work: (tx: Tx) => Promise<T>,
): Promise<T> =>
  db.transaction(async (tx) => {
    await confine(tx, organizationId)
    return work(tx)
  })

function failureOf(error: unknown, { attempt, log }: JobContext): string | null {
  if (error instanceof Problem) return error.type
  if (isUnreachable(error) || attempt < attemptsMax) return null
  log.error({ err: error }, 'an operation fails again and again; it is given up')
  return 'unexpected'
}

/** Whether there is more to do. */
async function goOn(
  tx: Tx,
  operationId: OperationId,
  { permission, step }: Options,
  context: JobContext<OrganizationId>,
): Promise<boolean> {
  const row = await holdRunning(tx, operationId)
  if (!row) return false
  const acting = await findActing(tx, row.memberId)
  const needed = typeof permission === 'function' ? permission(row.input) : permission
  if (!acting?.permissions.has(needed)) {
    await endOperation(tx, operationId, 'not-permitted', context.now)
    return false
  }
  const { organizationId } = context
  const { input, state, done, total, counts } = row
  const stepped = await step(
    tx,
    { organizationId, operationId, input, state, done, total, counts, acting },
    context,
  )
  await note(tx, row, stepped)
  if (!stepped.finished && !stepped.failure) return true
  await endOperation(tx, operationId, stepped.failure ?? null, context.now)
  return false
}

async function note(tx: Tx, row: OperationRow, stepped: Stepped): Promise<void> {
  const { state, done, total = row.total, counts, refusals = [], fileId = row.fileId } = stepped
  const kept = [...row.refusals, ...refusals].slice(0, refusalsMax)
  await tx.query(sql`
    update operations set state = ${JSON.stringify(state)}, done = ${done}, total = ${total},
      counts = ${JSON.stringify({ ...row.counts, ...counts })}, refusals = ${JSON.stringify(kept)}, file_id = ${fileId}
    where id = ${row.id}`)
}
