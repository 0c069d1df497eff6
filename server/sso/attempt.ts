import sql from 'sql-template-tag'
import type { ConnectionId, LoginId, OrganizationId } from '#api/common.ts'
import type { SsoPurpose } from '#api/sso.ts'
import type { Tx } from '#server/platform/database.ts'
import { type KeyRing, type Sealed, seal, unseal } from '#server/platform/seal.ts'
import { hashToken, newToken } from '#server/platform/token.ts'

// On the way to a provider and back. Lies in the identity plane: runs unconfined.

const minutesValid = 10

/** What only we know of an attempt. */
export interface AttemptSecrets {
  /** OpenID Connect. */
  nonce: string
  /** PKCE (RFC 7636). */
  codeVerifier: string
}

export interface Attempt {
  id: string
  organizationId: OrganizationId
  connectionId: ConnectionId
  purpose: SsoPurpose
  /** Who went there; null: nobody yet. */
  loginId: LoginId | null
  setUpLinkId: string | null
  secrets: AttemptSecrets
  /** SAML: id of the AuthnRequest. */
  requestId: string | null
  maxAgeSeconds: number | null
  destination: string | null
  createdAt: Date
  /** SAML: what was posted for it, base64 as it came. */
  response: string | null
}

export interface NewAttempt extends Omit<Attempt, 'id' | 'createdAt' | 'response'> {
  browserHash: Buffer
}

/** Begins an attempt under a state of ours, which the provider hands back. */
export async function addAttempt(
  tx: Tx,
  ring: KeyRing,
  state: { hash: Buffer },
  attempt: NewAttempt,
  now: Date,
): Promise<Date> {
  const expiresAt = new Date(now.getTime() + minutesValid * 60_000)
  const { keyId, sealed } = seal(
    ring,
    Buffer.from(JSON.stringify(attempt.secrets)),
    ownerOf(state.hash),
  )
  await tx.query(sql`
    insert into sso_attempts (state_hash, organization_id, connection_id, purpose, browser_hash, login_id, set_up_link_id,
      sealed, key_id, request_id, max_age_seconds, destination, created_at, expires_at)
    values (${state.hash}, ${attempt.organizationId}, ${attempt.connectionId}, ${attempt.purpose}, ${attempt.browserHash},
      ${attempt.loginId}, ${attempt.setUpLinkId}, ${sealed}, ${keyId}, ${attempt.requestId}, ${attempt.maxAgeSeconds},
      ${attempt.destination}, ${now}, ${expiresAt})`)
  return expiresAt
}

/** A state for `addAttempt`: OpenID Connect `state`, SAML RelayState. */
export const newState = () => newToken('state')

type Row = Omit<Attempt, 'secrets'> & Sealed & { sameBrowser: boolean }

/**
 * Takes an attempt back from its browser, once, and forgets what was posted for it: of two at once the second finds none. `other-browser`: somebody else's, which
 * stays good for its own. `over`: unknown, used, expired, or of another connection.
 */
export async function takeAttempt(
  tx: Tx,
  ring: KeyRing,
  back: { state: string; connectionId: ConnectionId; browserToken: string | null },
  now: Date,
): Promise<Attempt | 'over' | 'other-browser'> {
  const stateHash = hashToken(back.state)
  const browserHash = back.browserToken ? hashToken(back.browserToken) : null
  const [row] = await tx.query<Row>(sql`
    with found as (
      select id, browser_hash is not distinct from ${browserHash}::bytea as same from sso_attempts
      where state_hash = ${stateHash} and connection_id = ${back.connectionId} and returned_at is null and expires_at > ${now}
      for update
    ), taken as (
      update sso_attempts set returned_at = ${now}, response = null where id in (select id from found where same)
    )
    select a.id, a.organization_id as "organizationId", a.connection_id as "connectionId", a.purpose, a.login_id as "loginId",
      a.set_up_link_id as "setUpLinkId", a.sealed, a.key_id as "keyId", a.request_id as "requestId",
      a.max_age_seconds as "maxAgeSeconds", a.destination, a.created_at as "createdAt", a.response, f.same as "sameBrowser"
    from found f join sso_attempts a on a.id = f.id`)
  if (!row) return 'over'
  const { sealed, keyId, sameBrowser, ...attempt } = row
  if (!sameBrowser) return 'other-browser'
  const secrets = JSON.parse(unseal(ring, { sealed, keyId }, ownerOf(stateHash)).toString())
  return { ...attempt, secrets }
}

/**
 * Keeps what a provider posted for a SAML attempt, until its browser takes it. Once: who learns a state cannot put another
 * answer in its place. False: there is no such attempt of this connection, or it has its answer.
 */
export async function keepResponse(
  tx: Tx,
  back: { state: string; connectionId: ConnectionId; response: string },
  now: Date,
): Promise<boolean> {
  const rows = await tx.query(sql`
    update sso_attempts set response = ${back.response}
    where state_hash = ${hashToken(back.state)} and connection_id = ${back.connectionId} and request_id is not null
      and response is null and returned_at is null and expires_at > ${now}
    returning id`)
  return rows.length === 1
}

const ownerOf = (stateHash: Buffer) => `sso-attempt:${stateHash.toString('base64url')}`
