import sql from 'sql-template-tag'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { type Holding, refusalOf } from '#server/roles/holds-more.ts'
import { holdingOf } from '#server/roles/role.ts'
import type { Connection } from './connection.ts'
import { roleOfNewcomers } from './role-of-newcomers.ts'

/**
 * Whoever says by which keys a provider is recognized can sign in as anybody who is linked there, and gives the roles that
 * its groups give. So that takes as much as they hold (RP5, US9). Of those who are linked there, links to another issuer than
 * the one that it is from now on are worth nothing, as long as it is not that one again; null: it may become any.
 *
 * @throws owner-protected, more-than-you-hold
 */
export async function guardProvider(
  tx: Tx,
  caller: SessionCaller,
  connection: Connection,
  issuer: string | null,
): Promise<void> {
  const vouchedFor = await tx.query<Holding>(sql`
    select r.template, r.permissions, r.restrictions from roles r
    where r.id = ${await roleOfNewcomers(tx, connection)}
      or r.id in (select role_id from connection_group_roles where connection_id = ${connection.id})
      or r.id in (
        select m.role_id from sso_links l join members m on m.organization_id = l.organization_id and m.id = l.member_id
        where l.connection_id = ${connection.id} and l.issuer = coalesce(${issuer}, l.issuer))`)
  for (const role of vouchedFor) {
    const refusal = refusalOf(holdingOf(caller), role)
    if (refusal) throw problem(refusal, { detail })
  }
}

const detail =
  'People who hold more than you sign in through this connection, or get roles from it: somebody who holds as much must do that.'
