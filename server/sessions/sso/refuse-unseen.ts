import type { MemberId } from '#api/common.ts'
import { type Problem, problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { provedOwn, sees, sightOf } from '#server/door/sight.ts'
import type { Tx } from '#server/platform/database.ts'
import { type Membership, ownMembership } from '../membership.ts'
import { tellPerson } from './tell-person.ts'

/**
 * DR3: somebody who came by an organization's provider alone, and has proved nothing of their own, asks for another
 * organization of whom they say they are. The answer is that of an organization that is not there; the person and their home
 * are told. Returned, so that this stays; null where there is nothing to refuse. Runs unconfined.
 */
export async function refuseUnseen(
  tx: Tx,
  caller: Caller,
  memberId: MemberId,
  request: Where,
  now: Date,
): Promise<Problem | null> {
  if (provedOwn(caller)) return null
  const [target] = await tx.query<Membership>(ownMembership(memberId))
  if (!target || sees(sightOf(caller), target.organizationId)) return null
  await tellPerson(tx, caller.identityId, null, request, now)
  return problem('organization-not-found')
}
