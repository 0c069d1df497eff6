import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import type { FileId, OperationId, OrganizationId } from '#api/common.ts'
import type { OperationKind } from '#api/operations.ts'
import type { Permission } from '#api/permissions.ts'
import type { Acting } from '#server/access/caller.ts'
import { removeFile } from '#server/files/file.ts'
import { confine, type Database, isUnreachable, type Tx } from '#server/platform/database.ts'
import { addJob, type Performer } from '#server/platform/jobs.ts'
import { findActing } from './find-acting.ts'
import { openPlaces } from './open-places.ts'
import { endOperation, operationJob } from './operation.ts'

/** An operation that runs now. */
export interface Running {
  organizationId: OrganizationId
  operationId: OperationId
  acting: Acting
}

/** Where it is; throws `Ended` once it must not go on. */
export type Progress = (done: number, total: number) => Promise<void>

interface Options {
  kind: OperationKind
  permission: Permission
  /** How many at a time in a process: what memory and cores bear. `startJobs` has more room than all kinds together take. */
  atOnce?: number
  /** Does all of it; a file that it makes it removes itself where it throws. */
  run(db: Database, running: Running, progress: Progress, now: Date): Promise<Made>
}

interface Made {
  done: number
  counts: Record<string, number>
  /** Null: it made no file. */
  fileId: FileId | null
}

/** It was cancelled, taken over by another process, or is not allowed any more. */
export class Ended extends Error {}

const againAfterMs = 3_000
const attemptsMax = 3

/**
 * Performs what must see one moment of the database as a whole, and so cannot be cut into steps. After a crash it begins anew.
 * Few at a time in a process, in the order of asking: jobs that people wait for are never kept from running by these.
 */
export function wholeOperationPerformer(options: Options): Performer {
  const { kind, permission, atOnce = 1, run } = options
  const takePlace = openPlaces(atOnce)
  return {
    job: operationJob(kind),
    async perform(db, payload, context) {
      const { organizationId } = context
      if (!organizationId) throw new Error('an operation was added outside of an organization')
      const { operationId } = operationJob(kind).payload.parse(payload)
      const inside = <T>(work: (tx: Tx) => Promise<T>) =>
        db.transaction(async (tx) => {
          await confine(tx, organizationId)
          return work(tx)
        })
      const leave = takePlace(operationId)
      if (!leave) {
        const runAt = new Date(Date.now() + againAfterMs)
        return inside((tx) =>
          addJob(tx, operationJob(kind), { operationId }, { key: operationId, runAt }),
        )
      }
      const attempt = randomUUID()
      const going = (tx: Tx, mine: boolean) =>
        goesOn(tx, operationId, permission, mine ? attempt : null, context.now)
      try {
        const acting = await inside(async (tx) => {
          const found = await going(tx, false)
          if (found)
            await tx.query(sql`update operations set state = ${JSON.stringify({ attempt })}
              where id = ${operationId}`)
          return found
        })
        if (!acting) return
        const progress: Progress = async (done, total) => {
          if (context.signal.aborted) throw new Error('Foyer is stopping; the job comes back')
          const stays = await inside(async (tx) => {
            const found = await going(tx, true)
            if (found)
              await tx.query(
                sql`update operations set done = ${done}, total = ${total} where id = ${operationId}`,
              )
            return found
          })
          if (!stays) throw new Ended()
        }
        const made = await run(db, { organizationId, operationId, acting }, progress, context.now)
        await inside(async (tx) => {
          // Cancelled at the last moment, or overtaken: nobody will ever ask for it.
          if (!(await going(tx, true))) return made.fileId ? removeFile(tx, made.fileId) : undefined
          await tx.query(sql`update operations set status = 'done', ended_at = ${new Date()}, done = ${made.done},
            total = ${made.done}, counts = ${JSON.stringify(made.counts)}, file_id = ${made.fileId} where id = ${operationId}`)
        })
      } catch (error) {
        if (error instanceof Ended) return
        if (isUnreachable(error) || context.signal.aborted) throw error
        // Overtaken by another process, which has taken what was half made away.
        if (!(await inside((tx) => going(tx, true)))) return
        if (context.attempt < attemptsMax) throw error
        context.log.error({ err: error }, 'an operation fails again and again; it is given up')
        await inside((tx) => endOperation(tx, operationId, 'unexpected', context.now))
      } finally {
        leave()
      }
    },
  }
}

/** Whoever began it, if it runs, is (where `attempt` says) still this attempt's, and they still may. */
async function goesOn(
  tx: Tx,
  operationId: OperationId,
  permission: Permission,
  attempt: string | null,
  now: Date,
): Promise<Acting | null> {
  const [row] = await tx.query<{ memberId: Acting['memberId']; attempt: string | null }>(sql`
    select member_id as "memberId", state ->> 'attempt' as attempt from operations
    where id = ${operationId} and status = 'running' for update`)
  if (!row || (attempt !== null && row.attempt !== attempt)) return null
  const acting = await findActing(tx, row.memberId)
  if (acting?.permissions.has(permission)) return acting
  await endOperation(tx, operationId, 'not-permitted', now)
  return null
}
