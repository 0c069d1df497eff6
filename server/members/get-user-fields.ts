import type { MemberId } from '#api/common.ts'
import type { Answered, Field } from '#api/fields.ts'
import { problem } from '#api/problem.ts'
import { may, type SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { type AnsweredField, listAnswers, toAnswered } from './answers.ts'
import { getUser } from './member.ts'
import { seesPerson } from './sees-person.ts'

/**
 * A member's answers, as others may see them (PR2): those to fields that nobody may see are the member's alone, and whether
 * there are any is not told either.
 *
 * @throws not-found, also for a member of another organization, and one whom the caller does not see
 */
export async function getUserFields(
  tx: Tx,
  caller: Pick<SessionCaller, 'memberId' | 'permissions'>,
  memberId: MemberId,
): Promise<Answered> {
  if (!(await seesPerson(tx, caller, memberId))) throw problem('not-found')
  const { id } = await getUser(tx, memberId)
  return toAnswered(await listVisibleAnswers(tx, caller, id))
}

/** Every field that this caller sees answered by this member, whom they see. */
export const listVisibleAnswers = async (
  tx: Tx,
  caller: Pick<SessionCaller, 'memberId' | 'permissions'>,
  memberId: MemberId,
): Promise<AnsweredField[]> =>
  (await listAnswers(tx, memberId)).filter(
    ({ field }) => memberId === caller.memberId || isVisible(field.visibility, caller),
  )

/** Whether answers of others to a field are this caller's to see. */
const isVisible = (
  visibility: Field['visibility'],
  caller: Pick<SessionCaller, 'permissions'>,
): boolean =>
  visibility === 'members' || (visibility === 'administrators' && may(caller, 'users:view'))
