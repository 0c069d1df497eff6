import type { IdentityId, MemberId } from '#api/common.ts'
import { Problem } from '#api/problem.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { findIdentityByEmail } from '#server/identities/identity.ts'
import type { Tx } from '#server/platform/database.ts'
import { addCredential } from './add-credential.ts'
import { addNewcomer } from './add-newcomer.ts'
import { judgeNewcomer, type NewcomersJoining } from './judge-newcomer.ts'

/**
 * Makes a member, who registers, of somebody who came by an access link and has chosen a password (US6). The rule is asked
 * again: of what was said at the proof anything may have changed. Runs unconfined; returns the refusal, so that it stays noted.
 */
export async function finishAccessLink(
  tx: Tx,
  joining: NewcomersJoining,
  person: { firstName: string; lastName: string; hash: string },
  request: Where,
  now: Date,
): Promise<{ identityId: IdentityId; memberId: MemberId } | Problem> {
  const { firstName, lastName, hash } = person
  const known = await findIdentityByEmail(tx, joining.email, now)
  const coming = { take: true, person: { firstName, lastName } }
  const judged = await judgeNewcomer(tx, joining, known, coming, request, now)
  if (judged instanceof Problem) return judged
  const { id: identityId } = await addCredential(tx, joining, hash, request, now)
  const newcomer = { identityId, firstName, lastName, ...judged }
  return { identityId, memberId: await addNewcomer(tx, joining, newcomer, request, now) }
}
