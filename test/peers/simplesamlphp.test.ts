import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SsoRefusal } from '#server/sso/assertion.ts'
import { createKeyPair } from '#server/sso/key-pair.ts'
import type { OpenedSaml } from '#server/sso/read-saml-answer.ts'
import { finishSaml, startSaml } from '#server/sso/saml.ts'
import { readMetadata } from '#server/sso/saml-metadata.ts'
import { TraceSteps } from '#server/sso/trace.ts'
import { askNodeSaml } from './node-saml.ts'
import {
  type SimpleSamlPhp,
  signInThere,
  simpleSamlPhpMissing,
  startSimpleSamlPhp,
} from './simplesamlphp.ts'
import { createTestBrowser } from './test-browser.ts'

// An identity provider that shares nothing with ours: what it sends is what real ones send.

// Where the machine has none, the tests are named as skipped, as those on Debian's PostgreSQL are.
describe.skipIf(simpleSamlPhpMissing !== null)(
  `SS1: through SimpleSAMLphp${simpleSamlPhpMissing ? ` (${simpleSamlPhpMissing})` : ''}`,
  () => {
    let idp: SimpleSamlPhp
    let keys: Awaited<ReturnType<typeof createKeyPair>>
    const addressesOfOurs = (name: string) => ({
      back: `https://foyer.test/sso/${name}/return`,
      afterSignOut: '',
      jwks: '',
      metadata: `https://foyer.test/sso/${name}/metadata`,
      assertionConsumer: `https://foyer.test/sso/${name}/acs`,
    })
    const [plain, encrypted] = [addressesOfOurs('plain'), addressesOfOurs('encrypted')]

    beforeAll(async () => {
      keys = await createKeyPair('foyer.test')
      const sp = [plain, encrypted].map(({ metadata, assertionConsumer }) => ({
        entityId: metadata,
        acs: assertionConsumer,
        certificate: keys.certificatePem,
        encrypts: metadata === encrypted.metadata,
      }))
      idp = await startSimpleSamlPhp({ sp })
    }, 30_000)
    afterAll(() => idp.close())

    const connection = () =>
      ({
        kind: 'saml',
        provider: { metadataUrl: idp.metadataUrl, ...readMetadata(idp.metadataXml, new Date()) },
        privateKey: keys.privateKeyPem,
        certificate: keys.certificatePem,
      }) as OpenedSaml

    const begin = (addresses = plain, forceAuthn = false) =>
      startSaml(connection(), addresses, { state: 'fya_state', forceAuthn, now: new Date() })

    const ana = { username: 'ana', password: 'ana-password' }

    test.each([
      ['signed twice', plain, false],
      ['encrypted', encrypted, true],
    ])('one signs in, and is who they are there: %s', async (_, addresses, decrypts) => {
      const { url, requestId } = begin(addresses)
      const posted = await signInThere(createTestBrowser(), url, ana)
      expect(posted).toMatchObject({
        to: addresses.assertionConsumer,
        fields: { RelayState: 'fya_state' },
      })
      const steps = new TraceSteps()
      const response = posted?.fields.SAMLResponse ?? ''
      const found = finishSaml(connection(), addresses, { response, requestId }, steps, new Date())
      expect(found).toMatchObject({
        issuer: idp.entityId,
        subject: 'ana-4711',
        claims: {
          mail: ['ana@example.test'],
          givenName: ['Ana'],
          sn: ['Árnadóttir & Söhne'],
          groups: ['staff', 'sales'],
        },
      })
      expect(Math.abs(Date.now() - (found.authenticatedAt?.getTime() ?? 0))).toBeLessThan(60_000)
      const names = steps.steps.map(({ name }) => name)
      expect(names).toContain('response-signature')
      expect(names.includes('decryption')).toBe(decrypts)

      const asked = { response, requestId, responseSigned: true }
      const other = await askNodeSaml(connection(), addresses, asked)
      expect(other).toMatchObject({ issuer: found.issuer, subject: found.subject })
      expect(found.claims).toMatchObject(other.attributes)
      expect(Object.keys(other.attributes)).toContain('sn')
    })

    test('its metadata is read', () => {
      expect(readMetadata(idp.metadataXml, new Date())).toEqual({
        entityId: idp.entityId,
        signInUrl: idp.metadataUrl.replace('metadata.php', 'SSOService.php'),
        certificates: [expect.stringContaining('BEGIN CERTIFICATE')],
      })
    })

    test('it verifies our requests: one that was changed on the way is refused there', async () => {
      const { url } = begin()
      const forced = new URL(begin(plain, true).url)
      const changed = new URL(url)
      changed.searchParams.set('SAMLRequest', forced.searchParams.get('SAMLRequest') ?? '')
      expect(await signInThere(createTestBrowser(), changed.href, ana)).toBeNull()
    })

    test('whoever is signed in there is not asked again, unless we want it', async () => {
      const browser = createTestBrowser()
      expect(await signInThere(browser, begin().url, ana)).toMatchObject({ asked: true })
      expect(await signInThere(browser, begin().url, ana)).toMatchObject({ asked: false })
      expect(await signInThere(browser, begin(plain, true).url, ana)).toMatchObject({ asked: true })
    })

    test('a wrong password there brings nothing', async () => {
      const wrong = { username: 'ana', password: 'bob-password' }
      expect(await signInThere(createTestBrowser(), begin().url, wrong)).toBeNull()
    })

    test('its answer to another connection of ours, or to another question, is refused', async () => {
      const { url, requestId } = begin()
      const posted = await signInThere(createTestBrowser(), url, ana)
      const response = posted?.fields.SAMLResponse ?? ''
      const finish = (addresses: typeof plain, id: string) =>
        finishSaml(
          connection(),
          addresses,
          { response, requestId: id },
          new TraceSteps(),
          new Date(),
        )
      expect(finish(plain, requestId).subject).toBe('ana-4711')
      expect(() => finish(encrypted, requestId)).toThrow(SsoRefusal)
      expect(() => finish(plain, begin().requestId)).toThrow(SsoRefusal)
    })
  },
)
