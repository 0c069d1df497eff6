import sql from 'sql-template-tag'
import type { MemberId, OrganizationId } from '#api/common.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import type { Domain } from './domain.ts'
import { mailAdministrators } from './mail-administrators.ts'

/** Three days; an hour less, for the daily check does not come to the second. */
const graceMs = 71 * 3_600_000

/** Who looked: an administrator, or the clock. */
interface By {
  organizationId: OrganizationId
  memberId: MemberId | null
  request: Where | null
}

/**
 * Notes of a held domain what name servers have answered, and what it is now. Found: proved, from now on or still. Missing
 * where it was proved: failing; and after three days in a row proved no more. Administrators are told of both (LG5).
 * One that another organization has proved violates `domains_proved`.
 */
export async function noteCheck(
  tx: Tx,
  by: By,
  domain: Domain,
  found: boolean,
  now: Date,
): Promise<Domain> {
  const after = found
    ? { ...domain, provedAt: domain.provedAt ?? now, failingSince: null, checkedAt: now }
    : { ...domain, ...unless(domain, now), checkedAt: now }
  await tx.query(sql`
    update domains set proved_at = ${after.provedAt}, failing_since = ${after.failingSince}, checked_at = ${now}
    where id = ${domain.id}`)
  const tell = (action: string) =>
    addAuditEvent(
      tx,
      by,
      by.request,
      { action, subjectId: domain.id, details: { domain: domain.domain } },
      now,
    )
  if (!domain.provedAt && after.provedAt) await tell('domain.proved')
  if (domain.provedAt && !after.provedAt) {
    await tell('domain.proof-lost')
    await mailAdministrators(tx, null, 'domain-lost', (administrator) => ({
      ...administrator,
      domain: domain.domain,
    }))
  } else if (!domain.failingSince && after.failingSince) {
    await tell('domain.record-missed')
    const expiresAt = new Date(now.getTime() + 3 * 86_400_000).toISOString()
    await mailAdministrators(tx, null, 'domain-failing', (administrator) => ({
      ...administrator,
      domain: domain.domain,
      expiresAt,
    }))
  }
  return after
}

/** What a proved domain becomes whose record is missing. */
function unless({ provedAt, failingSince }: Domain, now: Date) {
  if (provedAt === null) return { provedAt, failingSince: null }
  const since = failingSince ?? now
  return now.getTime() - since.getTime() < graceMs
    ? { provedAt, failingSince: since }
    : { provedAt: null, failingSince: null }
}
