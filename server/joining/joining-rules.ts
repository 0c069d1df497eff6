import sql from 'sql-template-tag'
import type { JoiningRules } from '#api/joining.ts'
import type { Tx } from '#server/platform/database.ts'

/** What is shown of them. */
export const ruleColumns = sql`external_sign_up as "externalSignUp", members_may_invite as "membersMayInvite",
  refused_joins_mailed as "refusedJoinsMailed"`

/** By which ways people join without an administrator; no row: by none (US6). */
export async function findJoiningRules(tx: Tx): Promise<JoiningRules> {
  const [row] = await tx.query<JoiningRules>(sql`
    select ${ruleColumns} from joining_rules`)
  return row ?? { externalSignUp: false, membersMayInvite: false, refusedJoinsMailed: true }
}
