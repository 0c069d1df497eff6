import sql from 'sql-template-tag'
import type { RoleTemplate } from '#api/permissions.ts'
import { problem } from '#api/problem.ts'
import type { MemberStatus } from '#api/sessions.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { listEnabledConnections } from '#server/door/enabled-connections.ts'
import { requireFreshHere } from '#server/door/fresh-here.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'

/**
 * Holds the caller's row, then their identity, for what owners alone decide of an organization: as they stand at this moment,
 * with fresh proofs. Runs confined.
 *
 * @throws owners-only, fresh-evidence-required; not-signed-in where they or their log-in are gone meanwhile
 */
export async function holdOwner(tx: Tx, caller: SessionCaller, now: Date): Promise<SessionCaller> {
  if (caller.role.template !== 'owner') throw problem('owners-only')
  // Two statements: the second sees what whoever was waited for has written.
  await tx.query(sql`select from members where id = ${caller.memberId} for no key update`)
  const [me] = await tx.query<{ template: RoleTemplate | null; status: MemberStatus }>(sql`
    select r.template, m.status from members m
    join roles r on r.organization_id = m.organization_id and r.id = m.role_id where m.id = ${caller.memberId}`)
  if (!me) throw problem('not-signed-in')
  if (me.template !== 'owner' || me.status !== 'active') throw problem('owners-only')
  const connections = await listEnabledConnections(tx)
  // Log-in and identity lie in the identity plane; these are the caller's own.
  const held = await unconfined(tx, () => holdCaller(tx, caller))
  requireFreshHere(held, caller.organizationId, connections, now)
  return held
}
