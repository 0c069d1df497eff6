import sql from 'sql-template-tag'
import { z } from 'zod'
import type { OrganizationId } from '#api/common.ts'
import type { Database } from '#server/platform/database.ts'
import { job, type Performer, performFree } from '#server/platform/jobs.ts'

const eventsOfLink = 1_000

/** Once a minute: seals, in every organization, the events that have been committed since (OP3). */
export const sealAuditLogPerformer: Performer = {
  ...performFree(
    job('seal-audit-log', z.object({})),
    async (db, _payload, { now, signal, log }) => {
      const organizations = await db.transaction((tx) =>
        tx.query<{ id: OrganizationId }>(sql`select organizations_to_seal() as id`),
      )
      for (const { id } of organizations) {
        if (signal.aborted) return
        // One that cannot be sealed keeps no other waiting; the next minute tries again.
        await sealAuditLog(db, id, now, signal).catch((error: unknown) =>
          log.error({ err: error, organizationId: id }, 'could not seal an audit log'),
        )
      }
    },
    { unconfined: 'the clock is in no organization; functions of the owner seal each by itself' },
  ),
  cron: '* * * * *',
}

/** Seals what an organization has, a link at a time, each in a transaction of its own. */
async function sealAuditLog(
  db: Database,
  organizationId: OrganizationId,
  now: Date,
  signal: AbortSignal,
): Promise<void> {
  for (let sealed = eventsOfLink; sealed === eventsOfLink && !signal.aborted; )
    sealed = await db.transaction(async (tx) => {
      const [row] = await tx.query<{ sealed: number }>(
        sql`select seal_audit_events(${organizationId}, ${now}, ${eventsOfLink}) as sealed`,
      )
      return row?.sealed ?? 0
    })
}
