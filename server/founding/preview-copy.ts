import type { previewCopy as contract } from '#api/founding.ts'
import type { Returned } from '#api/route.ts'
import type { Caller } from '#server/access/caller.ts'
import { logoUrl } from '#server/organizations/logo-url.ts'
import { confineToCopy, type Tx } from '#server/platform/database.ts'
import { decideAtDoor, firstOwnedMembership, type Membership } from '#server/sessions/membership.ts'
import { copies, runEach, summarize } from './copies.ts'
import { countOwned } from './founder.ts'

/** Says what creating could copy (CR2, CR5); of a source whose door is closed only what it still wants to see. */
export async function previewCopy(
  tx: Tx,
  caller: Caller,
  ownedMax: number | null,
  now: Date,
): Promise<Returned<typeof contract>> {
  const [[first], owned] = await Promise.all([
    tx.query<Membership>(firstOwnedMembership(caller)),
    countOwned(tx, caller),
  ])
  const nothing = { missing: [], counts: null, changed: [], dropped: [], owned, ownedMax }
  if (!first) return { source: null, ...nothing }

  const source = {
    id: first.organizationId,
    name: first.name,
    slug: first.slug,
    logoUrl: logoUrl(first.logoId),
  }
  const decision = await decideAtDoor(tx, first, caller, now)
  if (!decision.enter) return { source, ...nothing, missing: decision.missing }

  await confineToCopy(tx, first.organizationId, '')
  const { copied, ...notes } = summarize(
    await runEach(copies, (declaration) => declaration.preview(tx, first)),
  )
  return { source, missing: [], counts: copied, ...notes, owned, ownedMax }
}
