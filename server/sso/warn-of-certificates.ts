import sql from 'sql-template-tag'
import type { ConnectionId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { findConnection } from './connection.ts'
import { mailAdministrators } from './mail-administrators.ts'
import { certificatesEnd } from './shown-connection.ts'

const dayMs = 86_400_000
/** Days before the end, the last first; 0: it has come. */
const warnings = [0, 1, 7, 14, 30]

/** Which warning is due so long before an end; null: none yet. Pure. */
export const warningDue = (end: Date, now: Date): number | null =>
  warnings.find((days) => end.getTime() - now.getTime() <= days * dayMs) ?? null

/** Mails, each once, that the last certificate of an enabled connection’s provider ends, or has ended (SS3). */
export async function warnOfCertificates(tx: Tx, id: ConnectionId, now: Date): Promise<void> {
  const connection = await findConnection(tx, id)
  const end = connection?.status === 'enabled' ? certificatesEnd(connection) : null
  if (!connection || !end) return
  const due = warningDue(end, now)
  const [news] = await tx.query(sql`
    update connections set warned_days = ${due}::int where id = ${id} and warned_days is distinct from ${due}::int
      and (${due}::int is null or warned_days is null or warned_days > ${due}::int)
    returning id`)
  if (!news || due === null) return
  await mailAdministrators(tx, null, 'certificate-expires', (administrator) => ({
    ...administrator,
    connectionName: connection.name,
    expiresAt: end.toISOString(),
    expired: due === 0,
  }))
}
