import sql from 'sql-template-tag'
import type { Tx } from '#server/platform/database.ts'
import { type Connection, readConnections } from './policy.ts'

/** An enabled connection with whom it trusts now: who was linked to another issuer through it is not linked any more. */
export interface EnabledConnection extends Connection {
  issuer: string
}

/** The enabled connections of the transaction's organization, in the order in which its door names them. */
export async function listEnabledConnections(tx: Tx): Promise<EnabledConnection[]> {
  const [row] = await tx.query<{ packed: string; issuers: string[] }>(sql`
    select connections_of(current_organization_id()) as packed,
      array(select coalesce(c.provider ->> 'issuer', c.provider ->> 'entityId', '') from connections c
        where c.status = 'enabled' order by c.created_at, c.id) as issuers`)
  if (!row) return []
  return readConnections(row.packed).map((connection, n) => ({
    ...connection,
    issuer: row.issuers[n] ?? '',
  }))
}
