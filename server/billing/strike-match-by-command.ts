import sql from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import { addAuditEvent } from '#server/audit/add-audit-event.ts'
import { fromCommand } from '#server/audit/from-command.ts'
import { confine, type Tx } from '#server/platform/database.ts'

/**
 * Strikes what a match that has ended counted for, such as one that was made by mistake (BL3): the present period loses it at
 * once, closed ones by corrections. Tells how many intervals; 0 where there is nothing to strike.
 */
export async function strikeMatchByCommand(
  tx: Tx,
  organizationId: OrganizationId,
  matchId: string,
  reason: string,
  now: Date,
): Promise<number> {
  const [row] = await tx.query<{ struck: number }>(
    sql`select strike_match(${organizationId}, ${matchId}, ${reason}, ${now}) as struck`,
  )
  const struck = row?.struck ?? 0
  if (struck === 0) return 0
  await confine(tx, organizationId)
  const details = { reason, intervals: struck, by: 'operator' }
  await addAuditEvent(
    tx,
    { organizationId, memberId: null },
    fromCommand(),
    { action: 'billing.match_struck', subjectId: matchId, details },
    now,
  )
  return struck
}
