import sql from 'sql-template-tag'
import type { LoginId, SessionId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { endLogin } from './login.ts'

/**
 * Ends one of the caller's sessions here, with the log-in that it stands on: whoever sat there must sign in again.
 *
 * @throws not-found
 */
export async function endMySession(
  tx: Tx,
  caller: SessionCaller,
  sessionId: SessionId,
  now: Date,
): Promise<void> {
  const [row] = await tx.query<{ loginId: LoginId }>(sql`
    select login_id as "loginId" from sessions
    where id = ${sessionId} and organization_id = ${caller.organizationId} and member_id = ${caller.memberId}
      and ended_at is null`)
  if (!row) throw problem('not-found')
  await endLogin(tx, row.loginId, 'ended-by-person', now)
}
