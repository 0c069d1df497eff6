import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { nameOf } from '#server/access/name-of.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { replaceCodes } from './break-glass-codes.ts'
import { requireFreshEvidence } from './fresh-evidence.ts'
import { holdCaller } from './hold-caller.ts'
import { mailOwners } from './mail-owners.ts'
import { holdDecided } from './sign-in-policy.ts'

/**
 * Gives the owners five new break-glass codes, shown once; the earlier ones stop, and the other owners are told (DR6).
 *
 * @throws owner-protected for anybody else; fresh-evidence-required
 */
export async function replaceBreakGlassCodes(
  tx: Tx,
  caller: SessionCaller,
  request: Where,
  now: Date,
): Promise<{ codes: string[] }> {
  if (caller.role.template !== 'owner') throw problem('owner-protected')
  // What they have proved lies in the identity plane, and is their own.
  requireFreshEvidence(await unconfined(tx, () => holdCaller(tx, caller)), now)
  // Of two at once the second replaces what the first has made, and there are never ten.
  await holdDecided(tx)
  const codes = await replaceCodes(tx, caller.organizationId, now)
  await addAuditEvent(tx, caller, request, { action: 'break-glass.replaced' }, now)
  const by = nameOf(caller)
  await mailOwners(tx, caller.memberId, 'break-glass-replaced', (owner) => ({ ...owner, by }))
  return { codes }
}
