import sql from 'sql-template-tag'
import type { JoiningRules, updateJoiningRules as route } from '#api/joining.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { changed } from '#server/audit/changed.ts'
import type { Tx } from '#server/platform/database.ts'
import { getLowestRole, getRoleToGive } from '#server/roles/role.ts'
import { findJoiningRules, ruleColumns } from './joining-rules.ts'

/**
 * Opens or shuts ways of joining, and says whether mails tell of who was refused; what is left out stays. Acts on the next
 * request, also of people who have begun to join. By each people get the lowest default role, so only whoever may give that
 * opens one (RP5).
 *
 * @throws more-than-you-hold
 */
export async function updateJoiningRules(
  tx: Tx,
  caller: SessionCaller,
  { externalSignUp, membersMayInvite, refusedJoinsMailed }: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<JoiningRules> {
  const before = await findJoiningRules(tx)
  if ((externalSignUp && !before.externalSignUp) || (membersMayInvite && !before.membersMayInvite))
    await getRoleToGive(tx, caller, await getLowestRole(tx), '#')
  const [signUp, inviting] = [externalSignUp ?? null, membersMayInvite ?? null]
  const mailed = refusedJoinsMailed ?? null
  const [rules] = await tx.query<JoiningRules>(sql`
    insert into joining_rules as r (organization_id, external_sign_up, members_may_invite, refused_joins_mailed)
    values (${caller.organizationId}, coalesce(${signUp}, false), coalesce(${inviting}, false), coalesce(${mailed}, true))
    on conflict (organization_id) do update set
      external_sign_up = coalesce(${signUp}, r.external_sign_up),
      members_may_invite = coalesce(${inviting}, r.members_may_invite),
      refused_joins_mailed = coalesce(${mailed}, r.refused_joins_mailed)
    returning ${ruleColumns}`)
  if (!rules) throw new Error('joining rules were not written')
  const event = { action: 'joining-rules.updated', details: changed(before, { ...rules }) }
  await addAuditEvent(tx, caller, request, event, now)
  return rules
}
