import sql from 'sql-template-tag'
import { fieldProblem } from '#api/problem.ts'
import type { Tx } from '#server/platform/database.ts'
import type { KeyRing, Sealed } from '#server/platform/seal.ts'
import { type Connection, type OidcProvider, type SamlProvider, sealSecret } from './connection.ts'
import type { GivenProvider } from './read-provider.ts'

/** What becomes of a connection whose provider is described anew. */
export interface ProviderChange {
  /** Another provider, or we are another one there: what was proved and linked before is worth nothing. */
  identity: boolean
  /** The same, but recognized or asked otherwise (SAML: another certificate, other places to read them and to send people). */
  trust: boolean
  /** For the audit log: names of fields, each with what is no secret of it. */
  details: Record<string, unknown>
}

/** Compares; pure. A certificate that only goes lets nobody in. */
export function compareProviders(
  before: Connection['provider'],
  after: OidcProvider | SamlProvider,
): ProviderChange {
  const was: Record<string, unknown> = { ...before }
  const is: Record<string, unknown> = { ...after }
  const changed = Object.keys(is).filter(
    (key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]),
  )
  const one = (...keys: string[]) => before !== null && keys.some((key) => changed.includes(key))
  const known = before && 'certificates' in before ? before.certificates : []
  const unknown = 'certificates' in after && after.certificates.some((pem) => !known.includes(pem))
  return {
    identity: one('issuer', 'clientId', 'entityId'),
    trust: before !== null && (unknown || one('metadataUrl', 'signInUrl')),
    details: Object.fromEntries(
      changed.map((key) => [
        key,
        key === 'certificates' ? 'replaced' : { before: was[key] ?? null, after: is[key] },
      ]),
    ),
  }
}

/**
 * The client secret from now on: what is given, else the one that is there, which is only ever sent to the issuer and as the
 * client that it was given for. Else whoever edits could have it sent to an issuer of their own.
 *
 * @throws values-refused where there must be one and is none
 */
export function secretToKeep(
  ring: KeyRing,
  connection: Connection,
  given: GivenProvider,
): Sealed | null {
  if (!given.oidc) return connection.sealedSecret
  const { issuer, clientId, clientAuthentication, clientSecret } = given.oidc
  if (clientSecret !== undefined) return sealSecret(ring, connection.id, clientSecret)
  const before = connection.kind === 'oidc' ? connection.provider : null
  const same = before && URL.parse(before.issuer)?.href === URL.parse(issuer)?.href
  const kept = same && before.clientId === clientId ? connection.sealedSecret : null
  if (!kept && clientAuthentication !== 'private_key_jwt')
    throw fieldProblem(
      'values-refused',
      '#/oidc/clientSecret',
      connection.sealedSecret
        ? 'must be given again for another issuer or client'
        : 'is needed, unless the client proves itself by private_key_jwt',
      connection.sealedSecret ? 'secret-again' : 'secret-needed',
    )
  return kept
}

/** Writes what the provider is from now on. */
export async function replaceProvider(
  tx: Tx,
  { id }: Connection,
  provider: OidcProvider | SamlProvider,
  secret: Sealed | null,
  { identity }: ProviderChange,
  now: Date,
): Promise<void> {
  const readAt = 'metadataUrl' in provider && provider.metadataUrl ? now : null
  await tx.query(sql`
    update connections set provider = ${JSON.stringify(provider)}, sealed_secret = ${secret?.sealed ?? null},
      secret_key_id = ${secret?.keyId ?? null}, metadata_read_at = ${readAt}, metadata_error = null, warned_days = null,
      evidence_since = case when ${identity} then ${now} else evidence_since end
    where id = ${id}`)
}
