import type { MemberId } from '#api/common.ts'
import type { SsoJoinReason } from '#api/sso.ts'
import { isJoining, mayJoin, type Standing } from '#server/members/may-join.ts'

/** Somebody's row in the organization whose provider speaks. */
export interface KnownMember {
  memberId: MemberId
  standing: Exclude<Standing, 'nobody'>
  /** Another account at this provider is linked to it. */
  linkedOtherwise: boolean
}

/** What is known when a provider has vouched for somebody. */
export interface Vouched {
  /** Whose account at the provider it is known to be (SS2). */
  linked: KnownMember | null
  /** Whose address the provider asserts. */
  named: KnownMember | null
  /** Who is signed in in this browser; null: nobody. */
  caller: {
    own: KnownMember | null
    /** Something that is the person's own, and not an identity provider's word. */
    provedOwn: boolean
    /** An administrator elsewhere made their password (PW4). */
    doubted: boolean
    /** The address that the provider asserts is theirs. */
    named: boolean
  } | null
  justInTime: boolean
  /** The asserted address: there is none that the provider has checked, or its domain is proved by this organization or not. */
  address: 'none' | 'not-proved' | 'proved'
  /** Whether the asserted address is somebody's, and they have entered another organization (US7). */
  identity: 'none' | 'exists' | 'registered-elsewhere'
}

export type Judgement =
  /** `enter`: as linked already; `link`: linked now; `hold`: linked once the person proves that both are theirs. */
  | { result: 'enter' | 'link' | 'hold'; memberId: MemberId }
  /** A new row, instead of an invitation that has expired; `held`: the account is linked once the mailbox is proved. */
  | { result: 'join'; held: boolean; instead: MemberId | null }
  | { result: 'refuse'; reason: 'another-person' | SsoJoinReason }

/**
 * Who it is for whom an identity provider vouched (SS2). An account that is linked is its member; else it becomes the member
 * whose browser this is, if that one has proved something of their own, and nobody by an address alone. Pure.
 */
export function mayEnter(vouched: Vouched): Judgement {
  const { linked, named, caller } = vouched
  if (linked) {
    if (caller && caller.own?.memberId !== linked.memberId) return anotherPerson
    if (linked.standing === 'suspended') return { result: 'refuse', reason: 'suspended' }
    if (isHere(linked)) return { result: 'enter', memberId: linked.memberId }
    // Of an invitation that has expired the link is left: good for that person alone.
    if (named?.memberId !== linked.memberId) return anotherPerson
  }
  if (!caller) return named && isHere(named) ? asMember(named, false) : newcomer(vouched, null)
  const { own } = caller
  if (named && named.memberId !== own?.memberId) return anotherPerson
  const proved = caller.provedOwn && !caller.doubted
  if (own && isHere(own)) return asMember(own, proved)
  if (vouched.address !== 'none' && !caller.named) return anotherPerson
  return newcomer(vouched, caller)
}

const anotherPerson = { result: 'refuse', reason: 'another-person' } as const

const isHere = (member: KnownMember) => member.standing !== 'invitation-expired'

function asMember(
  { memberId, standing, linkedOtherwise }: KnownMember,
  proved: boolean,
): Judgement {
  if (standing === 'suspended') return { result: 'refuse', reason: 'suspended' }
  if (linkedOtherwise) return anotherPerson
  return { result: proved ? 'link' : 'hold', memberId }
}

function newcomer(vouched: Vouched, caller: Vouched['caller']): Judgement {
  const { address, justInTime, identity } = vouched
  if (address === 'none') return { result: 'refuse', reason: 'no-address' }
  const row = vouched.named
  const decision = mayJoin('single-sign-on', {
    standing: row?.standing ?? 'nobody',
    registeredElsewhere: identity === 'registered-elsewhere',
    place: !justInTime ? 'way-off' : address === 'not-proved' ? 'domain-not-listed' : 'open',
  })
  if (decision === 'way-off') return { result: 'refuse', reason: 'just-in-time-off' }
  if (decision === 'domain-not-listed') return { result: 'refuse', reason: 'domain-not-proved' }
  if (decision === 'registered-elsewhere') return { result: 'refuse', reason: decision }
  if (!isJoining(decision)) return anotherPerson
  const held = identity !== 'none' && !(caller?.provedOwn && !caller.doubted)
  return { result: 'join', held, instead: row?.memberId ?? null }
}
