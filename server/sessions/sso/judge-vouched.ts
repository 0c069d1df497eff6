import type { IdentityId } from '#api/common.ts'
import type { Caller } from '#server/access/caller.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import { provedOwn, sees, sightOf } from '#server/door/sight.ts'
import { findIdentityByEmail, type Identity, lockAddresses } from '#server/identities/identity.ts'
import { isRegisteredElsewhere } from '#server/members/registered-elsewhere.ts'
import type { Tx } from '#server/platform/database.ts'
import { isProved } from '#server/sso/domain.ts'
import { type Candidate, holdCandidates, lockAccount } from '#server/sso/link.ts'
import { type Judgement, mayEnter } from '#server/sso/may-enter.ts'
import { inside } from './inside.ts'
import { accountOf, type Vouched } from './vouched.ts'

export interface Judged {
  judgement: Judgement
  candidates: readonly Candidate[]
  /** Whose the asserted address is; null: nobody's yet. */
  identity: Identity | null
}

/**
 * Finds out all that decides who it is for whom a provider vouched, and holds it until the transaction ends; then asks the
 * rule. Comes and goes unconfined.
 *
 * @throws not-signed-in where the log-in of the caller has ended meanwhile
 */
export async function judgeVouched(
  tx: Tx,
  vouched: Vouched,
  address: string | null,
  caller: Caller | null,
  now: Date,
): Promise<Judged> {
  const { organizationId, justInTime } = vouched.connection
  const account = accountOf(vouched)
  await lockAccount(tx, account)
  if (address) await lockAddresses(tx, [address])
  const identity = address ? await findIdentityByEmail(tx, address, now) : null
  const named = { identityId: identity?.id ?? null, email: address }
  const registered = await isRegisteredElsewhere(tx, named, organizationId, now)
  const concerned = [identity?.id, caller?.identityId].filter((id): id is IdentityId => !!id)
  const [candidates, domainProved] = await inside(tx, organizationId, async () => [
    await holdCandidates(tx, account, concerned, now),
    address !== null && (await isProved(tx, address.slice(address.lastIndexOf('@') + 1))),
  ])
  const held = caller && (await holdCaller(tx, caller))
  const of = (id: IdentityId | undefined) => candidates.find((c) => c.identityId === id) ?? null
  // Of a row that they may not be told of nothing is said (PR4), unless this provider means the very person.
  const ownOf = (who: Caller) => {
    const own = of(who.identityId)
    const meant = own?.linked || who.identityId === identity?.id
    return meant || sees(sightOf(who), organizationId) ? own : null
  }
  const doubt = held?.standing.mailboxDoubt
  const judgement = mayEnter({
    linked: candidates.find((candidate) => candidate.linked) ?? null,
    named: identity && of(identity.id),
    caller: held && {
      own: ownOf(held),
      provedOwn: provedOwn(held),
      doubted: Boolean(doubt && doubt.by !== organizationId),
      named: held.identityId === identity?.id,
    },
    justInTime,
    address: address === null ? 'none' : domainProved ? 'proved' : 'not-proved',
    identity: registered ? 'registered-elsewhere' : identity ? 'exists' : 'none',
  })
  return { judgement, candidates, identity }
}
