import { createKeyPair } from '#server/sso/key-pair.ts'
import type { OpenedSaml } from '#server/sso/read-saml-answer.ts'
import {
  assertionXml,
  encryptedXml,
  type Facts,
  goodFacts,
  responseXml,
  type Signing,
  signedXml,
} from './saml-documents.ts'

// One question of ours, and the answers of a provider to it.

export const now = new Date('2026-06-01T12:00:00Z')
export const minutes = (n: number) => new Date(now.getTime() + n * 60_000)
export const issuer = 'https://idp.test/metadata'
export const ours = 'https://foyer.test/sso/00000000-0000-7000-8000-000000000001'
export const addresses = {
  back: `${ours}/return`,
  afterSignOut: '',
  jwks: '',
  metadata: `${ours}/metadata`,
  assertionConsumer: `${ours}/acs`,
}
export const requestId = '_0123456789abcdef0123456789abcdef01234567'

interface Keys {
  privateKeyPem: string
  certificatePem: string
}
export const [ourKeys, idp, next, stranger]: [Keys, Keys, Keys, Keys] = await Promise.all([
  createKeyPair('foyer.test', now),
  createKeyPair('idp.test', now),
  createKeyPair('idp.test', now),
  createKeyPair('stranger.test', now),
])

export const connection = (certificates = [idp.certificatePem]): OpenedSaml =>
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

export const facts = (changed: Partial<Facts> = {}): Facts => ({
  ...goodFacts(
    { requestId, acs: addresses.assertionConsumer, audience: addresses.metadata, issuer },
    now,
  ),
  ...changed,
})

export const byIdp = (changed: Partial<Signing> = {}): Signing => ({
  privateKey: idp.privateKeyPem,
  certificate: idp.certificatePem,
  ...changed,
})

/** An assertion that the provider has signed. */
export const signedAssertion = (f: Facts, by = byIdp()) =>
  signedXml(assertionXml(f), f.assertionId, by)
/** The usual answer: a signed assertion in a Response that is not signed. */
export const answer = (changed: Partial<Facts> = {}, by = byIdp()) => {
  const f = facts(changed)
  return responseXml(f, signedAssertion(f, by))
}
/** Both signed, as many products do. */
export const answerSignedTwice = (changed: Partial<Facts> = {}, by = byIdp()) => {
  const f = facts(changed)
  return signedXml(responseXml(f, signedAssertion(f, by)), f.responseId, by)
}
export const answerEncrypted = (
  changed: Partial<Facts> = {},
  how: Parameters<typeof encryptedXml>[2] = {},
  by = byIdp(),
) => {
  const f = facts(changed)
  return responseXml(f, encryptedXml(signedAssertion(f, by), ourKeys.certificatePem, how))
}

export const base64 = (xml: string) => Buffer.from(xml).toString('base64')
export const person = {
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
