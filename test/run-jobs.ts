import sql from 'sql-template-tag'
import { performersOf } from '#server/app.ts'
import { type Performer, Stamp } from '#server/platform/jobs.ts'
import { createLog } from '#server/platform/log.ts'
import type { TestApp } from './harness.ts'

/** Performs the jobs of a kind that wait, or the one that the clock adds: as the product does, or as `by` does. */
export async function runJobs(app: TestApp, name: string, by?: Performer): Promise<void> {
  const performer = by ?? performersOf(app.settings).find(({ job }) => job.name === name)
  if (!performer) throw new Error(`nobody performs ${name}`)
  const waiting = await app.owner.transaction((tx) =>
    tx.query<{ payload: object }>(sql`
      with taken as (
        delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
        where t.id = j.task_id and t.identifier = ${name} returning j.payload, j.id
      ) select payload from taken order by id`),
  )
  const context = {
    now: app.clock.now ?? new Date(),
    attempt: 1,
    lastAttempt: false,
    signal: new AbortController().signal,
    log: createLog('silent'),
  }
  for (const { payload } of performer.cron ? [{ payload: {} }] : waiting)
    await performer.perform(app.db, payload, {
      ...context,
      organizationId: Stamp.safeParse(payload).data?.organizationId ?? null,
    })
}
