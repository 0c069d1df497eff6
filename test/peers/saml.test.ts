import { execFileSync, spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Assertion, SsoRefusal } from '#server/sso/assertion.ts'
import { createKeyPair } from '#server/sso/key-pair.ts'
import type { OpenedSaml } from '#server/sso/read-saml-answer.ts'
import { finishSaml } from '#server/sso/saml.ts'
import { normalizeCertificate } from '#server/sso/saml-metadata.ts'
import { TraceSteps } from '#server/sso/trace.ts'
import {
  assertionXml,
  copyOf,
  edited,
  encryptedXml,
  type Facts,
  forge,
  goodFacts,
  removeSignatures,
  responseXml,
  type Signing,
  samlp,
  signedXml,
  wrapAssertion,
  wrapResponse,
} from './saml-documents.ts'

const now = new Date('2026-06-01T12:00:00Z')
const minutes = (n: number) => new Date(now.getTime() + n * 60_000)
const issuer = 'https://idp.test/metadata'
const ours = 'https://foyer.test/sso/00000000-0000-7000-8000-000000000001'
const addresses = {
  back: `${ours}/return`,
  afterSignOut: '',
  jwks: '',
  metadata: `${ours}/metadata`,
  assertionConsumer: `${ours}/acs`,
}
const requestId = '_0123456789abcdef0123456789abcdef01234567'

interface Keys {
  privateKeyPem: string
  certificatePem: string
}
let ourKeys: Keys
let idp: Keys
let next: Keys
let stranger: Keys
beforeAll(async () => {
  ;[ourKeys, idp, next, stranger] = await Promise.all([
    createKeyPair('foyer.test', now),
    createKeyPair('idp.test', now),
    createKeyPair('idp.test', now),
    createKeyPair('stranger.test', now),
  ])
})

const connection = (certificates = [idp.certificatePem]): OpenedSaml =>
  ({
    kind: 'saml',
    provider: {
      metadataUrl: null,
      entityId: issuer,
      signInUrl: 'https://idp.test/sso',
      certificates,
    },
    privateKey: ourKeys.privateKeyPem,
    certificate: ourKeys.certificatePem,
  }) as OpenedSaml

const facts = (changed: Partial<Facts> = {}): Facts => ({
  ...goodFacts(
    { requestId, acs: addresses.assertionConsumer, audience: addresses.metadata, issuer },
    now,
  ),
  ...changed,
})

const byIdp = (changed: Partial<Signing> = {}): Signing => ({
  privateKey: idp.privateKeyPem,
  certificate: idp.certificatePem,
  ...changed,
})

/** An assertion that the provider has signed. */
const signedAssertion = (f: Facts, by = byIdp()) => signedXml(assertionXml(f), f.assertionId, by)
/** The usual answer: a signed assertion in a Response that is not signed. */
const answer = (changed: Partial<Facts> = {}, by = byIdp()) => {
  const f = facts(changed)
  return responseXml(f, signedAssertion(f, by))
}
/** Both signed, as many products do. */
const answerSignedTwice = (changed: Partial<Facts> = {}, by = byIdp()) => {
  const f = facts(changed)
  return signedXml(responseXml(f, signedAssertion(f, by)), f.responseId, by)
}
const answerEncrypted = (
  changed: Partial<Facts> = {},
  how: Parameters<typeof encryptedXml>[2] = {},
  by = byIdp(),
) => {
  const f = facts(changed)
  return responseXml(f, encryptedXml(signedAssertion(f, by), ourKeys.certificatePem, how))
}

const base64 = (xml: string) => Buffer.from(xml).toString('base64')

function finish(xml: string, certificates?: string[]): Assertion & { steps: string[] } {
  const steps = new TraceSteps()
  const back = { response: base64(xml), requestId }
  const assertion = finishSaml(connection(certificates), addresses, back, steps, now)
  return { ...assertion, steps: steps.steps.map(({ name }) => name) }
}

/** What the last step says where an answer is refused. */
function refusalOf(response: string): { reason: string; step: string; detail: string } {
  const steps = new TraceSteps()
  try {
    finishSaml(connection(), addresses, { response, requestId }, steps, now)
  } catch (error) {
    const last = steps.steps.at(-1)
    if (error instanceof Error && 'reason' in error && last && !last.ok)
      return { reason: String(error.reason), step: last.name, detail: last.detail }
    throw error
  }
  throw new Error('it was taken')
}

const person = {
  issuer,
  subject: 'ana-4711',
  claims: {
    NameID: ['ana-4711'],
    mail: ['ana@example.test'],
    groups: ['staff', 'sales'],
    givenName: ['Ana'],
    'urn:oid:2.5.4.42': ['Ana'],
  },
  emailVerified: true,
  authenticatedAt: new Date(now.getTime() - 10_000),
  idToken: null,
}

describe('SS1: a good answer', () => {
  test('with a signed assertion names who it is, and leaves a step for each check', () => {
    expect(finish(answer())).toEqual({
      ...person,
      steps: [
        'document',
        'signature',
        'status',
        'destination',
        'response-in-response-to',
        'response-issuer',
        'issuer',
        'audience',
        'time',
        'recipient',
        'in-response-to',
        'confirmation',
        'subject',
        'attributes',
        'authentication',
      ],
    })
  })

  test('with both signed', () => {
    expect(finish(answerSignedTwice())).toMatchObject(person)
    expect(finish(answerSignedTwice()).steps).toContain('response-signature')
  })

  test('that says less of itself: no Destination, Issuer or InResponseTo on a Response without a signature', () => {
    const less = { destination: null, responseIssuer: null, responseInResponseTo: null }
    expect(finish(answer(less))).toMatchObject(person)
  })

  test.each([
    ['http://www.w3.org/2009/xmlenc11#aes256-gcm'],
    ['http://www.w3.org/2009/xmlenc11#aes192-gcm'],
    ['http://www.w3.org/2009/xmlenc11#aes128-gcm'],
    ['http://www.w3.org/2001/04/xmlenc#aes256-cbc'],
    ['http://www.w3.org/2001/04/xmlenc#aes128-cbc'],
  ])('encrypted by %s', (content) => {
    expect(finish(answerEncrypted({}, { content }))).toMatchObject(person)
    expect(finish(answerEncrypted({}, { content })).steps).toContain('decryption')
  })

  test('encrypted for OAEP with SHA-256', () => {
    const how = {
      key: 'http://www.w3.org/2009/xmlenc11#rsa-oaep',
      digest: 'http://www.w3.org/2001/04/xmlenc#sha256',
      mask: 'http://www.w3.org/2009/xmlenc11#mgf1sha256',
    }
    expect(finish(answerEncrypted({}, how))).toMatchObject(person)
  })

  test('encrypted inside a signed Response', () => {
    const f = facts()
    const inside = encryptedXml(signedAssertion(f), ourKeys.certificatePem)
    const xml = signedXml(responseXml(f, inside), f.responseId, byIdp())
    expect(finish(xml)).toMatchObject(person)
  })

  test.each(['384', '512'])('signed by RSA with SHA-%s', (bits) => {
    const by = byIdp({
      algorithm: `http://www.w3.org/2001/04/xmldsig-more#rsa-sha${bits}`,
      digest:
        bits === '384'
          ? 'http://www.w3.org/2001/04/xmldsig-more#sha384'
          : 'http://www.w3.org/2001/04/xmlenc#sha512',
    })
    expect(finish(answer({}, by))).toMatchObject(person)
  })

  test('during a roll-over: signed with either of two certificates', () => {
    const both = [idp.certificatePem, next.certificatePem]
    const byNext = { privateKey: next.privateKeyPem, certificate: null }
    expect(finish(answer({}, byNext), both)).toMatchObject(person)
    expect(finish(answer(), both)).toMatchObject(person)
  })

  test('of a provider whose clock is a little wrong', () => {
    expect(finish(answer({ notBefore: minutes(0.9), authnInstant: minutes(0.9) }))).toMatchObject({
      subject: person.subject,
    })
    const late = { notOnOrAfter: minutes(-0.9), confirmedUntil: minutes(-0.9) }
    expect(finish(answer(late))).toMatchObject(person)
  })

  test('whose names are characters that XML escapes, or that JavaScript knows', () => {
    const { subject, claims } = finish(
      answer({
        nameId: 'a&amp;b &lt;c&#x2F;d&gt; é 🙂',
        attributes:
          '<saml:Attribute Name="__proto__"><saml:AttributeValue>x</saml:AttributeValue></saml:Attribute>',
      }),
    )
    expect(subject).toBe('a&b <c/d> é 🙂')
    expect(Object.getOwnPropertyDescriptor(claims, '__proto__')?.value).toEqual(['x'])
  })
})

/** Never the same character. */
const another = (character: string) => (character === 'A' ? 'B' : 'A')

type Attack = [what: string, step: string, says: RegExp, xml: () => string]

const sha1 = 'http://www.w3.org/2000/09/xmldsig#sha1'
const rsaSha1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'

const signatures: Attack[] = [
  [
    'an assertion that is not signed',
    'signature',
    /no signature/,
    () => responseXml(facts(), assertionXml(facts())),
  ],
  [
    'a signed Response around an assertion that is not',
    'signature',
    /no signature/,
    () => {
      const f = facts()
      return signedXml(responseXml(f, assertionXml(f)), f.responseId, byIdp())
    },
  ],
  ['a changed NameID', 'signature', /changed/, () => answer().replace('ana-4711', 'bob-4711')],
  ['a changed attribute', 'signature', /changed/, () => answer().replace('ana@', 'bob@')],
  [
    'a changed signature',
    'signature',
    /another key/,
    () => answer().replace(/(?<=SignatureValue>)./, another),
  ],
  [
    'a changed Response that is signed',
    'response-signature',
    /changed/,
    () => answerSignedTwice().replace('Version="2.0"', 'Consent="x" Version="2.0"'),
  ],
  [
    'another key',
    'signature',
    /another key/,
    () => answer({}, { privateKey: stranger.privateKeyPem, certificate: null }),
  ],
  [
    'another key, with its certificate in KeyInfo',
    'signature',
    /another key/,
    () => answer({}, { privateKey: stranger.privateKeyPem, certificate: stranger.certificatePem }),
  ],
  [
    'SHA-1 in the signature',
    'signature',
    /not taken: .*rsa-sha1/,
    () => answer({}, byIdp({ algorithm: rsaSha1 })),
  ],
  [
    'SHA-1 in the digest',
    'signature',
    /not taken: .*#sha1/,
    () => answer({}, byIdp({ digest: sha1 })),
  ],
  [
    'SHA-1 in the signature of the Response alone',
    'response-signature',
    /not taken/,
    () => {
      const f = facts()
      return signedXml(
        responseXml(f, signedAssertion(f)),
        f.responseId,
        byIdp({ algorithm: rsaSha1 }),
      )
    },
  ],
  ...['certificatePem', 'base64'].map(
    (form): Attack => [
      `HMAC with the certificate as the secret (${form})`,
      'signature',
      /not taken: .*hmac/,
      () =>
        answer(
          {},
          {
            privateKey:
              form === 'base64'
                ? idp.certificatePem.replace(/-----.*-----|\n/g, '')
                : idp.certificatePem,
            certificate: null,
            algorithm: 'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
            hmac: true,
          },
        ),
    ],
  ),
  [
    'a transform that leaves out what it likes',
    'signature',
    /not taken: .*xpath/,
    () =>
      answer().replace(
        'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
        'http://www.w3.org/TR/1999/REC-xpath-19991116',
      ),
  ],
  [
    'a transform more',
    'signature',
    /unusual way/,
    () =>
      answer().replace(
        '<ds:Transform Algorithm="http://www.w3.org/2001',
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/><ds:Transform Algorithm="http://www.w3.org/2001',
      ),
  ],
  [
    'another canonicalization',
    'signature',
    /not taken: .*c14n/,
    () =>
      answer({}, byIdp({ canonicalization: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' })),
  ],
  [
    'a signature of another element',
    'signature',
    /another element/,
    () => {
      const f = facts()
      const signed = signedAssertion(f)
      return responseXml(f, signed.replace(`ID="${f.assertionId}"`, 'ID="_other"'))
    },
  ],
  [
    'a signature of the whole document (empty URI)',
    'signature',
    /another element/,
    () => answer().replace(/URI="#[^"]+"/, 'URI=""'),
  ],
  [
    'two references',
    'signature',
    /more than one thing/,
    () => answer().replace(/(<ds:Reference .*<\/ds:Reference>)/, '$1$1'),
  ],
  [
    'two SignedInfo',
    'signature',
    /unusual/,
    () => answer().replace(/(<ds:SignedInfo>.*<\/ds:SignedInfo>)/, '$1$1'),
  ],
  [
    'two signatures',
    'signature',
    /more than one/,
    () => answer().replace(/(<ds:Signature .*<\/ds:Signature>)/, '$1$1'),
  ],
  [
    'an Object in the signature',
    'signature',
    /unusual/,
    () => answer().replace('</ds:Signature>', '<ds:Object>x</ds:Object></ds:Signature>'),
  ],
  [
    'a length of HMAC output',
    'signature',
    /parameters/,
    () =>
      answer().replace(
        /(<ds:SignatureMethod [^>]*)\/>/,
        '$1><ds:HMACOutputLength>0</ds:HMACOutputLength></ds:SignatureMethod>',
      ),
  ],
  [
    'a signature in another namespace',
    'document',
    /signature stands/,
    () =>
      answer().replaceAll(
        'http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo',
        'urn:other"><ds:SignedInfo',
      ),
  ],
  [
    'a digest as two texts, of which one was signed',
    'document',
    /comment/,
    () => answer().replace('<ds:DigestValue>', '<ds:DigestValue><!--AAAA-->'),
  ],
]

const documents: Attack[] = [
  ['no XML', 'document', /not well-formed/, () => 'hello'],
  ['half of it', 'document', /not well-formed/, () => answer().slice(0, -30)],
  ['something behind it', 'document', /not well-formed/, () => `${answer()}<more/>`],
  ['a text behind it', 'document', /not well-formed/, () => `${answer()}more`],
  ['a text before it', 'document', /not well-formed/, () => `more${answer()}`],
  ['DOCTYPE', 'document', /DOCTYPE/, () => `<!DOCTYPE Response>${answer()}`],
  [
    'an entity',
    'document',
    /DOCTYPE/,
    () => `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${answer({ nameId: '&b;' })}`,
  ],
  [
    'an entity that nobody has named',
    'document',
    /not well-formed/,
    () => answer().replace('ana-4711', '&ana;'),
  ],
  [
    'a processing instruction',
    'document',
    /processing/,
    () => answer().replace('ana-4711', 'ana<?x y?>-4711'),
  ],
  [
    'a comment in NameID',
    'document',
    /comment/,
    () => answer({ nameId: 'ana-4711.evil.test' }).replace('ana-4711.evil', 'ana-4711<!---->.evil'),
  ],
  [
    'CDATA in NameID',
    'document',
    /CDATA/,
    () => answer().replace('ana-4711', '<![CDATA[ana-4711]]>'),
  ],
  [
    'a comment in an attribute',
    'document',
    /comment/,
    () => answer().replace('ana@', '<!--x-->ana@'),
  ],
  [
    'a comment in Issuer',
    'document',
    /comment/,
    () => answer().replaceAll(issuer, `${issuer}<!---->`),
  ],
  [
    'a comment in Audience',
    'document',
    /comment/,
    () => answer().replace(`<saml:Audience>${ours}`, `<saml:Audience><!---->${ours}`),
  ],
  [
    'an element in NameID',
    'subject',
    /NameID/,
    () => answer({ nameId: 'ana-4711<b xmlns="urn:b">.evil</b>' }),
  ],
  ['a zero byte', 'document', /control/, () => answer().replace('ana-4711', 'ana-4711&#0;.evil')],
  [
    'another encoding',
    'document',
    /encoded/,
    () => `<?xml version="1.0" encoding="UTF-7"?>${answer()}`,
  ],
  ['an ID twice', 'document', /twice/, () => answer({ responseId: '_same', assertionId: '_same' })],
  [
    'an ID twice, in another spelling',
    'document',
    /twice/,
    () => {
      const f = facts()
      return responseXml(f, signedAssertion(f)).replace(
        '<samlp:Status>',
        `<samlp:Status Id="${f.assertionId}">`,
      )
    },
  ],
  ['an ID with a quote', 'document', /no name/, () => answer().replace('ID="_r', `ID="' or '1`)],
  [
    'two assertions, both signed',
    'document',
    /one assertion/,
    () => {
      const f = facts()
      const other = facts({ nameId: 'mallory' })
      return responseXml(f, signedAssertion(f) + signedAssertion(other))
    },
  ],
  [
    'an encrypted and a plain assertion',
    'document',
    /one assertion/,
    () => {
      const f = facts()
      return responseXml(
        f,
        signedAssertion(f) + encryptedXml(signedAssertion(facts()), ourKeys.certificatePem),
      )
    },
  ],
  [
    'an assertion of another namespace beside the signed one',
    'document',
    /one assertion/,
    () => answer().replace('<samlp:Status>', '<x:Assertion xmlns:x="urn:x"/><samlp:Status>'),
  ],
  [
    'an assertion that is not directly in the Response',
    'document',
    /unusual place/,
    () =>
      answer()
        .replace('<saml:Assertion ', '<samlp:Extensions><saml:Assertion ')
        .replace('</saml:Assertion>', '</saml:Assertion></samlp:Extensions>'),
  ],
  [
    'a Response in a Response',
    'document',
    /one Response/,
    () => answer().replace('<samlp:Status>', '<samlp:Response/><samlp:Status>'),
  ],
  [
    'another root',
    'document',
    /Response was expected/,
    () => answer().replaceAll('samlp:Response', 'samlp:LogoutResponse'),
  ],
  [
    'a Response of another namespace',
    'document',
    /Response was expected/,
    () => answer().replace(samlp, 'urn:oasis:names:tc:SAML:1.0:protocol'),
  ],
  [
    'far too many elements',
    'document',
    /elements/,
    () => answer().replace('<samlp:Status>', `${'<a/>'.repeat(6000)}<samlp:Status>`),
  ],
  [
    'nested far too deeply',
    'document',
    /deep/,
    () =>
      answer().replace('<samlp:Status>', `${'<a>'.repeat(900)}${'</a>'.repeat(900)}<samlp:Status>`),
  ],
  [
    'far too long',
    'document',
    /longer/,
    () => answer().replace('<samlp:Status>', `${' '.repeat(400_000)}<samlp:Status>`),
  ],
]

const contents: Attack[] = [
  [
    'another issuer',
    'issuer',
    /idp\.test.* was expected, https:\/\/evil/,
    () => answer({ issuer: 'https://evil.test', responseIssuer: null }),
  ],
  ['no issuer', 'issuer', /nothing came/, () => answer({ issuer: null, responseIssuer: null })],
  [
    'another issuer of the Response',
    'response-issuer',
    /evil/,
    () => answer({ responseIssuer: 'https://evil.test' }),
  ],
  ['another audience', 'audience', /evil/, () => answer({ audience: 'https://evil.test' })],
  [
    'the audience of another connection',
    'audience',
    /was expected/,
    () => answer({ audience: addresses.metadata.replace('001', '002') }),
  ],
  ['no audience', 'audience', /nothing/, () => answer({ audience: null })],
  ['another recipient', 'recipient', /evil/, () => answer({ recipient: 'https://evil.test/acs' })],
  ['no recipient', 'recipient', /nothing/, () => answer({ recipient: null })],
  [
    'another destination',
    'destination',
    /evil/,
    () => answer({ destination: 'https://evil.test/acs' }),
  ],
  [
    'no destination of a signed Response',
    'destination',
    /nothing/,
    () => answerSignedTwice({ destination: null }),
  ],
  [
    'an answer to no question',
    'in-response-to',
    /nothing/,
    () => answer({ requestId: null, responseInResponseTo: null }),
  ],
  [
    'an answer to another question',
    'response-in-response-to',
    /_other/,
    () => answer({ requestId: '_other', responseInResponseTo: '_other' }),
  ],
  [
    'an assertion for another question',
    'in-response-to',
    /_other/,
    () => answer({ requestId: '_other' }),
  ],
  ['an expired one', 'time', /good until/, () => answer({ notOnOrAfter: minutes(-1) })],
  [
    'an expired confirmation',
    'confirmation',
    /good until/,
    () => answer({ confirmedUntil: minutes(-1) }),
  ],
  [
    'a confirmation without an end',
    'confirmation',
    /no end/,
    () => answer({ confirmedUntil: null }),
  ],
  ['one that is not good yet', 'time', /good from/, () => answer({ notBefore: minutes(1.1) })],
  [
    'a log-in there in the future',
    'authentication',
    /signed in there/,
    () => answer({ authnInstant: minutes(2) }),
  ],
  [
    'a session there that is over',
    'authentication',
    /ended/,
    () => answer({ sessionUntil: minutes(-1.1) }),
  ],
  [
    'a transient NameID',
    'subject',
    /transient/,
    () => answer({ nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' }),
  ],
  ['an empty NameID', 'subject', /NameID/, () => answer({ nameId: ' ' })],
  ['an endless NameID', 'subject', /1000/, () => answer({ nameId: 'x'.repeat(1001) })],
]

/** What the provider has signed, though it should not have: the form of the assertion itself. */
const signedForms: [what: string, step: string, says: RegExp, change: (xml: string) => string][] = [
  [
    'no confirmation of a bearer',
    'confirmation',
    /bearer/,
    (xml) => xml.replace('cm:bearer', 'cm:sender-vouches'),
  ],
  [
    'no Conditions',
    'audience',
    /Conditions/,
    (xml) => xml.replace(/<saml:Conditions.*<\/saml:Conditions>/, ''),
  ],
  [
    'a condition that nobody knows',
    'conditions',
    /no known/,
    (xml) =>
      xml.replace('<saml:AudienceRestriction>', '<saml:Condition/><saml:AudienceRestriction>'),
  ],
  [
    'a time without a zone',
    'time',
    /zone/,
    (xml) => xml.replace(/NotBefore="([^"]*)Z"/, 'NotBefore="$1"'),
  ],
  [
    'no AuthnStatement',
    'authentication',
    /AuthnStatement/,
    (xml) => xml.replace(/<saml:AuthnStatement.*<\/saml:AuthnStatement>/, ''),
  ],
  [
    'two NameIDs',
    'subject',
    /one NameID/,
    (xml) => xml.replace('</saml:NameID>', '</saml:NameID><saml:NameID>bob</saml:NameID>'),
  ],
  [
    'an encrypted NameID',
    'subject',
    /encrypted NameID/,
    (xml) => xml.replace(/<saml:NameID.*<\/saml:NameID>/, '<saml:EncryptedID/>'),
  ],
  [
    'two Subjects',
    'subject',
    /one Subject/,
    (xml) => xml.replace('<saml:Conditions', '<saml:Subject/><saml:Conditions'),
  ],
  ['another version', 'assertion', /2\.0/, (xml) => xml.replace('Version="2.0"', 'Version="1.1"')],
  [
    'two restrictions, of which one is met',
    'audience',
    /evil/,
    (xml) =>
      xml.replace(
        '</saml:AudienceRestriction>',
        '</saml:AudienceRestriction><saml:AudienceRestriction><saml:Audience>evil</saml:Audience></saml:AudienceRestriction>',
      ),
  ],
]

const encryption: Attack[] = [
  [
    'encrypted, with nothing signed inside',
    'signature',
    /no signature/,
    () => {
      const f = facts()
      return responseXml(f, encryptedXml(assertionXml(f), ourKeys.certificatePem))
    },
  ],
  [
    'encrypted, changed inside',
    'signature',
    /changed/,
    () => {
      const f = facts()
      return responseXml(
        f,
        encryptedXml(signedAssertion(f).replace('ana-4711', 'bob'), ourKeys.certificatePem),
      )
    },
  ],
  [
    'encrypted, SHA-1 inside',
    'signature',
    /not taken/,
    () => answerEncrypted({}, {}, byIdp({ algorithm: rsaSha1 })),
  ],
  [
    'encrypted, a comment inside',
    'decryption',
    /comment/,
    () => {
      const f = facts()
      return responseXml(
        f,
        encryptedXml(signedAssertion(f).replace('ana-', 'ana<!---->-'), ourKeys.certificatePem),
      )
    },
  ],
  [
    'encrypted, a forged assertion around the signed one inside',
    'decryption',
    /one assertion/,
    () => {
      const f = facts()
      const inside = edited(signedAssertion(f), (document) => {
        const signed = document.documentElement
        const forged = copyOf(signed)
        removeSignatures(forged)
        forge(forged, '_evil')
        document.replaceChild(forged, signed)
        forged.appendChild(signed)
      })
      return responseXml(f, encryptedXml(inside, ourKeys.certificatePem))
    },
  ],
  [
    'encrypted for somebody else',
    'decryption',
    /cannot be decrypted/,
    () => {
      const f = facts()
      return responseXml(f, encryptedXml(signedAssertion(f), stranger.certificatePem))
    },
  ],
  [
    'a key encrypted by PKCS #1 1.5',
    'decryption',
    /not taken: .*rsa-1_5/,
    () => answerEncrypted({}, { key: 'http://www.w3.org/2001/04/xmlenc#rsa-1_5' }),
  ],
  [
    'content encrypted by Triple DES',
    'decryption',
    /not taken: .*tripledes/,
    () =>
      answerEncrypted().replace(
        'http://www.w3.org/2009/xmlenc11#aes256-gcm',
        'http://www.w3.org/2001/04/xmlenc#tripledes-cbc',
      ),
  ],
  [
    'a key that does not fit',
    'decryption',
    /cannot be decrypted/,
    () => answerEncrypted().replace('aes256-gcm', 'aes128-gcm'),
  ],
  [
    'changed content',
    'decryption',
    /cannot be decrypted/,
    () =>
      answerEncrypted().replace(
        /(?<=CipherValue>)[A-Za-z0-9](?=[^<]*<\/xenc:CipherValue><\/xenc:CipherData><\/xenc:EncryptedData>)/,
        another,
      ),
  ],
  [
    'two keys',
    'decryption',
    /one encrypted key/,
    () => answerEncrypted().replace(/(<xenc:EncryptedKey>.*<\/xenc:EncryptedKey>)/, '$1$1'),
  ],
  [
    'content that is to be fetched',
    'decryption',
    /CipherValue/,
    () =>
      answerEncrypted().replace(
        /<xenc:CipherValue>[^<]*<\/xenc:CipherValue>/g,
        '<xenc:CipherReference URI="http://evil.test"/>',
      ),
  ],
]

describe.each([
  ['signatures', signatures],
  ['documents', documents],
  ['contents', contents],
  ['encryption', encryption],
])('SS1: refused (%s)', (_, attacks) => {
  test.each(attacks)('%s', (_what, step, says, xml) => {
    expect(refusalOf(base64(xml()))).toEqual({
      reason: 'answer-not-valid',
      step,
      detail: expect.stringMatching(says),
    })
  })
})

test.each(signedForms)('SS1: refused, though signed: %s', (_, step, says, change) => {
  const f = facts()
  const xml = responseXml(f, signedXml(change(assertionXml(f)), f.assertionId, byIdp()))
  expect(refusalOf(base64(xml))).toEqual({
    reason: 'answer-not-valid',
    step,
    detail: expect.stringMatching(says),
  })
})

describe('SS1: signature wrapping never names anybody', () => {
  test.each(Object.entries(wrapResponse))('%s', (_, wrap) => {
    const wrapped = edited(answerSignedTwice(), wrap)
    expect(wrapped).toContain('mallory')
    expect(refusalOf(base64(wrapped)).step).toBe('document')
  })

  test.each(Object.entries(wrapAssertion))('%s', (what, wrap) => {
    for (const signed of [answer(), answerSignedTwice()]) {
      const wrapped = edited(signed, wrap)
      expect(wrapped, what).toContain('mallory')
      expect(refusalOf(base64(wrapped)).step).toBe('document')
    }
  })
})

test('SS1: an answer that is no base64 is refused', () => {
  for (const text of ['', 'no!', 'AAA', `${base64(answer())}=`])
    expect(refusalOf(text)).toMatchObject({ step: 'document', reason: 'answer-not-valid' })
})

test('SS1: who is not let in by the provider, or presses Cancel there, learns that', () => {
  const code = (name: string) => `urn:oasis:names:tc:SAML:2.0:status:${name}`
  const failed = (...names: string[]) =>
    refusalOf(base64(responseXml(facts({ statusCodes: names.map(code) }), '')))
  expect(failed('Responder', 'AuthnFailed')).toMatchObject({
    reason: 'cancelled',
    step: 'status',
    detail: expect.stringContaining('Responder / AuthnFailed'),
  })
  expect(failed('Requester', 'RequestDenied').reason).toBe('cancelled')
  expect(failed('Responder').reason).toBe('provider-error')
  expect(failed('Requester', 'InvalidNameIDPolicy').reason).toBe('provider-error')
  expect(failed('Success')).toMatchObject({ reason: 'answer-not-valid', step: 'assertion' })
})

test('SS1: a key of one kind is not taken for one of another', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const by = byIdp({
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    algorithm: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
  })
  expect(refusalOf(base64(answer({}, by)))).toMatchObject({ step: 'signature' })
  const named = byIdp({ algorithm: by.algorithm ?? '' })
  expect(refusalOf(base64(answer({}, named))), 'RSA by the name of ECDSA').toMatchObject({
    step: 'signature',
  })
})

test.skipIf(spawnSync('openssl', ['version']).error !== undefined)(
  'SS1: a good answer, signed by ECDSA',
  () => {
    const made = execFileSync(
      'openssl',
      'req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=idp.test -keyout - -out -'.split(
        ' ',
      ),
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
    const [privateKey = '', certificate = ''] =
      made.match(/-----BEGIN [\s\S]+?-----END [A-Z ]+-----/g) ?? []
    for (const bits of ['256', '384', '512']) {
      const algorithm = `http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha${bits}`
      const by = { privateKey, certificate, algorithm }
      expect(finish(answer({}, by), [normalizeCertificate(certificate)])).toMatchObject(person)
      expect(() => finish(answer({}, by))).toThrow('another key')
    }
  },
)

// ── Fuzz ───────────────────────────────────────────────────────────────────────────────────────────

/** More of them: FOYER_FUZZ_RUNS=5000. */
const runs = Number(process.env.FOYER_FUZZ_RUNS ?? 300)

/** Everywhere in a document: its elements in order, or a place in its text. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

const at = <T>(list: readonly T[], where: number): T => {
  const found = list[Math.floor(where * list.length)]
  if (found === undefined) throw new Error('there is nothing')
  return found
}

const elementsOf = (document: Document) => Array.from(document.getElementsByTagName('*'))

/** Whether `inner` is `outer` or stands in it: a tree cannot be put into itself. */
const holds = (outer: Node, inner: Node | null): boolean =>
  inner !== null && (inner === outer || holds(outer, inner.parentNode))

type Change = (xml: string) => string

const inText = (change: (xml: string, offset: number) => string) =>
  place.map(
    (where): Change =>
      (xml) =>
        change(xml, Math.floor(where * xml.length)),
  )

const inTree = (change: (one: Element, other: Element, document: Document) => void) =>
  fc.tuple(place, place).map(
    ([one, other]): Change =>
      (xml) =>
        edited(xml, (document) => {
          const elements = elementsOf(document)
          change(at(elements, one), at(elements, other), document)
        }),
  )

const snippets = fc.constantFrom(
  '<!---->',
  '<![CDATA[',
  ']]>',
  '&#0;',
  '&amp;',
  '<',
  '>',
  '"',
  'mallory',
  ' ',
  '\r',
  '\uFEFF',
  '<?x?>',
  '<!DOCTYPE a>',
  'ID="_evil"',
  'xmlns="urn:x"',
  '</saml:NameID>',
  '<saml:NameID>',
)
const values = fc.constantFrom('mallory', '', '_evil', '2.0', issuer, addresses.metadata, requestId)

/** Bytes, nodes moved, copied, swapped and removed, names that say somebody else, attributes, and split texts. */
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, snippets).map(
    ([where, snippet]): Change =>
      (xml) => {
        const offset = Math.floor(where * xml.length)
        return xml.slice(0, offset) + snippet + xml.slice(offset)
      },
  ),
  inText((xml, offset) => xml.slice(0, offset) + xml.slice(offset + 1)),
  inText(
    (xml, offset) =>
      xml.slice(0, offset) +
      String.fromCharCode(xml.charCodeAt(offset) ^ 1) +
      xml.slice(offset + 1),
  ),
  inTree((one, other) => {
    if (!holds(one, other)) other.appendChild(one)
  }),
  inTree((one, other) => {
    if (other.parentNode?.nodeType === 1) other.parentNode.insertBefore(copyOf(one), other)
  }),
  inTree((one) => {
    if (one.parentNode?.nodeType === 1) one.parentNode.removeChild(one)
  }),
  inTree((one, other) => {
    const forged = copyOf(one)
    forge(forged, '_evil')
    other.appendChild(forged)
  }),
  inTree((one, other) => {
    const forged = copyOf(one)
    removeSignatures(forged)
    forge(forged, one.getAttribute('ID') ?? '_evil')
    if (other.parentNode?.nodeType === 1) other.parentNode.insertBefore(forged, other)
  }),
  fc.tuple(place, place, values).map(
    ([where, which, value]): Change =>
      (xml) =>
        edited(xml, (document) => {
          const element = at(elementsOf(document), where)
          if (element.attributes.length > 0) at(Array.from(element.attributes), which).value = value
        }),
  ),
  fc.tuple(place, values).map(
    ([where, value]): Change =>
      (xml) =>
        edited(xml, (document) => {
          at(elementsOf(document), where).textContent = value
        }),
  ),
  fc.tuple(place, snippets).map(
    ([where, snippet]): Change =>
      (xml) =>
        edited(xml, (document) => {
          const leaves = elementsOf(document).filter(({ firstChild }) => firstChild?.nodeType === 3)
          const text = at(leaves, where).firstChild
          const value = text?.nodeValue ?? ''
          text?.parentNode?.replaceChild(
            document.createTextNode(value.slice(0, 3) + snippet + value.slice(3)),
            text,
          )
        }),
  ),
)

describe('SS1: whatever becomes of a good answer on its way, nobody is named but who was signed', () => {
  const forms: [what: string, make: () => string][] = [
    ['a signed assertion', answer],
    ['both signed', answerSignedTwice],
    ['encrypted', answerEncrypted],
  ]

  test.each(forms)(
    '%s',
    (_, make) => {
      const good = make()
      expect(finish(good)).toMatchObject(person)
      const counts = { named: 0, refused: 0 }
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
          let xml = good
          // A text that is no XML any more cannot be changed by its tree.
          for (const one of changes)
            try {
              xml = one(xml)
            } catch {
              break
            }
          const steps = new TraceSteps()
          try {
            const back = { response: base64(xml), requestId }
            const named = finishSaml(connection(), addresses, back, steps, now)
            counts.named++
            expect(named).toEqual(person)
          } catch (error) {
            if (!(error instanceof SsoRefusal)) throw error
            counts.refused++
            expect(error.reason).toMatch(/^(answer-not-valid|provider-error|cancelled)$/)
          }
        }),
        { numRuns: runs },
      )
      expect(counts.refused).toBeGreaterThan(0)
    },
    600_000,
  )
})
