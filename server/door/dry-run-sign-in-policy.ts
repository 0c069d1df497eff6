import type { dryRunSignInPolicy as route, SignInPolicy } from '#api/policies.ts'
import type { Returned } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { listEnabledConnections } from './enabled-connections.ts'
import type { Entry } from './judge.ts'
import { type Judged, judgeMembers } from './judge-members.ts'
import { shutsOut } from './locks-out.ts'
import { refuseContradictions } from './refuse-contradictions.ts'
import { actingAt, findDecided } from './sign-in-policy.ts'

const itemsMax = 200

/**
 * Says who would be kept out or asked for more by a policy, and why, the caller included; writes nothing (DR6). Counts
 * everybody, names those who are kept out first.
 *
 * @throws values-refused
 */
export async function dryRunSignInPolicy(
  tx: Tx,
  caller: Pick<SessionCaller, 'organizationId' | 'sessionId'>,
  policy: SignInPolicy,
  now: Date,
): Promise<Returned<typeof route>> {
  const connections = await listEnabledConnections(tx)
  refuseContradictions(policy, connections)
  const { policy: current } = actingAt(await findDecided(tx), now)
  const keptOut: Judged[] = []
  const asked: Judged[] = []
  const counts = { members: 0, unhindered: 0, keptOut: 0, asked: 0 }
  const owners = new Set<Entry>()
  const both = { current: { policy: current, connections }, next: { policy, connections } }
  const asking = caller.sessionId
  for await (const one of judgeMembers(tx, caller.organizationId, both, now, { asking })) {
    counts.members++
    if (one.owner && one.status === 'active') owners.add(one.entry)
    if (one.reasons.length === 0) counts.unhindered++
    else if (one.keptOut) {
      counts.keptOut++
      if (keptOut.length < itemsMax) keptOut.push(one)
    } else {
      counts.asked++
      if (asked.length < itemsMax) asked.push(one)
    }
  }
  return {
    ...counts,
    locksOut: shutsOut(owners),
    items: [...keptOut, ...asked]
      .slice(0, itemsMax)
      .map(({ memberId, name, email, role, keptOut: out, reasons, missing }) => ({
        memberId,
        name,
        email,
        role,
        keptOut: out,
        reasons,
        missing,
      })),
  }
}
