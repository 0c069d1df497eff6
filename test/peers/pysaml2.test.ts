import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeyPair } from '#server/sso/key-pair.ts'
import type { OpenedSaml } from '#server/sso/read-saml-answer.ts'
import { finishSaml, startSaml } from '#server/sso/saml.ts'
import { ourMetadata, readMetadata } from '#server/sso/saml-metadata.ts'
import { TraceSteps } from '#server/sso/trace.ts'
import { askNodeSaml } from './node-saml.ts'
import { type Pysaml2, pysaml2Missing, startPysaml2 } from './pysaml2.ts'
import { fieldsOf } from './simplesamlphp.ts'

// A second identity provider by another code base. It reads our own metadata, and asks nobody for a password.

const services = {
  plain: { signResponse: false, cipher: null },
  'signed-twice': { signResponse: true, cipher: null },
  encrypted: {
    signResponse: false,
    cipher: { algorithm: 'http://www.w3.org/2001/04/xmlenc#aes256-cbc', key: 'aes-256' },
  },
  'encrypted-gcm': {
    signResponse: true,
    cipher: { algorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm', key: 'aes-256' },
  },
  'triple-des': {
    signResponse: false,
    cipher: { algorithm: 'http://www.w3.org/2001/04/xmlenc#tripledes-cbc', key: 'des-192' },
  },
}
type Name = keyof typeof services

const addressesOfOurs = (name: string) => ({
  back: `https://foyer.test/sso/${name}/return`,
  afterSignOut: '',
  jwks: '',
  metadata: `https://foyer.test/sso/${name}/metadata`,
  assertionConsumer: `https://foyer.test/sso/${name}/acs`,
})

// Where the machine has none, the tests are named as skipped, as those on Debian's PostgreSQL are.
describe.skipIf(pysaml2Missing !== null)(
  `SS1: through pySAML2${pysaml2Missing ? ` (${pysaml2Missing})` : ''}`,
  () => {
    let idp: Pysaml2
    let keys: Awaited<ReturnType<typeof createKeyPair>>
    let stranger: Awaited<ReturnType<typeof createKeyPair>>

    beforeAll(async () => {
      ;[keys, stranger] = await Promise.all([
        createKeyPair('foyer.test'),
        createKeyPair('stranger.test'),
      ])
      const certificate = keys.certificatePem
      idp = await startPysaml2(
        Object.entries(services).map(([name, how]) => {
          const addresses = addressesOfOurs(name)
          return {
            ...how,
            entityId: addresses.metadata,
            metadata: ourMetadata({ certificate }, addresses),
          }
        }),
      )
    }, 60_000)
    afterAll(() => idp?.close())

    const connection = (privateKey = keys.privateKeyPem) =>
      ({
        kind: 'saml',
        provider: { metadataUrl: null, ...readMetadata(idp.metadataXml, new Date()) },
        privateKey,
        certificate: keys.certificatePem,
      }) as OpenedSaml

    const begin = (name: Name, privateKey = keys.privateKeyPem) =>
      startSaml(connection(privateKey), addressesOfOurs(name), {
        state: 'fya_state',
        forceAuthn: false,
        now: new Date(),
      })

    const answerTo = async (url: string) => {
      const response = await fetch(url)
      const text = await response.text()
      return { status: response.status, text, fields: fieldsOf(text) }
    }

    /** What it answers to our own question, and what we make of that. */
    async function goThrough(name: Name) {
      const { url, requestId } = begin(name)
      const { text, fields } = await answerTo(url)
      const response = fields.SAMLResponse ?? text
      const steps = new TraceSteps()
      const finish = () =>
        finishSaml(connection(), addressesOfOurs(name), { response, requestId }, steps, new Date())
      return { fields, response, requestId, steps, finish }
    }

    const ana = {
      mail: ['ana@example.test'],
      givenName: ['Ana'],
      sn: ['Árnadóttir & Söhne'],
      eduPersonAffiliation: ['staff', 'sales'],
    }

    test.each([
      ['plain', false, false],
      ['signed-twice', true, false],
      ['encrypted', false, true],
      ['encrypted-gcm', true, true],
    ] as const)('one signs in, and is who they are there: %s', async (name, signed, decrypts) => {
      const { fields, response, requestId, steps, finish } = await goThrough(name)
      expect(fields.RelayState).toBe('fya_state')
      const found = finish()
      expect(found).toMatchObject({ issuer: idp.entityId, claims: ana })
      // By FriendlyName, and by the names that it really sends.
      expect(found.claims['urn:oid:0.9.2342.19200300.100.1.3']).toEqual(ana.mail)
      const names = steps.steps.map((step) => step.name)
      expect(names.includes('response-signature')).toBe(signed)
      expect(names.includes('decryption')).toBe(decrypts)

      const asked = { response, requestId, responseSigned: signed }
      const other = await askNodeSaml(connection(), addressesOfOurs(name), asked)
      expect(other).toMatchObject({ issuer: found.issuer, subject: found.subject })
      expect(found.claims).toMatchObject(other.attributes)
    })

    test('one is the same person each time, and another one for another connection', async () => {
      const subjectOf = async (name: Name) => (await goThrough(name)).finish().subject
      const [first, again, elsewhere] = [
        await subjectOf('plain'),
        await subjectOf('plain'),
        await subjectOf('encrypted'),
      ]
      expect(again).toBe(first)
      expect(elsewhere).not.toBe(first)
    })

    test('its own choice of a cipher, Triple DES, is refused, and the trace says so', async () => {
      const { steps, finish } = await goThrough('triple-des')
      expect(finish).toThrow('tripledes-cbc')
      expect(steps.steps.at(-1)).toMatchObject({ name: 'decryption', ok: false })
    })

    test('it verifies our requests: one that somebody else signed, or changed, is refused there', async () => {
      const other = await answerTo(begin('plain', stranger.privateKeyPem).url)
      expect(other).toMatchObject({ status: 400, text: expect.stringContaining('not signed') })
      const changed = new URL(begin('plain').url)
      changed.searchParams.set('RelayState', 'another')
      expect(await answerTo(changed.href)).toMatchObject({ status: 400 })
    })
  },
)
