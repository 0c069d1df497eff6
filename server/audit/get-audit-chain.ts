import sql from 'sql-template-tag'
import type { Tx } from '#server/platform/database.ts'
import { findHead } from './audit-chain.ts'

/** How far the audit log is sealed (OP3). */
export async function getAuditChain(tx: Tx) {
  const head = await findHead(tx)
  const [rest] = await tx.query<{ unsealed: number }>(
    sql`select count(*) as unsealed from audit_events where seal is null`,
  )
  return {
    head: head && { number: head.number, hash: head.hash.toString('hex'), sealedAt: head.sealedAt },
    unsealed: rest?.unsealed ?? 0,
  }
}
