import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { listSessionsOfMember } from './sessions-of-member.ts'

/** Where the caller is signed in to this organization; what they do elsewhere stays there. */
export async function listMySessions(tx: Tx, caller: SessionCaller) {
  const sessions = await listSessionsOfMember(tx, caller.organizationId, caller.memberId)
  return { items: sessions.map((row) => ({ ...row, current: row.id === caller.sessionId })) }
}
