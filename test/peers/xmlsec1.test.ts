import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { finishSaml } from '#server/sso/saml.ts'
import { TraceSteps } from '#server/sso/trace.ts'
import {
  addresses,
  answer,
  base64,
  connection,
  facts,
  idp,
  now,
  ourKeys,
  person,
  requestId,
} from './saml-answers.ts'
import { assertionXml, encryptedXml, responseXml, saml } from './saml-documents.ts'

// xmlsec1, an implementation of XML signatures and encryption in C: what it makes we read, and what our own provider of the
// tests makes it reads, so that both do not share one mistake.

const missing = spawnSync('xmlsec1', ['--version']).error !== undefined
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const more = 'http://www.w3.org/2001/04/xmldsig-more#'
const xmlenc = 'http://www.w3.org/2001/04/xmlenc#'

describe.skipIf(missing)(
  `SS1: by xmlsec1${missing ? ' (no xmlsec1; Debian: xmlsec1)' : ''}`,
  () => {
    let folder: string
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'foyer-xmlsec1-'))
    })
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const xmlsec = (...flags: string[]) =>
      execFileSync('xmlsec1', flags, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }).replace(/^<\?xml[^>]*\?>\s*/, '')
    const ids = ['--id-attr:ID', `${saml}:Assertion`]

    /** A signature that is still empty: xmlsec1 fills it in. */
    const template = (id: string, method: string, digest: string) =>
      '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>' +
      `<ds:CanonicalizationMethod Algorithm="${exclusive}"/><ds:SignatureMethod Algorithm="${more}${method}"/>` +
      `<ds:Reference URI="#${id}"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>` +
      `<ds:Transform Algorithm="${exclusive}"/></ds:Transforms><ds:DigestMethod Algorithm="${digest}"/><ds:DigestValue/>` +
      '</ds:Reference></ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo><ds:X509Data/></ds:KeyInfo></ds:Signature>'

    const signed = (method: string, digest: string) => {
      const f = facts()
      const unsigned = assertionXml(f).replace(
        '</saml:Issuer>',
        `</saml:Issuer>${template(f.assertionId, method, digest)}`,
      )
      const keys = `${file('idp.key', idp.privateKeyPem)},${file('idp.crt', idp.certificatePem)}`
      const assertion = xmlsec('--sign', '--privkey-pem', keys, ...ids, file('a.xml', unsigned))
      return { f, assertion: assertion.trim() }
    }

    const encrypted = (assertion: string, algorithm: string, sessionKey: string) => {
      const value = '<xenc:CipherData><xenc:CipherValue/></xenc:CipherData>'
      const data =
        `<xenc:EncryptedData xmlns:xenc="${xmlenc}" Type="${xmlenc}Element"><xenc:EncryptionMethod Algorithm="${algorithm}"/>` +
        '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey>' +
        `<xenc:EncryptionMethod Algorithm="${xmlenc}rsa-oaep-mgf1p"/>${value}</xenc:EncryptedKey></ds:KeyInfo>${value}</xenc:EncryptedData>`
      const flags = ['--pubkey-cert-pem', file('foyer.crt', ourKeys.certificatePem)]
      const made = xmlsec(
        '--encrypt',
        ...flags,
        '--session-key',
        sessionKey,
        '--xml-data',
        file('plain.xml', assertion),
        '--node-xpath',
        '/*',
        file('template.xml', data),
      )
      return `<saml:EncryptedAssertion xmlns:saml="${saml}">${made.trim()}</saml:EncryptedAssertion>`
    }

    const finish = (xml: string) =>
      finishSaml(
        connection(),
        addresses,
        { response: base64(xml), requestId },
        new TraceSteps(),
        now,
      )

    test.each([
      ['rsa-sha256', `${xmlenc}sha256`],
      ['rsa-sha384', `${more}sha384`],
      ['rsa-sha512', `${xmlenc}sha512`],
    ])('an assertion that it has signed by %s names who it is', (method, digest) => {
      const { f, assertion } = signed(method, digest)
      expect(finish(responseXml(f, assertion))).toEqual(person)
      const changed = responseXml(f, assertion.replace('ana-4711', 'bob-4711'))
      expect(() => finish(changed)).toThrow('changed')
    })

    test.each([
      ['http://www.w3.org/2009/xmlenc11#aes256-gcm', 'aes-256'],
      ['http://www.w3.org/2009/xmlenc11#aes128-gcm', 'aes-128'],
      [`${xmlenc}aes256-cbc`, 'aes-256'],
      [`${xmlenc}aes128-cbc`, 'aes-128'],
    ])('and one that it has also encrypted by %s', (algorithm, sessionKey) => {
      const { f, assertion } = signed('rsa-sha256', `${xmlenc}sha256`)
      const inside = encrypted(assertion, algorithm, sessionKey)
      expect(inside).not.toContain('ana-4711')
      expect(finish(responseXml(f, inside))).toEqual(person)
    })

    test('what the provider of these tests signs and encrypts it verifies and decrypts', () => {
      const certificate = file('idp.crt', idp.certificatePem)
      const verify = (xml: string) =>
        spawnSync('xmlsec1', [
          '--verify',
          '--pubkey-cert-pem',
          certificate,
          ...ids,
          file('v.xml', xml),
        ]).status
      const [, assertion = ''] = /(<saml:Assertion [\s\S]*<\/saml:Assertion>)/.exec(answer()) ?? []
      expect(verify(assertion)).toBe(0)
      expect(verify(assertion.replace('ana-4711', 'bob-4711'))).not.toBe(0)

      const f = facts()
      const sent = encryptedXml(assertionXml(f), ourKeys.certificatePem)
      const flags = ['--privkey-pem', file('foyer.key', ourKeys.privateKeyPem)]
      expect(xmlsec('--decrypt', ...flags, file('e.xml', sent))).toContain(assertionXml(f))
    })
  },
)
