import type { ConnectionId } from '#api/common.ts'
import type { Attributes, ConnectionKind, Connection as Shown } from '#api/sso.ts'
import { addressesOf } from './addresses.ts'
import type { Connection } from './connection.ts'
import { describeCertificate } from './saml-metadata.ts'

/** What is entered of the provider, as administrators see it: of the secret, whether there is one. */
export function shownProvider(connection: Connection): Shown['provider'] {
  if (!connection.provider) return null
  if (connection.kind === 'oidc')
    return { kind: 'oidc', ...connection.provider, hasSecret: connection.sealedSecret !== null }
  const { certificates, ...rest } = connection.provider
  return { kind: 'saml', ...rest, certificates: certificates.map(describeCertificate) }
}

/** What has to be entered at the provider. */
export function toCopyOf(
  publicUrl: string,
  { id, kind, certificate }: { id: ConnectionId; kind: ConnectionKind; certificate: string },
): Shown['toCopy'] {
  const addresses = addressesOf(publicUrl, id)
  return kind === 'oidc'
    ? {
        kind,
        redirectUri: addresses.back,
        postLogoutRedirectUri: addresses.afterSignOut,
        jwksUri: addresses.jwks,
      }
    : {
        kind,
        entityId: addresses.metadata,
        assertionConsumerServiceUrl: addresses.assertionConsumer,
        metadataUrl: addresses.metadata,
        certificate,
      }
}

/** Until when the provider’s signatures can be verified: the end of the certificate that lasts longest (SAML). */
export function certificatesEnd({ kind, provider }: Connection): Date | null {
  if (kind !== 'saml' || !provider || provider.certificates.length === 0) return null
  const ends = provider.certificates.map((pem) => Date.parse(describeCertificate(pem).expiresAt))
  return new Date(Math.max(...ends))
}

/** What providers usually call them, to begin with. */
export const usualAttributes: Record<ConnectionKind, Attributes> = {
  oidc: {
    email: 'email',
    firstName: 'given_name',
    lastName: 'family_name',
    title: '',
    phone: '',
    groups: 'groups',
  },
  saml: {
    email: 'email',
    firstName: 'firstName',
    lastName: 'lastName',
    title: '',
    phone: '',
    groups: 'groups',
  },
}
