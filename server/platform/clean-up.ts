import type { Sql } from 'sql-template-tag'
import { z } from 'zod'
import { becomeWorker, job, type Performer, performFree } from './jobs.ts'

/** What a module forgets of its own tables: a statement that deletes at most `most` rows that are over. */
export interface Forgetting {
  what: string
  statement: (now: Date, most: number) => Sql
}

const cleanUpJob = job('clean-up', z.object({}))
const batch = 5_000

/** Once an hour, on one process: deletes what is over, in small transactions that nobody has to wait for. */
export const cleanUp = (forgettings: readonly Forgetting[]): Performer => ({
  ...performFree(
    cleanUpJob,
    async (db, _payload, { now, signal, log }) => {
      for (const { what, statement } of forgettings) {
        let rows = 0
        for (let deleted = batch; deleted === batch && !signal.aborted; rows += deleted)
          deleted = await db.transaction(async (tx) => {
            await becomeWorker(tx)
            return (await tx.query(statement(now, batch))).length
          })
        if (rows > 0) log.info({ what, rows }, 'forgot what was over')
      }
    },
    { unconfined: 'what is over is forgotten in all organizations and in the identity plane' },
  ),
  cron: '17 * * * *',
})
