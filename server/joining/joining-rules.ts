import sql from 'sql-template-tag'
import type { JoiningRules } from '#api/joining.ts'
import type { Tx } from '#server/platform/database.ts'

/** By which ways people join without an administrator; no row: by none (US6). */
export async function findJoiningRules(tx: Tx): Promise<JoiningRules> {
  const [row] = await tx.query<JoiningRules>(sql`
    select external_sign_up as "externalSignUp", members_may_invite as "membersMayInvite" from joining_rules`)
  return row ?? { externalSignUp: false, membersMayInvite: false }
}
