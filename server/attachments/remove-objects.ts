import sql from 'sql-template-tag'
import { z } from 'zod'
import type { ObjectStorage } from '#server/outside/object-storage.ts'
import type { Database } from '#server/platform/database.ts'
import { becomeWorker, job, type Performer, performFree } from '#server/platform/jobs.ts'

const removeObjectsJob = job('remove-objects', z.object({}))

const batch = 100
/** How many at once: a storage far away answers each in some tens of milliseconds. */
const atOnce = 8
const minuteMs = 60_000
const waitMaxMs = 6 * 60 * minuteMs

/**
 * Once a minute: removes the objects of rows that are gone, then the notes of them. A crash in between repeats a removal, which
 * does no harm; what the storage does not do is tried again, later and later, at last every six hours, for as long as it takes.
 */
export const removeObjectsPerformer = (objects: ObjectStorage): Performer => ({
  ...performFree(
    removeObjectsJob,
    async (db, _payload, { now, signal, log }) => {
      for (let more = true; more && !signal.aborted; ) {
        const due = await listDue(db, now)
        more = due.length === batch
        const removed: string[] = []
        const failed: string[] = []
        for (let at = 0; at < due.length && !signal.aborted; at += atOnce)
          await Promise.all(
            due.slice(at, at + atOnce).map((key) =>
              objects.remove(key).then(
                () => removed.push(key),
                () => failed.push(key),
              ),
            ),
          )
        await note(db, removed, failed, now)
        if (failed.length > 0)
          log.warn({ objects: failed.length }, 'objects could not be removed yet')
      }
    },
    { unconfined: 'the notes are of objects whose organization may be gone' },
  ),
  cron: '* * * * *',
})

const asWorker = <T>(db: Database, work: (tx: Parameters<typeof becomeWorker>[0]) => Promise<T>) =>
  db.transaction(async (tx) => {
    await becomeWorker(tx)
    return work(tx)
  })

const listDue = (db: Database, now: Date): Promise<string[]> =>
  asWorker(db, async (tx) => {
    const rows = await tx.query<{ key: string }>(sql`
      select object_key as key from object_removals where due_at <= ${now} order by due_at, object_key limit ${batch}`)
    return rows.map(({ key }) => key)
  })

const note = (db: Database, removed: string[], failed: string[], now: Date): Promise<void> =>
  asWorker(db, async (tx) => {
    await tx.query(sql`delete from object_removals where object_key = any(${removed}::text[])`)
    await tx.query(sql`
      update object_removals set attempts = attempts + 1,
        due_at = ${now}::timestamptz + least(${minuteMs}::float8 * 2 ^ least(attempts, 20), ${waitMaxMs}::float8) * interval '1 millisecond'
      where object_key = any(${failed}::text[])`)
  })
