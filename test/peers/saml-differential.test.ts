import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { SsoRefusal } from '#server/sso/assertion.ts'
import { finishSaml } from '#server/sso/saml.ts'
import { TraceSteps } from '#server/sso/trace.ts'
import { askNodeSaml, type SecondOpinion } from './node-saml.ts'
import {
  addresses,
  answer,
  answerEncrypted,
  answerSignedTwice,
  base64,
  byIdp,
  connection,
  facts,
  issuer,
  now,
  requestId,
} from './saml-answers.ts'
import { contents, documents, encryption, signatures, signedForms } from './saml-attacks.ts'
import { change, changed, runs } from './saml-changes.ts'
import {
  assertionXml,
  edited,
  responseXml,
  signedXml,
  wrapAssertion,
  wrapResponse,
} from './saml-documents.ts'

// Two readers of one answer: what we take, node-saml takes, and for the same person. The other way round it takes much more:
// the tables below are why it is no part of Foyer (docs/adr/0012-saml-behind-a-wrapper.md). A line that is no longer true
// after an update of it goes.

// It reads the clock by itself.
beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now }))
afterAll(() => void vi.useRealTimers())

const theirs = (xml: string, responseSigned = false) =>
  askNodeSaml(connection(), addresses, { response: base64(xml), requestId, responseSigned })

const ours = (xml: string): SecondOpinion => {
  const back = { response: base64(xml), requestId }
  const named = finishSaml(connection(), addresses, back, new TraceSteps(), now)
  const { NameID: _, givenName: __, ...attributes } = named.claims
  return { issuer: named.issuer, subject: named.subject, attributes: { ...attributes } }
}

const ana: SecondOpinion = {
  issuer,
  subject: 'ana-4711',
  attributes: {
    mail: ['ana@example.test'],
    groups: ['staff', 'sales'],
    'urn:oid:2.5.4.42': ['Ana'],
  },
}

const more = 'http://www.w3.org/2001/04/xmldsig-more#'
const xmlenc = 'http://www.w3.org/2001/04/xmlenc#'
const xmlenc11 = 'http://www.w3.org/2009/xmlenc11#'

const good: [what: string, responseSigned: boolean, xml: () => string][] = [
  ['a signed assertion', false, answer],
  ['both signed', true, answerSignedTwice],
  ['encrypted', false, answerEncrypted],
  ...[`${xmlenc11}aes128-gcm`, `${xmlenc}aes256-cbc`, `${xmlenc}aes128-cbc`].map(
    (content): [string, boolean, () => string] => [
      `encrypted by ${content}`,
      false,
      () => answerEncrypted({}, { content }),
    ],
  ),
  [
    'signed by RSA with SHA-512',
    false,
    () => answer({}, byIdp({ algorithm: `${more}rsa-sha512`, digest: `${xmlenc}sha512` })),
  ],
  [
    'of a provider whose clock is a little wrong',
    false,
    () => answer({ notBefore: new Date(now.getTime() + 59_000) }),
  ],
]

test.each(good)(
  'SS1: node-saml takes what we take, for the same person: %s',
  async (...[, signed, xml]) => {
    const text = xml()
    expect(ours(text)).toEqual(ana)
    expect(await theirs(text, signed)).toEqual(ana)
  },
)

test('SS1: node-saml reads names with characters that XML escapes as we do', async () => {
  const text = answer({ nameId: 'a&amp;b &lt;c&#x2F;d&gt; é 🙂' })
  expect(await theirs(text)).toEqual(ours(text))
})

/** Why not, in its words. Each is one of SAML's, so that providers may send it. */
const onlyOurs: [what: string, says: string, xml: () => string][] = [
  [
    'SHA-384 in the digest',
    'Invalid signature',
    () => answer({}, byIdp({ algorithm: `${more}rsa-sha384`, digest: `${more}sha384` })),
  ],
  [
    'AES with 192 bits',
    'not supported',
    () => answerEncrypted({}, { content: `${xmlenc11}aes192-gcm` }),
  ],
  [
    'OAEP with SHA-256',
    'not supported',
    () =>
      answerEncrypted(
        {},
        {
          key: `${xmlenc11}rsa-oaep`,
          digest: `${xmlenc}sha256`,
          mask: `${xmlenc11}mgf1sha256`,
        },
      ),
  ],
  [
    // The signed assertion names the question; what is not signed around it says nothing either way.
    'no InResponseTo of a Response that is not signed',
    'InResponseTo is missing from response',
    () => answer({ responseInResponseTo: null }),
  ],
]

test.each(onlyOurs)('SS1: what node-saml cannot read, we can: %s', async (_, says, xml) => {
  const text = xml()
  expect(ours(text)).toEqual(ana)
  await expect(theirs(text)).rejects.toThrow(says)
})

describe('SS1: what we refuse, and node-saml at its strictest takes', () => {
  const attacks = new Map<string, () => string>([
    ...[...signatures, ...documents, ...contents, ...encryption].map(
      ([what, , , xml]) => [what, xml] as const,
    ),
    ...signedForms.map(([what, , , form]) => {
      const f = facts()
      const xml = () => responseXml(f, signedXml(form(assertionXml(f)), f.assertionId, byIdp()))
      return [what, xml] as const
    }),
    ...Object.entries({ ...wrapAssertion, ...wrapResponse }).map(
      ([what, wrap]) => [what, () => edited(answerSignedTwice(), wrap)] as const,
    ),
  ])

  /** Of the same question, and signed, but not from or for whom it must be. */
  const fromAndFor = [
    'another issuer',
    'no issuer',
    'another issuer of the Response',
    'another recipient',
    'no recipient',
    'another destination',
    'no destination of a signed Response',
    'no confirmation of a bearer',
  ]
  /** What can be broken, today or soon. */
  const weak = [
    'SHA-1 in the signature',
    'SHA-1 in the digest',
    'SHA-1 in the signature of the Response alone',
    'encrypted, SHA-1 inside',
    'a key encrypted by PKCS #1 1.5',
  ]
  /** What two readers may take for two things. */
  const twoReadings = [
    'an Object in the signature',
    'a digest as two texts, of which one was signed',
    'a text behind it',
    'a text before it',
    'DOCTYPE',
    'an entity',
    'a comment in NameID',
    'CDATA in NameID',
    'a comment in an attribute',
    'a comment in Issuer',
    'a comment in Audience',
    'an element in NameID',
    'another encoding',
    'an ID with a quote',
    'a Response in a Response',
    'a Response of another namespace',
    'encrypted, a comment inside',
    'two keys',
    'far too many elements',
    'nested far too deeply',
    'far too long',
  ]
  /** What SAML forbids an assertion to say, or by which nobody is known again. */
  const said = [
    'a log-in there in the future',
    'a session there that is over',
    'a transient NameID',
    'an empty NameID',
    'an endless NameID',
    'a condition that nobody knows',
    'a time without a zone',
    'no AuthnStatement',
    'two NameIDs',
    'an encrypted NameID',
    'a persistent NameID that another provider has made',
    'a persistent NameID that was made for another service',
    'a NameID of another user store',
    'two Subjects',
    'another version',
  ]
  /** It looks at the signature of the Response only where it must be there. */
  const notLookedAt = [
    'a changed Response that is signed',
    'XSW7: a forged assertion in Extensions',
  ]

  test('is this, and nothing else', async () => {
    const taken: string[] = []
    for (const [what, xml] of attacks) {
      const text = xml()
      expect(() => ours(text), what).toThrow(SsoRefusal)
      if (typeof (await settled(theirs(text))) !== 'string') taken.push(what)
    }
    expect(taken.toSorted()).toEqual(
      [...fromAndFor, ...weak, ...twoReadings, ...said, ...notLookedAt].toSorted(),
    )
  }, 60_000)

  test('and for somebody else than was signed, where a name holds an element', async () => {
    const text = answer({ nameId: 'ana-4711<b xmlns="urn:b">.evil</b>' })
    expect((await theirs(text)).subject).toBe('ana-4711')
  })
})

describe('SS1: whatever becomes of a good answer on its way, what we take of it node-saml takes too', () => {
  test.each(good.slice(0, 3))(
    '%s',
    async (_, responseSigned, make) => {
      const sent = make()
      const counts = { both: 0, theirsAlone: 0, neither: 0 }
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
          const xml = changed(sent, changes)
          const [mine, other] = [
            takenBy(() => ours(xml)),
            await settled(theirs(xml, responseSigned)),
          ]
          if (mine === null)
            return void counts[typeof other === 'string' ? 'neither' : 'theirsAlone']++
          // The one known difference that a change may make (above).
          if (other === 'InResponseTo is missing from response' && !responseSigned) return
          counts.both++
          expect(other).toEqual(mine)
        }),
        { numRuns: runs },
      )
      expect(counts.neither).toBeGreaterThan(0)
      if (process.env.FOYER_FUZZ_RUNS) console.info(counts)
    },
    600_000,
  )
})

function takenBy(read: () => SecondOpinion): SecondOpinion | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof SsoRefusal) return null
    throw error
  }
}

/** Its opinion, or why it has none. */
const settled = (asked: Promise<SecondOpinion>): Promise<SecondOpinion | string> =>
  asked.catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
