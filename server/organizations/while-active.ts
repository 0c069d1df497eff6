import sql from 'sql-template-tag'
import { confine } from '#server/platform/database.ts'
import { addJob, type Performer } from '#server/platform/jobs.ts'

const dayMs = 86_400_000

/**
 * A kind of job that stops while its organization is being deleted (OR2): it waits for a day and looks again, so that it goes
 * on if the organization is kept; and is nothing any more once that is gone.
 */
export const whileActive = (performer: Performer): Performer => ({
  ...performer,
  async perform(db, payload, context) {
    const { organizationId, now } = context
    if (!organizationId) return performer.perform(db, payload, context)
    const active = await db.transaction(async (tx) => {
      await confine(tx, organizationId)
      const [row] = await tx.query<{ status: string }>(sql`select status from organizations`)
      if (row && row.status !== 'active') {
        const runAt = new Date(now.getTime() + dayMs)
        await addJob(tx, performer.job, performer.job.payload.parse(payload), { runAt })
      }
      return row?.status === 'active'
    })
    if (active) await performer.perform(db, payload, context)
  },
})
