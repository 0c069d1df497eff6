import { execFileSync, spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Assertion, SsoRefusal } from '#server/sso/assertion.ts'
import { finishSaml } from '#server/sso/saml.ts'
import { normalizeCertificate } from '#server/sso/saml-metadata.ts'
import { TraceSteps } from '#server/sso/trace.ts'
import {
  addresses,
  answer,
  answerEncrypted,
  answerSignedTwice,
  base64,
  byIdp,
  connection,
  facts,
  idp,
  issuer,
  minutes,
  next,
  now,
  ourKeys,
  person,
  requestId,
  signedAssertion,
} from './saml-answers.ts'
import { contents, documents, encryption, signatures, signedForms } from './saml-attacks.ts'
import { change, changed, runs } from './saml-changes.ts'
import {
  assertionXml,
  edited,
  encryptedXml,
  goodFacts,
  responseXml,
  signedXml,
  wrapAssertion,
  wrapResponse,
} from './saml-documents.ts'

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

  test('whose NameID says whose it is, and for whom', () => {
    const named = (attributes: string) => {
      const f = facts()
      const xml = assertionXml(f).replace(/<saml:NameID [^>]*>/, `<saml:NameID ${attributes}>`)
      return finish(responseXml(f, signedXml(xml, f.assertionId, byIdp()))).subject
    }
    const persistent = 'Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"'
    const address = 'Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"'
    for (const attributes of [
      `${persistent} NameQualifier="${issuer}" SPNameQualifier="${addresses.metadata}"`,
      `${persistent} NameQualifier="" SPNameQualifier=""`,
      `${address} NameQualifier="example.test" SPNameQualifier="x"`,
    ])
      expect(named(attributes), attributes).toBe('ana-4711')
  })

  test('signed by a key whose certificate has expired, or begins later: that is told, not judged', () => {
    const told = (at: Date) => {
      const steps = new TraceSteps()
      const good = goodFacts(
        { requestId, acs: addresses.assertionConsumer, audience: addresses.metadata, issuer },
        at,
      )
      const xml = answerSignedTwice(good)
      finishSaml(connection(), addresses, { response: base64(xml), requestId }, steps, at)
      return steps.steps.filter(({ name }) => name === 'certificate')
    }
    expect(told(now)).toEqual([])
    expect(told(new Date('2040-01-01T00:00:00Z'))).toEqual([
      {
        name: 'certificate',
        ok: true,
        detail: expect.stringMatching(/^this certificate has expired on 2036-.* \(CN=idp\.test\)/),
      },
    ])
    expect(told(new Date('2020-01-01T00:00:00Z'))[0]?.detail).toMatch(/not valid before 2026-/)
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
          const xml = changed(good, changes)
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
