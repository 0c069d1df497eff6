import type { Caller, Evidence } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { addEvidence } from './login.ts'
import { type Pending, rotatePending } from './pending.ts'

/** Notes what a caller has just proved, and gives a pending sign-in another token; null for a session. */
export async function addProof(
  tx: Tx,
  caller: Caller,
  kind: Exclude<Evidence['kind'], 'sso'>,
  now: Date,
): Promise<Pending | null> {
  await addEvidence(tx, caller.loginId, { kind, connectionId: null, at: now })
  return rotatePending(tx, caller)
}
