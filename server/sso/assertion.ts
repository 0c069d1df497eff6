import type { SsoReason } from '#api/sso.ts'

/**
 * What an identity provider said of somebody, after everything about it was checked: signature, issuer, audience, time, and
 * that it answers our own question. Nothing else may make one.
 */
export interface Assertion {
  /** Of the ID token, or EntityID of who issued the assertion. */
  issuer: string
  /** `sub`, or NameID: who it is, for this issuer (SS2). */
  subject: string
  /** By name, as they came: for the mapping and for administrators who test. */
  claims: Readonly<Record<string, readonly string[]>>
  /** False where the provider says that it has not checked the address (OpenID Connect `email_verified`). */
  emailVerified: boolean
  /** When the person showed the provider who they are (`auth_time`, AuthnInstant); null: it does not say. */
  authenticatedAt: Date | null
  /** OpenID Connect: for signing out there (`id_token_hint`). */
  idToken: string | null
}

/** Why nothing came of an attempt. `detail` is for the trace, in English, without secrets. */
export class SsoRefusal extends Error {
  override readonly name = 'SsoRefusal'
  readonly reason: SsoReason

  constructor(reason: SsoReason, detail: string) {
    super(detail)
    this.reason = reason
  }
}
