import { randomBytes } from 'node:crypto'
import sql from 'sql-template-tag'
import type { ConnectionId, DomainId } from '#api/common.ts'
import { fieldProblem } from '#api/problem.ts'
import type { ProvedDomain } from '#api/sso.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { type Domain, shownDomain } from './domain.ts'

/** Each is looked up daily. */
const domainsMax = 100

/**
 * Names an e-mail domain, which counts for nothing until its record is found. One that is named already violates
 * `domains_domain`, a connection that there is none of the foreign key.
 *
 * @throws name-taken, values-refused
 */
export async function addDomain(
  tx: Tx,
  caller: SessionCaller,
  named: { domain: string; connectionId: ConnectionId | null },
  request: Where,
  now: Date,
): Promise<ProvedDomain> {
  const token = randomBytes(24).toString('base64url')
  const [row] = await tx.query<{ id: DomainId }>(sql`
    insert into domains (organization_id, domain, token, connection_id, created_at)
    select ${caller.organizationId}, ${named.domain}, ${token}, ${named.connectionId}::uuid, ${now}
    where (select count(*) from domains) < ${domainsMax} returning id`)
  if (!row)
    throw fieldProblem(
      'values-refused',
      '#/domain',
      `An organization has at most ${domainsMax} domains.`,
      'too-many',
    )
  const event = { action: 'domain.added', subjectId: row.id, details: named }
  await addAuditEvent(tx, caller, request, event, now)
  const added: Domain = {
    ...row,
    ...named,
    token,
    provedAt: null,
    checkedAt: null,
    failingSince: null,
  }
  return shownDomain(added)
}
