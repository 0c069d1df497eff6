import { describe, expect, test } from 'vitest'
import { MemberId } from '#api/common.ts'
import { standings as allStandings } from '#server/members/may-join.ts'
import { type Judgement, type KnownMember, mayEnter, type Vouched } from './may-enter.ts'

const ids = ['1', '2', '3'].map((n) => MemberId.parse(`00000000-0000-4000-8000-00000000000${n}`))
const [one, two, three] = ids as [MemberId, MemberId, MemberId]
const standings = allStandings.filter((standing) => standing !== 'nobody')
const yesNo = [false, true]

const row = (
  memberId: MemberId,
  standing: KnownMember['standing'] = 'active',
  linkedOtherwise = false,
): KnownMember => ({ memberId, standing, linkedOtherwise })
const rowsOf = (memberId: MemberId) =>
  standings.flatMap((standing) => yesNo.map((otherwise) => row(memberId, standing, otherwise)))

/** Everything that can be known, as far as it can be known together: of one member there is one row. */
function* everything(): Generator<Vouched> {
  for (const linked of [null, ...standings.map((standing) => row(one, standing))])
    for (const named of [null, linked, ...rowsOf(two)]) {
      const others = [named === linked ? null : named, ...rowsOf(three)]
      for (const caller of callers([null, linked, ...others], named))
        for (const justInTime of yesNo)
          for (const address of ['none', 'not-proved', 'proved'] as const)
            for (const identity of ['none', 'exists', 'registered-elsewhere'] as const) {
              // A member has an identity, and a named one an address.
              if (named && (identity === 'none' || address === 'none')) continue
              if (caller?.named && (identity === 'none' || address === 'none')) continue
              yield { linked, named, caller, justInTime, address, identity }
            }
    }
}

function* callers(rows: (KnownMember | null)[], named: KnownMember | null) {
  yield null
  for (const own of rows)
    for (const provedOwn of yesNo)
      for (const doubted of yesNo)
        for (const itself of yesNo)
          if (!itself || named?.memberId === own?.memberId)
            yield { own, provedOwn, doubted, named: itself }
}

const all = [...everything()]
const judged = all.map((vouched) => ({ vouched, judgement: mayEnter(vouched) }))
const those = <R extends Judgement['result']>(result: R) =>
  judged.flatMap(({ vouched, judgement }) =>
    judgement.result === result
      ? [{ ...vouched, judgement: judgement as Judgement & { result: R } }]
      : [],
  )

describe(`over all ${all.length} states`, () => {
  test('SS2: enters as nobody but the member whom exactly this account is linked to', () => {
    expect(those('enter').length).toBeGreaterThan(0)
    for (const { linked, caller, judgement } of those('enter')) {
      expect(judgement.memberId).toBe(linked?.memberId)
      expect(['invited', 'invited-by-member', 'registering', 'active']).toContain(linked?.standing)
      if (caller) expect(caller.own?.memberId).toBe(judgement.memberId)
    }
  })

  test('SS2: links at once nobody but the member whose browser this is, who has proved something of their own', () => {
    expect(those('link').length).toBeGreaterThan(0)
    for (const { linked, named, caller, judgement } of those('link')) {
      expect(judgement.memberId).toBe(caller?.own?.memberId)
      expect(caller).toMatchObject({ provedOwn: true, doubted: false })
      expect(caller?.own).toMatchObject({ linkedOtherwise: false })
      expect(linked).toBeNull()
      if (named) expect(named.memberId).toBe(judgement.memberId)
    }
  })

  test('SS2: an address alone holds a link at most, until the person proves it', () => {
    for (const { caller, named, judgement } of those('hold')) {
      expect([named?.memberId, caller?.own?.memberId]).toContain(judgement.memberId)
      if (caller) expect(judgement.memberId).toBe(caller.own?.memberId)
      if (caller) expect(caller.provedOwn && !caller.doubted).toBe(false)
    }
    for (const { vouched, judgement } of judged)
      if (!vouched.caller && !vouched.linked)
        expect(['hold', 'join', 'refuse']).toContain(judgement.result)
  })

  test('SS2: somebody signed in is never made another member, nor another account theirs', () => {
    for (const { vouched, judgement } of judged) {
      const { caller, linked, named } = vouched
      if (!caller || judgement.result === 'refuse') continue
      // Of a linked account the address says nothing: providers change it.
      for (const known of linked ? [linked] : [named])
        if (known) expect(known.memberId).toBe(caller.own?.memberId)
      if (judgement.result === 'join') expect(caller.named).toBe(true)
    }
  })

  test('US7: joins just in time where all conditions hold; the account of somebody who exists is held', () => {
    expect(those('join').length).toBeGreaterThan(0)
    for (const { justInTime, address, identity, named, caller, judgement } of those('join')) {
      expect({ justInTime, address }).toEqual({ justInTime: true, address: 'proved' })
      expect(identity).not.toBe('registered-elsewhere')
      expect([undefined, 'invitation-expired']).toContain(named?.standing)
      expect(judgement.instead).toBe(named?.memberId ?? null)
      const own = Boolean(caller?.provedOwn && !caller.doubted)
      expect(judgement.held).toBe(identity !== 'none' && !own)
    }
  })

  test('US2: a suspended member is refused whatever was proved', () => {
    for (const { vouched, judgement } of judged) {
      const { linked, named, caller } = vouched
      const itsMember = linked ?? (caller ? caller.own : named)
      if (itsMember?.standing === 'suspended') expect(judgement.result).toBe('refuse')
    }
  })
})

describe('SS2, US7: one by one', () => {
  const stranger: Vouched = {
    linked: null,
    named: null,
    caller: null,
    justInTime: false,
    address: 'proved',
    identity: 'none',
  }
  const member: Vouched = { ...stranger, named: row(one), identity: 'exists' }
  const me = { own: row(one), provedOwn: true, doubted: false, named: true }
  const refused = (reason: string) => ({ result: 'refuse', reason })
  const jit = { justInTime: true }

  test.each<[string, Vouched, object]>([
    ['linked', { ...stranger, linked: row(one) }, { result: 'enter', memberId: one }],
    ['linked, invited', { ...stranger, linked: row(one, 'invited') }, { result: 'enter' }],
    ['linked, suspended', { ...stranger, linked: row(one, 'suspended') }, refused('suspended')],
    [
      'linked to somebody else than is signed in',
      { ...stranger, linked: row(one), caller: { ...me, own: row(two) } },
      refused('another-person'),
    ],
    ['a member by address', member, { result: 'hold', memberId: one }],
    ['suspended', { ...member, named: row(one, 'suspended') }, refused('suspended')],
    ['linked otherwise', { ...member, named: row(one, 'active', true) }, refused('another-person')],
    ['oneself', { ...member, caller: me }, { result: 'link', memberId: one }],
    [
      'oneself by single sign-on of another organization alone',
      { ...member, caller: { ...me, provedOwn: false } },
      { result: 'hold', memberId: one },
    ],
    [
      'oneself, the mailbox in doubt',
      { ...member, caller: { ...me, doubted: true } },
      { result: 'hold', memberId: one },
    ],
    [
      'oneself by another address that nobody has',
      { ...stranger, caller: { ...me, named: false } },
      { result: 'link', memberId: one },
    ],
    [
      'a colleague, in my browser',
      { ...member, caller: { ...me, own: row(two), named: false } },
      refused('another-person'),
    ],
    ['a stranger', stranger, refused('just-in-time-off')],
    ['a stranger without address', { ...stranger, address: 'none' }, refused('no-address')],
    [
      'a stranger of a domain that is not proved',
      { ...stranger, ...jit, address: 'not-proved' },
      refused('domain-not-proved'),
    ],
    [
      'a stranger, just in time',
      { ...stranger, ...jit },
      { result: 'join', held: false, instead: null },
    ],
    [
      'somebody whose identity exists',
      { ...stranger, ...jit, identity: 'exists' },
      { result: 'join', held: true, instead: null },
    ],
    [
      'the same, signed in with their own proof',
      { ...stranger, ...jit, identity: 'exists', caller: { ...me, own: null } },
      { result: 'join', held: false },
    ],
    [
      'somebody who has entered another organization',
      { ...stranger, ...jit, identity: 'registered-elsewhere' },
      refused('registered-elsewhere'),
    ],
    [
      'whose invitation has expired',
      { ...member, ...jit, named: row(one, 'invitation-expired') },
      { result: 'join', held: true, instead: one },
    ],
    [
      'another address than mine, in my browser',
      { ...stranger, ...jit, caller: { ...me, own: null, named: false } },
      refused('another-person'),
    ],
  ])('%s', (_, vouched, expected) => {
    expect(mayEnter(vouched)).toMatchObject(expected)
  })
})
