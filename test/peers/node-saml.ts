import { SAML, ValidateInResponseTo } from '@node-saml/node-saml'
import type { addressesOf } from '#server/sso/addresses.ts'
import type { OpenedSaml } from '#server/sso/read-saml-answer.ts'

// The second opinion on answers: node-saml, as strict as it can be told to be. It verifies by xml-crypto too, reads what was
// signed by xml2js, and decrypts by xml-encryption.

export interface SecondOpinion {
  issuer: string | undefined
  subject: string | undefined
  /** By Name. */
  attributes: Record<string, readonly string[]>
}

interface Asked {
  response: string
  requestId: string
  /** Whether the provider signs the Response too: whoever knows that can demand it. */
  responseSigned: boolean
}

/**
 * Whom node-saml takes an answer for; it reads the clock by itself.
 *
 * @throws Error where it refuses
 */
export async function askNodeSaml(
  { provider, privateKey }: OpenedSaml,
  addresses: ReturnType<typeof addressesOf>,
  { response, requestId, responseSigned }: Asked,
): Promise<SecondOpinion> {
  const known = new Map([[requestId, new Date().toISOString()]])
  const saml = new SAML({
    issuer: addresses.metadata,
    audience: addresses.metadata,
    callbackUrl: addresses.assertionConsumer,
    idpIssuer: provider.entityId,
    idpCert: [...provider.certificates],
    decryptionPvk: privateKey,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: responseSigned,
    acceptedClockSkewMs: 60_000,
    validateInResponseTo: ValidateInResponseTo.always,
    cacheProvider: {
      saveAsync: () => Promise.resolve(null),
      getAsync: (key) => Promise.resolve(known.get(key) ?? null),
      removeAsync: () => Promise.resolve(null),
    },
  })
  const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: response })
  if (!profile) throw new Error('it names nobody')
  const { issuer, nameID, attributes } = profile
  return {
    issuer,
    subject: nameID,
    attributes: Object.fromEntries(
      Object.entries(attributes ?? {}).map(([name, value]) => [
        name,
        (Array.isArray(value) ? value : [value]).map(String),
      ]),
    ),
  }
}
