import type { MemberId } from '#api/common.ts'
import type { Answered } from '#api/fields.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { type AnsweredField, listAnswers, toAnswered } from './answers.ts'
import { getUser } from './member.ts'

/**
 * A member's answers, as others may see them: those to fields that nobody may see are the member's alone, and whether there
 * are any is not told either.
 *
 * @throws not-found, also for a member of another organization
 */
export async function getUserFields(
  tx: Tx,
  caller: Pick<SessionCaller, 'memberId'>,
  memberId: MemberId,
): Promise<Answered> {
  const { id } = await getUser(tx, memberId)
  return toAnswered(await listVisibleAnswers(tx, caller, id))
}

/** Every field that this caller, who may view users, sees answered by this member. */
export const listVisibleAnswers = async (
  tx: Tx,
  caller: Pick<SessionCaller, 'memberId'>,
  memberId: MemberId,
): Promise<AnsweredField[]> =>
  (await listAnswers(tx, memberId)).filter(
    ({ field }) => memberId === caller.memberId || field.visibility !== 'nobody',
  )
