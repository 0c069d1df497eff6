import type { ConnectionId } from '#api/common.ts'

/**
 * The addresses of ours that a provider knows: each connection has its own, so that what comes back names the connection
 * that was asked (RFC 9700, mix-up).
 */
export const addressesOf = (publicUrl: string, id: ConnectionId) => ({
  /** A page of the web application, which hands over what it was opened with: OpenID Connect's redirect URI. */
  back: `${publicUrl}/sso/${id}/return`,
  afterSignOut: `${publicUrl}/sign-in`,
  jwks: `${publicUrl}/sso/${id}/jwks.json`,
  /** SAML: our EntityID, and where our metadata stands. */
  metadata: `${publicUrl}/sso/${id}/metadata`,
  /** SAML: AssertionConsumerService, binding HTTP-POST. */
  assertionConsumer: `${publicUrl}/sso/${id}/acs`,
})
